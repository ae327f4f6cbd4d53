import { chmodSync } from "node:fs";
import { canary, SAMPLE_TOML, traceIn } from "../../support/canaries";
import { commandLine, type Ended, onTerminal } from "../../support/command-line";
import { sampled } from "../../support/full";

/* Whatever a command writes that is not asked for a value: no four characters of one. */

const RUNS: readonly (readonly string[])[] = [
  ["init"],
  ["check"],
  ["check", "--json"],
  ["check", "--schema", "schema.mjs"],
  ["list"],
  ["list", "--json"],
  ["types"],
  ["types", "--check"],
  ["get", "rot"],
  ["get", "db.nothing"],
  ["run", "--", "no-such-command"],
  ["run", "--only", "rot", "--", "true"],
  ["scan", "."],
  ["scan", ".", "--json"],
  ["list", "--fingerprint"],
  ["set", "root", "typed"],
  ["set", "db"],
  ["unset", "db.port"],
  ["rename", "root", "other"],
  ["edit"],
  ["import", "values.json"],
  ["example"],
  ["diff", "values.json", ".streamlit/secrets.toml"],
  ["export", "--format", "docker"], // it can't hold the text of several lines
  ["export", "--format", "env", "-o", "out.env"],
  ["completion", "bash"],
  ["__complete", "--", "get", ""],
];

/** A validator whose every word is a value. */
const QUOTING = `export default { "~standard": { version: 1, vendor: "own", validate: (value) => ({
  issues: [{ path: ["root"], message: "bad: " + JSON.stringify(value) }, { message: value.db.password }] }) } };`;

function project() {
  const line = commandLine();
  line.processEnv.EDITOR = "true"; // not an editor that waits
  chmodSync(line.writeProject(SAMPLE_TOML), 0o600);
  line.write("project/schema.mjs", QUOTING);
  line.write("project/values.json", JSON.stringify({ root: canary(1), new: canary(2) }));
  line.write("project/dist/bundle.js", `const a = "${canary(0)}", b = "${Buffer.from(canary(6)).toString("base64")}";`);
  return line;
}

const said = ({ stdout, stderr }: Ended) => `${stdout}\n${stderr ?? ""}`;

describe("what the commands write", () => {
  it.each(RUNS)("holds no value: %s %s %s %s", (...args) => {
    const line = project();
    expect(traceIn(said(line.run(args)))).toBeUndefined();
  });

  it.each(sampled(RUNS, 3))("holds no value on a terminal: %s %s %s %s", (...args) => {
    expect(traceIn(said(onTerminal(project(), args)))).toBeUndefined();
  });

  it.each(sampled(RUNS, 3))("holds no value of a broken file: %s %s %s %s", (...args) => {
    const line = project();
    line.writeProject(`${SAMPLE_TOML}\nbroken = "${canary(0)}\n`);
    expect(traceIn(said(line.run(args)))).toBeUndefined();
  });

  it("is seen where it does (the control)", () => {
    const line = project();
    expect(traceIn(said(line.run(["get", "root"])))).toBeDefined();
    expect(traceIn(said(line.run(["run", "--", "printenv", "root"])))).toBeDefined();
  });
});
