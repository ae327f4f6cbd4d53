import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fakeOp } from "../../support/fake-op";
import { cliBox } from "../../support/run-cli";

/* What each command does with references: a few fetch values, the others never do. */

const TOML = `
token = "op://v/i/token"
again = "op://v/i/token"
key = "ref+op://v/i/key"
plain = "canary-plain"
url = "postgres://localhost/app"
[db]
user = "canary-user"
password = "op://v/db/password"
`;

const path = process.env.PATH;
afterEach(() => {
  process.env.PATH = path;
  delete process.env.FAKE_OP;
});

/** A project with the file, and a fake `op` that is found on PATH. */
function project(toml = TOML) {
  const box = cliBox();
  box.writeProject(toml);
  const op = fakeOp(join(box.root, "bin"));
  process.env.PATH = `${op.folder}:${path}`;
  return { box, op };
}

/** The command must not have written a value of a store, nor what the store said. */
function closed({ out, err }: { out: string; err: string }) {
  expect(`${out}${err}`).not.toMatch(/canary-(of|in|plain|user)/);
}

describe("--resolve", () => {
  it("get fetches what it prints, and nothing else", async () => {
    const { box, op } = project();
    expect(await box.run(["get", "token", "--resolve", "op"])).toEqual({ code: 0, out: "canary-of-v/i/token\n", err: "" });
    expect(op.verbs()).toEqual(["read"]);
    expect((await box.run(["get", "plain", "--resolve", "op"])).out).toBe("canary-plain\n");
    expect((await box.run(["get", "url", "--resolve", "op"])).out).toBe("postgres://localhost/app\n");
    expect(op.verbs()).toEqual(["read"]);
    expect((await box.run(["get", "db", "--resolve=op", "--json"])).out).toBe(
      '{"user":"canary-user","password":"canary-of-v/db/password"}\n',
    );
  });

  it.each(["json", "toml", "env", "shell", "docker", "kubernetes", "github"])(
    "export --format %s makes one call",
    async (format) => {
      const { box, op } = project();
      const args = [
        "export",
        "--format",
        format,
        "--resolve",
        "op",
        ...(format === "json" || format === "toml" ? [] : ["--sections"]),
      ];
      const { code, out } = await box.run(args);
      expect(code).toBe(0);
      const text = format === "kubernetes" ? decoded(out) : out;
      for (const value of ["canary-of-v/i/token", "canary-of-v/i/key", "canary-of-v/db/password"]) expect(text).toContain(value);
      expect(text).not.toContain("op://");
      expect(op.verbs()).toEqual(["inject"]);
    },
  );

  it("export --only fetches only those", async () => {
    const { box, op } = project();
    const { out } = await box.run(["export", "--format", "json", "--only", "plain,url", "--resolve", "op"]);
    expect(JSON.parse(out)).toEqual({ plain: "canary-plain", url: "postgres://localhost/app" });
    expect(op.verbs()).toEqual([]);
    await box.run(["export", "--format", "env", "--only", "key", "--resolve", "op"]);
    expect(op.verbs()).toEqual(["read"]);
  });

  it("run passes the values on, by one call, and those of --only alone", async () => {
    const { box, op } = project();
    const out = join(box.root, "env.json");
    const program = `require("fs").writeFileSync(${JSON.stringify(out)}, JSON.stringify(process.env))`;
    const run = async (...options: string[]) => {
      const { code, err } = await box.run(["run", ...options, "--resolve", "op", "--", process.execPath, "-e", program]);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      return JSON.parse(readFileSync(out, "utf8"));
    };
    expect(await run()).toMatchObject({ token: "canary-of-v/i/token", again: "canary-of-v/i/token", key: "canary-of-v/i/key" });
    expect(op.verbs()).toEqual(["inject"]);
    const some = await run("--only", "plain,token");
    expect(some).toMatchObject({ token: "canary-of-v/i/token", plain: "canary-plain" });
    expect(some).not.toHaveProperty("key");
    expect(op.verbs()).toEqual(["inject", "read"]);
    expect(await run("--sections", "--only", "db")).toMatchObject({ DB__PASSWORD: "canary-of-v/db/password" });
  });

  it("check tries each reference, and tells which key has which problem", async () => {
    const { box, op } = project();
    expect(await box.run(["check", "--resolve", "op"])).toMatchObject({ code: 0, err: "" });
    expect(op.verbs()).toEqual(["inject"]);
    const broken = project(`${TOML}other = "op://v/absent/a"\n`);
    const report = await broken.box.run(["check", "--resolve", "op", "--json"]);
    expect(report.code).toBe(1);
    expect(JSON.parse(report.out).problems).toEqual([
      expect.objectContaining({
        code: "ERR_SECRETS_RESOLVE",
        where: "db.other",
        message: expect.stringContaining("exit code 1"),
      }),
    ]);
    closed(report);
  });

  it("takes several names, and refuses a name that is not known", async () => {
    const { box } = project();
    for (const resolve of ["op,pass", "pass, op", "awssecrets,op"]) {
      expect((await box.run(["get", "token", "--resolve", resolve])).out).toBe("canary-of-v/i/token\n");
    }
    for (const command of [["get", "plain"], ["export", "--format", "json"], ["run"], ["check"]]) {
      const end = command[0] === "run" ? ["--", "true"] : [];
      const { code, out, err } = await box.run([...command, "--resolve", "op,onepasword", ...end]);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toContain('--resolve does not know "onepasword"');
      expect(err).toContain("keepassxc-cli");
    }
  });
});

