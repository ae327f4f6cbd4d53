import { spawnSync } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { commandLine } from "../support/command-line";
import { fakeOp } from "../support/fake-op";

/* References in the packed package and in processes of their own: the preload, worker threads, the permission model, a watcher. */

const TOML = `
token = "op://v/i/token"
key = "ref+op://v/i/key"
plain = "canary-plain"
[db]
password = "op://v/db/password"
`;

function project(toml = TOML) {
  const line = commandLine();
  line.writeProject(toml);
  const op = fakeOp(join(line.root, "bin"));
  const env = { ...line.processEnv, PATH: `${op.folder}:${process.env.PATH}` };
  const node = (args: readonly string[], program: string, extra: NodeJS.ProcessEnv = {}) => {
    const file = line.write("project/app.cjs", program);
    const options = { cwd: line.project, env: { ...env, ...extra }, encoding: "utf8", timeout: 60_000 } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [...args, file], options);
    return { status, stdout, stderr };
  };
  return { line, op, env, node };
}

describe("SECRETS_RESOLVE", () => {
  it("resolves what the default instance reads, and nothing else", () => {
    const { node, op } = project();
    const program = `const { secrets } = require("toml-secrets");
      console.log(secrets.plain, process.env.token, secrets.db.password, secrets.db.password);`;
    const { stdout, stderr } = node([], program, { SECRETS_RESOLVE: "op" });
    expect({ stdout, stderr }).toEqual({
      stdout: "canary-plain undefined canary-of-v/db/password canary-of-v/db/password\n",
      stderr: "",
    });
    expect(op.verbs()).toEqual(["read"]);
  });

  it("can't be set by a secrets file", () => {
    const { node, op } = project(`SECRETS_RESOLVE = "op"\n${TOML}`);
    const program = `const { secrets, loadIfExists } = require("toml-secrets"); loadIfExists();
      try { console.log(secrets.token); } catch (error) { console.log(error.code, process.env.SECRETS_RESOLVE); }`;
    expect(node(["--no-warnings"], program).stdout).toBe("ERR_SECRETS_RESOLVE undefined\n");
    expect(op.verbs()).toEqual([]);
  });
});

describe.each(["--import", "-r"])("the preload, by %s", (flag) => {
  const preload = [flag, "toml-secrets/register"];

  it("exports the references of the root, by one call", () => {
    const { node, op } = project();
    const program = "console.log(process.env.token, process.env.key, process.env.plain, process.env.SECRETS__DB__PASSWORD)";
    const { status, stdout, stderr } = node(preload, program, { SECRETS_RESOLVE: "op" });
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: "canary-of-v/i/token canary-of-v/i/key canary-plain undefined\n",
      stderr: "",
    });
    expect(op.verbs()).toEqual(["inject"]);
  });

  it.each([
    ["there is no resolver", {}, "no resolver for op:// is registered"],
    ["the store is locked", { SECRETS_RESOLVE: "op", FAKE_OP: "locked" }, "exit code 1"],
  ])("does not let the program start if %s", (_name, extra, reason) => {
    const { status, stdout, stderr } = project().node(preload, 'console.log("started")', extra);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^ResolveError \[ERR_SECRETS_RESOLVE\]: cannot resolve token \(op:\/\/\)/);
    expect(stderr).toContain(reason);
    expect(stderr).not.toMatch(/canary|^ {4}at /m);
  });

  it("is not loaded again by a command of a store that runs on Node", () => {
    const { node, op } = project();
    const NODE_OPTIONS = preload.join(" ");
    const { stdout, stderr } = node([], "console.log(process.env.token)", { SECRETS_RESOLVE: "op", NODE_OPTIONS });
    expect({ stdout, stderr }).toEqual({ stdout: "canary-of-v/i/token\n", stderr: "" });
    expect(op.verbs()).toEqual(["inject"]);
  });

  it("leaves texts alone that are meant", () => {
    const { stdout } = project().node(preload, "console.log(process.env.token)", { SECRETS_RESOLVE: "false" });
    expect(stdout).toBe("op://v/i/token\n");
  });
});

describe("worker threads", () => {
  it("make one call each, whatever the number of their reads", () => {
    const { node, op } = project();
    const program = `
      const { Worker, isMainThread, parentPort } = require("node:worker_threads");
      const { secrets } = require("toml-secrets");
      if (isMainThread) {
        const workers = [0, 1, 2].map(() => new Worker(__filename));
        let answers = [];
        for (const worker of workers) worker.once("message", (text) => {
          if (answers.push(text) === 3) console.log(answers.join(" "), secrets.token, secrets.token);
        });
      } else parentPort.postMessage([secrets.token, secrets.token, { ...secrets }.token].join());`;
    const { stdout, stderr } = node([], program, { SECRETS_RESOLVE: "op" });
    const value = "canary-of-v/i/token";
    const three = [value, value, value].join();
    expect({ stdout, stderr }).toEqual({ stdout: `${three} ${three} ${three} ${value} ${value}\n`, stderr: "" });
    // Each worker reads the token, and its spread needs the other one. The main thread reads once.
    expect(op.verbs()).toHaveLength(7);
  });
});

