import { z } from "zod";
import type { ValidationError } from "../../../lib";
import { load } from "../../../lib/load/load";
import { formatLocation, originFinder } from "../../../lib/load/origin";
import { type Sandbox, sandbox, thrown } from "../../support/sandbox";

const GLOBAL = 'a = "canary-1"\n\n[db]\nuser = "canary-2"\n[only]\nx = 1\n';
const PROJECT = `\ufeff# note\r
a = """\r
canary-3"""\r
dotted.key.deep = 1\r
[db]\r
user = "canary-4"\r
pool = { min = 1, max.soft = 2 }\r
[[hosts]]\r
name = "canary-5"\r
[[hosts]]\r
name = "canary-6"\r
[above.below]\r
z = 1\r
`;

function loaded(box: Sandbox) {
  return load({
    cwd: () => box.project,
    home: () => box.home,
    env: box.env,
    files: undefined,
    envPrefix: "SECRETS__",
    parse: undefined,
  });
}

describe("originFinder", () => {
  it("tells the source of a key, its line, and what it hides", () => {
    const box = sandbox();
    const global = box.writeGlobal(GLOBAL);
    const project = box.writeProject(PROJECT);
    const all = loaded(box);
    const spot = (...path: (string | number)[]) => {
      const origin = originFinder(all)(path);
      return origin && [formatLocation(origin), ...origin.hides.map(formatLocation)];
    };
    expect(spot("a")).toEqual([`${project}, line 2`, `${global}, line 1`]);
    expect(spot("db")).toEqual([`${project}, line 5`, `${global}, line 3`]);
    expect(spot("db", "user")).toEqual([`${project}, line 6`, `${global}, line 4`]);
    expect(spot("db", "pool", "min")).toEqual([`${project}, line 7`]);
    expect(spot("db", "pool", "max", "soft")).toEqual([`${project}, line 7`]);
    expect(spot("dotted", "key", "deep")).toEqual([`${project}, line 4`]);
    expect(spot("hosts")).toEqual([`${project}, line 8`]);
    expect(spot("hosts", 1)).toEqual([`${project}, line 10`]);
    expect(spot("hosts", 1, "name")).toEqual([`${project}, line 11`]);
    expect(spot("above")).toEqual([`${project}, line 12`]);
    expect(spot("above", "below", "z")).toEqual([`${project}, line 13`]);
    expect(spot("only", "x")).toEqual([`${global}, line 6`]);
    expect(spot("nope")).toBeUndefined();
  });

  it("knows folders and variables, and that single variables merge while files replace", () => {
    const box = sandbox();
    const global = box.writeGlobal('[db]\nuser = "canary-1"\nhost = "canary-2"\n');
    box.env.SECRETS__DB__USER = "canary-3";
    box.env.SECRETS__MIXED__CAMELKEY = "canary-5";
    box.writeProject("[Mixed]\nCamelKey = 'canary-6'\n");
    box.env.SECRETS_TOML = 'token = "canary-4"';
    const all = loaded(box);
    expect(originFinder(all)(["db", "user"])).toMatchObject({
      where: "SECRETS__DB__USER",
      kind: "environment",
      hides: [{ where: global, line: 2 }],
    });
    expect(originFinder(all)(["db", "host"])).toMatchObject({ where: global, kind: "file", line: 3, hides: [] });
    expect(originFinder(all)(["Mixed", "CamelKey"])).toMatchObject({ where: "SECRETS__MIXED__CAMELKEY", hides: [{ line: 2 }] });
    expect(originFinder(all)(["db"])).toMatchObject({ where: global, kind: "file", line: 1, hides: [] });
    expect(originFinder(all)(["token"])).toMatchObject({ where: "SECRETS_TOML", kind: "environment", line: undefined });
  });

  it("takes a section that variables alone make for theirs, none of which hides another", () => {
    const box = sandbox();
    box.env.SECRETS__NEW__A = box.env.SECRETS__NEW__B = "canary";
    expect(originFinder(loaded(box))(["new"])).toMatchObject({ where: "SECRETS__NEW__B", hides: [] });
    expect(originFinder(loaded(box))(["new", "a"])).toMatchObject({ where: "SECRETS__NEW__A", hides: [] });
  });

  it("does not name a replaced section's key, nor a line that is no longer there", () => {
    const box = sandbox();
    box.writeGlobal("[db]\nold = 1\n");
    const project = box.writeProject("[db]\nnew = 1\n");
    const all = loaded(box);
    expect(originFinder(all)(["db", "old"])).toBeUndefined();
    box.writeProject("broken = \n");
    expect(originFinder(all)(["db", "new"])).toMatchObject({ where: project, line: undefined });
  });

  it("is told in the problems that a schema finds", () => {
    const box = sandbox();
    const project = box.writeProject('# note\n[db]\nport = "canary-port"\n');
    const error = thrown<ValidationError>(
      () => box.secrets({ schema: z.object({ db: z.object({ port: z.number() }), api_key: z.string() }) }).db,
    );
    expect(error.message).toContain(`db.port: Invalid input: expected number, received string (${project}, line 3)\n`);
    expect(error.message).toContain("api_key: is missing\n");
  });
});