describe("SECRETS_RESOLVE", () => {
  it("does what --resolve does", async () => {
    const { box, op } = project();
    const env = { SECRETS_RESOLVE: " op, pass" };
    expect((await box.run(["get", "key"], { env })).out).toBe("canary-of-v/i/key\n");
    expect((await box.run(["export", "--format", "json"], { env })).out).toContain("canary-of-v/db/password");
    expect(op.verbs()).toEqual(["read", "inject"]);
    const { code, err } = await box.run(["get", "key"], { env: { SECRETS_RESOLVE: "nope" } });
    expect(code).toBe(1);
    expect(err).toContain("SECRETS_RESOLVE");
  });

  it("false means that the texts are meant", async () => {
    const { box } = project();
    expect((await box.run(["get", "token"], { env: { SECRETS_RESOLVE: "false" } })).out).toBe("op://v/i/token\n");
  });
});

describe("without a resolver", () => {
  it.each<[string, string[]]>([
    ["get", ["get", "token"]],
    ["get of a section", ["get", "db"]],
    ["export", ["export", "--format", "json"]],
    ["export as variables", ["export", "--format", "env"]],
    ["run", ["run", "--", process.execPath, "-e", ""]],
  ])("%s hands out no reference as if it were the secret", async (_name, args) => {
    const { box, op } = project();
    const result = await box.run(args);
    expect(result).toMatchObject({ code: 1, out: "" });
    expect(result.err).toMatch(/error: cannot resolve .* no resolver for op:\/\/ is registered/);
    expect(result.err).toContain("--resolve op");
    closed(result);
    expect(op.verbs()).toEqual([]);
  });

  it("check notes each, and succeeds", async () => {
    const { box } = project();
    const { code, out } = await box.run(["check", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out).notes).toEqual(
      ["token", "again", "key", "db.password"].map((where) => expect.objectContaining({ code: "NO_RESOLVER", where })),
    );
    const registered = await box.run(["check", "--json"], { env: { SECRETS_RESOLVE: "op" } });
    expect(JSON.parse(registered.out).notes).toEqual([]);
  });
});

