import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { createSecrets, type UntypedSecrets } from "../../../lib";
import { type Sandbox, sandbox } from "../../support/sandbox";

const FILE = ".streamlit/secrets.toml";

function from(box: Sandbox, folder: string, options: { findUp?: boolean; env?: Record<string, string> } = {}): UntypedSecrets {
  const cwd = join(box.root, folder);
  mkdirSync(cwd, { recursive: true });
  return createSecrets({ findUp: true, env: {}, ...options, cwd, home: join(box.root, "home") });
}

describe("findUp", () => {
  it("takes the nearest file above, and is off by default", () => {
    const box = sandbox();
    box.write(`repo/${FILE}`, 'a = "canary-root"\n');
    expect(from(box, "repo/packages/api").a).toBe("canary-root");
    expect("a" in from(box, "repo/packages/api", { findUp: false })).toBe(false);
    expect("a" in from(box, "repo/packages/api", { findUp: undefined as never })).toBe(false);
    box.write(`repo/packages/${FILE}`, 'a = "canary-near"\n');
    expect(from(box, "repo/packages/api").a).toBe("canary-near");
  });

  it("is switched on by SECRETS_FIND_UP, unless the option says no", () => {
    const box = sandbox();
    box.write(`repo/${FILE}`, 'a = "canary"\n');
    const env = { SECRETS_FIND_UP: "1" };
    expect(from(box, "repo/api", { findUp: undefined as never, env }).a).toBe("canary");
    expect("a" in from(box, "repo/api", { findUp: undefined as never, env: { SECRETS_FIND_UP: "0" } })).toBe(false);
    expect("a" in from(box, "repo/api", { findUp: false, env })).toBe(false);
  });

  it.each([
    ["a folder", "repo/.git/HEAD"],
    ["a file, as in a worktree", "repo/.git"],
  ])("ends at the root of the repository: .git is %s", (_kind, git) => {
    const box = sandbox();
    box.write(git, "x");
    box.write(FILE, 'a = "canary-outside"\n');
    expect("a" in from(box, "repo/api")).toBe(false);
    box.write(`repo/${FILE}`, 'a = "canary-inside"\n');
    expect(from(box, "repo/api").a).toBe("canary-inside");
  });

  it("never goes to the home folder or above it", () => {
    const box = sandbox();
    box.write(FILE, 'above = "canary"\n');
    box.write(`home/${FILE}`, 'global = "canary"\n');
    expect(Object.keys(from(box, "home/project/api"))).toEqual(["global"]);
  });

  it("ends at a folder that everybody may write to", () => {
    const box = sandbox();
    box.write(`shared/${FILE}`, 'a = "canary"\n');
    expect(from(box, "shared/project").a).toBe("canary");
    if (process.platform === "win32") return console.log("skipped: Windows has no such modes");
    chmodSync(join(box.root, "shared"), 0o1777);
    expect("a" in from(box, "shared/project2")).toBe(false);
  });
});

describe("no home folder", () => {
  it("counts as not found; the project's file is read all the same", () => {
    const box = sandbox();
    box.writeProject('a = "canary"\n');
    const { load } = require("../../../lib/load/load") as typeof import("../../../lib/load/load");
    const home = () => {
      throw new Error("ENOENT: no such user");
    };
    const loaded = load({
      cwd: () => join(box.root, "project"),
      home,
      env: {},
      files: undefined,
      envPrefix: false,
      parse: undefined,
    });
    expect({ ...loaded.table }).toEqual({ a: "canary" });
    expect(loaded.places[0]).toEqual({ where: "~/.streamlit/secrets.toml", kind: "file", found: false });
  });
});