describe("promises", () => {
  it("that read at once share one call", () => {
    const { node } = project();
    const program = `
      const { createSecrets, resolveSecrets } = require("toml-secrets");
      let calls = 0;
      const later = async (all) => { calls++; await new Promise((go) => setTimeout(go, 50)); return new Map(all.map((one) => [one, "canary-" + one])); };
      const secrets = createSecrets({ resolve: { op: later } });
      Promise.all([resolveSecrets(secrets), resolveSecrets(secrets.db), resolveSecrets(secrets)])
        .then(() => console.log(calls, secrets.db.password));`;
    expect(node([], program).stdout).toBe("1 canary-op://v/db/password\n");
  });
});

describe("node --permission", () => {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const flag = major > 22 || (major === 22 && minor >= 13) ? "--permission" : "--experimental-permission";

  it("is a ResolveError that says what to do, and other keys can be read", () => {
    const { node, line } = project();
    const program = `const { secrets } = require("toml-secrets");
      try { secrets.token; } catch (error) { console.log(error.code, error.message); }
      console.log(secrets.plain);`;
    const installed = dirname(realpathSync(join(line.root, "node_modules/toml-secrets")));
    const flags = ["--no-warnings", flag, `--allow-fs-read=${line.root}`, `--allow-fs-read=${installed}`];
    const { stdout, stderr } = node(flags, program, { SECRETS_RESOLVE: "op" });
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^ERR_SECRETS_RESOLVE cannot resolve token \(op:\/\/\): this process may not start commands\n/);
    expect(stdout).toContain("--allow-child-process");
    expect(stdout).toMatch(/canary-plain\n$/);
  });

  it("with --allow-child-process resolves", () => {
    const { node } = project();
    const flags = ["--no-warnings", flag, "--allow-fs-read=*", "--allow-child-process"];
    const program = 'console.log(require("toml-secrets").secrets.token)';
    expect(node(flags, program, { SECRETS_RESOLVE: "op" }).stdout).toBe("canary-of-v/i/token\n");
  });
});

describe("a watcher", () => {
  it("reports that the file changed, and asks no store", () => {
    const { node, op, line } = project();
    const program = `
      const { writeFileSync, readFileSync } = require("node:fs");
      const { secrets, watchSecrets } = require("toml-secrets");
      secrets.plain;
      const alive = setTimeout(() => {}, 30_000); // a watcher does not keep the process alive
      const file = ".streamlit/secrets.toml";
      const watcher = watchSecrets(secrets, { warn: () => {}, onChange: ({ kind }) => { console.log(kind); watcher.close(); clearTimeout(alive); } });
      watcher.ready.then(() => writeFileSync(file, readFileSync(file, "utf8").replace("i/token", "i/other")));`;
    const { stdout, stderr } = node([], program, { SECRETS_RESOLVE: "op" });
    expect({ stdout, stderr }).toEqual({ stdout: "changed\n", stderr: "" });
    expect(op.verbs()).toEqual([]);
    expect(readFileSync(join(line.project, ".streamlit/secrets.toml"), "utf8")).toContain("i/other");
  });
});

describe("check", () => {
  it("--resolve tries all by one call", () => {
    const { line, op, env } = project();
    expect(line.run(["check", "--resolve", "op"], { env })).toMatchObject({ status: 0, stderr: "" });
    expect(op.verbs()).toEqual(["inject"]);
    const broken = project(`${TOML}other = "op://v/absent/a"\nfar = "nowhere"`);
    const { status, stdout } = broken.line.run(["check", "--resolve", "op", "--json"], { env: broken.env });
    expect(status).toBe(1);
    expect(JSON.parse(stdout).problems.map(({ where }: { where: string }) => where)).toEqual(["db.other"]);
  });

  it("--schema fetches what the schema looks at, in one call", () => {
    const { line, op, env } = project();
    const schema = line.write(
      "project/schema.cjs",
      `exports.schema = { "~standard": { version: 1, vendor: "spec", validate: (value) =>
        value.token.startsWith("canary-of-") && value.db.password.startsWith("canary-of-")
          ? { value } : { issues: [{ message: "no", path: ["token"] }] } } };`,
    );
    expect(line.run(["check", "--schema", schema, "--resolve", "op"], { env })).toMatchObject({ status: 0, stderr: "" });
    expect(op.verbs()).toEqual(["inject"]);
    expect(line.run(["check", "--schema", schema], { env: { ...env, SECRETS_RESOLVE: "op" } })).toMatchObject({ status: 0 });
    expect(op.verbs()).toEqual(["inject", "inject"]);
  });
});