describe("fetches nothing:", () => {
  const quiet = async (args: string[], env: Record<string, string> = {}) => {
    const { box, op } = project();
    const result = await box.run(args, { env: { SECRETS_RESOLVE: "op", ...env } });
    expect(op.verbs()).toEqual([]);
    closed(result);
    return { ...result, box };
  };

  it("list, which shows the reference", async () => {
    const { code, out } = await quiet(["list", "--json", "--fingerprint"]);
    expect(code).toBe(0);
    const entries = JSON.parse(out) as {
      key: string;
      reference?: string;
      kind: string;
      fingerprint?: string;
      exported: boolean;
    }[];
    expect(entries.find(({ key }) => key === "token")).toMatchObject({
      reference: "op://v/i/token",
      kind: "string",
      exported: false, // as the lazy load has it
    });
    expect(entries.find(({ key }) => key === "plain")).toMatchObject({ exported: true });
    expect(entries.find(({ key }) => key === "token")).not.toHaveProperty("fingerprint");
    expect(entries.find(({ key }) => key === "url")).not.toHaveProperty("reference");
    expect((await quiet(["list"])).out).toContain("op://v/db/password");
  });

  it("types, in which it is a string", async () => {
    const { code, box } = await quiet(["types"]);
    expect(code).toBe(0);
    const text = readFileSync(join(box.project, "secrets.d.ts"), "utf8");
    expect(text).toMatch(/token: string/);
    expect(text).not.toContain("op://");
  });

  it.each([{}, { SECRETS_RESOLVE: "" }])("scan, which says what it can't look for, with %j", async (env) => {
    const { box, op } = project();
    box.write("project/log.txt", "canary-of-v/i/token and op://v/i/token");
    box.write("project/leak.txt", "canary-plain");
    const result = await box.run(["scan", "--json", "log.txt", "leak.txt"], { env: { SECRETS_RESOLVE: "op", ...env } });
    expect(op.verbs()).toEqual([]);
    expect(result.err).toBe("");
    const report = JSON.parse(result.out);
    expect(report.found).toEqual([expect.objectContaining({ where: "leak.txt", key: "plain" })]);
    expect(report.inStores).toEqual(["token", "again", "key", "db.password"]);
    const { out } = await box.run(["scan", "log.txt"], { env: { SECRETS_RESOLVE: "op", ...env } });
    expect(out).toContain("token, again, key, db.password");
  });

  it("check", async () => {
    expect((await quiet(["check"])).code).toBe(0);
  });

  it("the editing of other keys, which keeps references as they stand", async () => {
    const { code, box } = await quiet(["unset", "plain"]);
    expect(code).toBe(0);
    expect(box.file()).toBe(TOML.replace('plain = "canary-plain"\n', ""));
  });

  it("diff", async () => {
    const { box, op } = project();
    const file = box.write("other.toml", TOML.replace("v/i/token", "v/i/token2"));
    const result = await box.run(["diff", ".streamlit/secrets.toml", file], { env: { SECRETS_RESOLVE: "op" } });
    expect(op.verbs()).toEqual([]);
    expect(result).toMatchObject({ out: expect.stringContaining("token"), err: "" });
    closed(result);
  });
});

describe("check --schema", () => {
  it("reports what can't be fetched, beside the other problems", async () => {
    const { box } = project(`${TOML}other = "op://v/absent/a"\n`);
    const schema = "absent.mjs"; // not loaded, because it would look at every value
    for (const args of [["--resolve", "op"], []]) {
      const result = await box.run(["check", "--schema", schema, "--json", ...args]);
      expect(result.code).toBe(1);
      const { problems } = JSON.parse(result.out) as { problems: { code: string; where: string }[] };
      expect(problems.map(({ code, where }) => [code, where])).toEqual(
        (args.length > 0 ? ["db.other"] : ["token", "again", "key", "db.password", "db.other"]).map((where) => [
          "ERR_SECRETS_RESOLVE",
          where,
        ]),
      );
      closed(result);
    }
  });
});

describe("a store that fails", () => {
  it.each([
    ["is locked", "locked", "exit code 1"],
    ["has no such item", "", "exit code 1"],
  ])("%s: one error, exit code 1, and nothing that the store said", async (_name, state, reason) => {
    const { box } = project(state === "" ? 'token = "op://v/absent/x"\n[db]\na = "op://v/i/a"' : TOML);
    process.env.FAKE_OP = state;
    for (const args of [
      ["get", "token"],
      ["export", "--format", "json"],
      ["run", "--", process.execPath, "-e", ""],
    ]) {
      const [first = "", ...rest] = args;
      const result = await box.run([first, "--resolve", "op", ...rest]);
      expect(result).toMatchObject({ code: 1, out: "", err: expect.stringContaining(reason) });
      closed(result);
    }
  });
});

/** The values of a Kubernetes Secret, as text. */
function decoded(manifest: string): string {
  return manifest.replace(
    /: ?"?([A-Za-z0-9+/=]{12,})"?$/gm,
    (_all, base64) => `: ${Buffer.from(base64, "base64").toString("utf8")}`,
  );
}
