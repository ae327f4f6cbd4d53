import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/* The drawings of the documentation are made by a script; the rooms come from the table of the architecture spec. */

const repository = resolve(__dirname, "../..");

describe("the drawings", () => {
  it("are up to date", () => {
    const { status, stderr } = spawnSync(process.execPath, ["build/drawings.mjs", "--check"], {
      cwd: repository,
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it.each(["flow", "rooms", "proxy"])("say in words what they show: %s", (name) => {
    expect(readFileSync(join(repository, `docs/${name}.svg`), "utf8")).toMatch(/^<svg [^>]*aria-label="[^"]{40,}"/);
  });
});
