import * as library from "../../lib";

const { scenarios, runScenario } = require("../runtimes/watch-scenarios.cjs") as {
  scenarios: { name: string }[];
  runScenario(scenario: object, library: object): Promise<string | undefined>;
};

describe("what another process does is seen", () => {
  // Side by side: each scenario waits most of the time.
  it.concurrent.each(scenarios.map((scenario) => [scenario.name, scenario] as const))("%s", async (_name, scenario) => {
    expect(await runScenario(scenario, library)).toBeUndefined();
  });
});
