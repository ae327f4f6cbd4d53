import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/* AGENTS.md lists the rooms and entries of lib/. */

const repository = resolve(__dirname, "../..");

describe("the tree in AGENTS.md", () => {
  it("has a line for every entry and every room of lib/", () => {
    const [, tree = ""] = /```text\n(lib\/[\s\S]*?)```/.exec(readFileSync(join(repository, "AGENTS.md"), "utf8")) ?? [];
    const listed = [...tree.slice(0, tree.indexOf("\nspec/")).matchAll(/^ {2}(\S+)/gm)].map(([, name]) => name);
    const real = readdirSync(join(repository, "lib"), { withFileTypes: true }).map((entry) =>
      entry.isDirectory() ? `${entry.name}/` : entry.name,
    );
    expect(listed.toSorted()).toEqual(real.toSorted());
  });
});
