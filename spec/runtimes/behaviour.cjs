/*
 * What the library promises, on any runtime: plain JavaScript over the installed package, no test runner. It throws on the
 * first thing that is not so. `behaviour.mjs` and `behaviour.ts` hand it the package as they import it.
 */
const assert = require("node:assert");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const util = require("node:util");

const TOML = `
db_username = "canary-Jane"
db_password = "canary-mypassword"
port = 5432
on = true
big = 9007199254740993
day = 2026-01-02T03:04:05Z

[db_credentials]
username = "canary-user"
password = "canary-pass"

[my_other_secrets]
things_i_like = ["canary-Streamlit", "canary-Node"]

[[hosts]]
token = "canary-token"
`;

/** A key that belongs to nobody, a file that it opens value by value, and one as a whole. */
const AGE_KEY = "AGE-SECRET-KEY-1RE20ZQE8VUMTWKGQAW375FPQYETX80CC88FGNQQWEGZFZZ4VDR6S90CH2D";
const ENCRYPTED = `api_key = "enc:str:5DMD5uk6X8DVjGb6p8TfLgz12LwgfX/i9H5af03OaEZz82wNMzmL5fBs7GqSdi1r"

[db]
port = "enc:int:V7djWeG2lo7deXm5/UGMQH2e1pVwkXIv1Ztmu3AQXx4="
hosts = "enc:str[]:OmBBUGPh34Xtn+VpOIOFWBk8730f/F4t1emEicU4GT9fD15EhzzdIC7lpPTosiDl"

# Encrypted values: write one in plain above this line, then run: npx toml-secrets encrypt
[toml-secrets]
version = 1
public = "age1f4azmntulxmv005pltex8mze9xkzux0v4m4rt3tlg7j2a2gfd5ks9vg9k7"

[toml-secrets.recipients]
fixture = "age14h0az6pw94a2nyzuuf5rue80572t7g7v485erhv7axprjg4p4easuhpph5 pkFtePbCPvzJoeR9rkxckg== YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSA4TU1NcWhqTXpPaTBOaGszcnlNNEYyRHNGSWt2QWloZVc0VGFYYU9tQVg4Cm1qZUsza2hJY1FQaTFsN29kMjRlSHZXVmhUc1UyRTNMdFNTNnYwaGxtcVUKLS0tIG5PYjhhYlpqR0dSSVh5Qm80Vi85V1VLWVJPQlk1NVVzZjliU0pQaTg5UFEKnFjAbR6kjFbC4YW7SGm0tGkOmE7DKHvJ6m6J8pjIdfEVKvWjID13Ea6oOcewwX7qb4T81LIgGzmDM0UC/qZTqoUfF7ufazicfisEgb8FJW7axceOJAe85Yp6t2UHYptw"
`;
const WHOLE = `-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBFM2g1WkI1Nk01MVEzWGtV
Zk1xSThHRUlnbE1jL1Fvd3VGVy9mSlhGUFhRCmRqamRYNkprbHo3dVlRNUYyNDJQ
Sng2MjVRQkkrcTBMclRwRkVaR29HZm8KLS0tIFpLRnc5bXRYZ1JYWkYzTDNIRVps
U2pZU0VPQmcxVkVUd3o1SGtSYkUzMEEKwzLUAzRHBtQFvfBSaLnDb/CSx86ucOSA
rL6UCAqDYtI/0myfGL+v4fEHK1ZVe+remzNb9fmB5eUm
-----END AGE ENCRYPTED FILE-----
`;

const checks = {
  "the page it was made from"({ box, api }) {
    const { view, env } = box(TOML);
    assert.equal(view.db_username, "canary-Jane");
    assert.equal(view["db_password"], "canary-mypassword");
    assert.equal(env.db_username, view.db_username);
    assert.deepEqual({ ...view.db_credentials }, { username: "canary-user", password: "canary-pass" });
    assert.equal(view.my_other_secrets.things_i_like[1], "canary-Node");
    assert.equal(view.hosts[0].token, "canary-token");
    assert.equal(view.big, 9007199254740993n);
    assert.equal(view.day.toISOString(), "2026-01-02T03:04:05.000Z");
    assert.deepEqual(Object.keys(view).slice(0, 2), ["db_username", "db_password"]);
    assert.equal(api.toObject(view).db_credentials.password, "canary-pass");
    assert.equal(view.db_credentials, view.db_credentials);
  },
  "encrypted files"({ box, api }) {
    const { view } = box(ENCRYPTED, undefined, { SECRETS_AGE_KEY: AGE_KEY });
    assert.equal(view.api_key, "canary-encrypted");
    assert.equal(view.db.port, 5432);
    assert.deepEqual([...view.db.hosts], ["canary-a", "canary-b"]);
    assert.ok(!api.redact(`${AGE_KEY} canary-encrypted`, view).includes("canary"));
    assert.equal(box(WHOLE, undefined, { SECRETS_AGE_KEY: AGE_KEY }).view.api_key, "canary-whole");
    const locked = caught(() => box(ENCRYPTED, undefined, { XDG_CONFIG_HOME: "/nowhere", APPDATA: "/nowhere" }).view.api_key);
    assert.ok(locked instanceof api.LockedError, String(locked));
    const moved = box(ENCRYPTED.replace("port =", "count ="), undefined, { SECRETS_AGE_KEY: AGE_KEY }).view;
    assert.equal(caught(() => moved.db.count).code, "ERR_SECRETS_DECRYPT");
  },
  async references({ api }) {
    const values = { a: "op://v/i/a", db: { b: "op://v/i/b", c: "echo://canary-of-a-command" }, plain: "canary-plain" };
    const calls = [];
    const answers = (references) => {
      calls.push(references);
      return new Map(references.map((reference) => [reference, `canary-${reference.slice(-1)}`]));
    };
    const { command } = require("toml-secrets/resolvers");
    const view = api.createSecrets({ values, env: {}, resolve: { op: answers, echo: command(["echo", "{}"]) } });
    assert.equal(view.plain, "canary-plain");
    assert.equal(calls.length, 0);
    assert.equal(view.db.b, "canary-b");
    assert.deepEqual({ ...view.db }, { b: "canary-b", c: "canary-of-a-command" });
    assert.equal(view.a, "canary-a");
    assert.deepEqual(calls, [["op://v/i/b"], ["op://v/i/a"]]);
    const later = api.createSecrets({ values, env: {}, resolve: { op: async (all) => answers(all), echo: answers } });
    assert.equal(caught(() => later.a).code, "ERR_SECRETS_RESOLVE");
    await api.resolveSecrets(later);
    assert.equal(later.a, "canary-a");
    assert.ok(!api.redact(`${later.a} ${later.db.b}`, later).includes("canary"));
    const without = caught(() => api.createSecrets({ values, env: {} }).a);
    assert.ok(without instanceof api.ResolveError, String(without));
    const gone = api.createSecrets({ values, env: {}, resolve: { echo: command(["no-such-command-here", "{}"]), op: answers } });
    assert.equal(caught(() => gone.db.c).code, "ERR_SECRETS_RESOLVE");
  },
  precedence({ box }) {
    const { view } = box("a = 2\n[s]\nx = 2", "a = 1\nb = 1\n[s]\ny = 1", { SECRETS__S__X: "3" });
    assert.deepEqual([view.a, view.b, { ...view.s }], [2, 1, { x: 3 }]);
  },
  environment({ box }) {
    const { view, env } = box("a = 'canary-a'\nn = 1.5\nyes = true\nPATH = 'canary-path'\n[s]\nx = 1", undefined, {
      PATH: "own",
    });
    assert.equal(view.a, "canary-a");
    assert.deepEqual({ ...env }, { PATH: "own", a: "canary-a", n: "1.5" });
  },
  "errors and codes"({ box, api }) {
    const { view } = box(TOML);
    const key = caught(() => view.db_credentials.usernmae);
    assert.ok(key instanceof api.KeyError && key instanceof api.SecretsError && key instanceof Error);
    assert.deepEqual([key.name, key.code], ["KeyError", "ERR_SECRETS_KEY"]);
    assert.match(key.message, /Did you mean db_credentials\.username\?/);
    const none = caught(() => box().view.a);
    assert.deepEqual([none.name, none.code], ["FileNotFoundError", "ERR_SECRETS_FILE_NOT_FOUND"]);
    const parse = caught(() => box('ok = 1\nbad = "canary-mypassword').view.ok);
    assert.deepEqual([parse.code, parse.line], ["ERR_SECRETS_PARSE", 2]);
    const source = caught(() => api.createSecrets({ files: path.join(os.tmpdir(), "no-such-folder"), env: {} }).a);
    assert.equal(source.code, "ERR_SECRETS_SOURCE");
    for (const error of [key, none, parse, source]) assert.doesNotMatch(util.inspect(error, { showHidden: true }), /canary/);
  },
  "text that is not UTF-8"({ box, api }) {
    const file = path.join(box().dir, "bytes.toml");
    const read = (...bytes) => {
      fs.writeFileSync(file, Buffer.concat([Buffer.from('\ufeffa = "'), Buffer.from(bytes), Buffer.from('"\r\n')]));
      return api.createSecrets({ files: file, env: {} }).a;
    };
    assert.equal(read(0xef, 0xbf, 0xbd), "\ufffd");
    for (const bytes of [[0xff], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xe2, 0x82]]) {
      const error = caught(() => read(...bytes));
      assert.deepEqual([error.code, /not UTF-8/.test(error.reason)], ["ERR_SECRETS_SOURCE", true]);
    }
  },
  "what is absent"({ box, api }) {
    const { view } = box();
    assert.equal("a" in view, false);
    assert.equal(api.getSecret(view, "a.b", 5), 5);
    assert.equal(api.loadIfExists(view), false);
  },
  "every sink is redacted"({ box }) {
    const { view } = box(TOML);
    assert.equal(view.db_username, "canary-Jane");
    const shown = [
      ...[{}, { showHidden: true, depth: 9 }, { showProxy: true }, { customInspect: false }].map((how) =>
        util.inspect(view, how),
      ),
      util.format("%s %o %O %j", view, view, view, view),
      `${view} ${String(view.db_credentials)}`,
      JSON.stringify({ view, nested: [view.db_credentials] }),
      caught(() => assert.strictEqual(view.db_credentials, 1)).message,
      util.inspect(new Error("x", { cause: view })),
    ];
    for (const text of shown) assert.doesNotMatch(text, /canary/);
    assert.match(shown[0], /redacted/);
  },
  probes({ box }) {
    const { view, dir } = box(TOML);
    assert.equal(view.then, undefined);
    assert.equal(view[Symbol.iterator], undefined);
    fs.rmSync(path.join(dir, "project", ".streamlit"), { recursive: true });
    fs.mkdirSync(path.join(dir, "project", ".streamlit"));
    fs.writeFileSync(path.join(dir, "project", ".streamlit", "secrets.toml"), "late = 1");
    assert.equal(view.late, 1); // so the probes had not loaded
    for (const name of ["toJSON", "constructor", "toString", "valueOf", "nodeType", "asymmetricMatch", "$$typeof"])
      void view[name];
  },
  writes({ box }) {
    const { view } = box(TOML);
    const acts = [
      () => Reflect.set(view, "a", 1),
      () => (view.db_credentials.password = 1),
      () => delete view.db_username,
      () => Object.defineProperty(view, "a", { value: 1 }),
      () => Object.setPrototypeOf(view, null),
      () => Object.freeze(view),
      () => view.day.setFullYear(1),
    ];
    for (const act of acts) {
      const error = caught(act);
      assert.ok(error instanceof TypeError);
      assert.equal(error.code, "ERR_SECRETS_READ_ONLY");
    }
    assert.throws(() => view.hosts.push(1), TypeError);
  },
  folder({ box, api }) {
    const { dir } = box();
    fs.mkdirSync(path.join(dir, "mnt", "db"), { recursive: true });
    fs.writeFileSync(path.join(dir, "mnt", "token"), "canary-token\n");
    fs.writeFileSync(path.join(dir, "mnt", "raw"), Buffer.from([0xff, 0xfd]));
    fs.writeFileSync(path.join(dir, "mnt", "db", "user"), "canary-u");
    fs.writeFileSync(path.join(dir, "mnt", "db", "password"), "canary-p");
    const view = api.createSecrets({ files: path.join(dir, "mnt"), env: {} });
    assert.deepEqual(
      [view.token, [...view.raw], { ...view.db }],
      ["canary-token", [0xff, 0xfd], { password: "canary-p", user: "canary-u" }],
    );
  },
  "sources in the environment"({ box }) {
    const { view, env } = box(undefined, undefined, {
      SECRETS_TOML: '[db]\nuser = "canary-u"',
      SECRETS__DB__PASSWORD: "canary-p",
    });
    assert.deepEqual({ ...view.db }, { user: "canary-u", password: "canary-p" });
    assert.equal(env.db, undefined);
  },
  async "overrides of tests"({ box, testing }) {
    const { view } = box("a = 1");
    assert.equal(view.a, 1);
    const one = (n) => testing.withSecrets({ n }, () => new Promise((done) => setTimeout(() => done(view.n), n % 7)), { view });
    const numbers = Array.from({ length: 100 }, (_, n) => n);
    assert.deepEqual(await Promise.all(numbers.map(one)), numbers);
    const exported = testing.withSecrets({ runtimes_a: 5 }, () => [view.runtimes_a, process.env.runtimes_a], {
      view,
      exportEnv: true,
    });
    assert.deepEqual([...exported, process.env.runtimes_a, view.a], [5, "5", undefined, 1]);
  },
  "the preload and one instance"({ api }) {
    // Only true where the runner preloaded; it says so by the file that it wrote.
    if (!fs.existsSync(path.join(".streamlit", "preloaded"))) return;
    assert.equal(process.env.preloaded_token, "canary-preloaded");
    fs.rmSync(path.join(".streamlit", "secrets.toml"));
    assert.equal(api.secrets.preloaded_token, "canary-preloaded");
    assert.equal(require("toml-secrets").secrets, api.secrets);
    assert.equal(require("toml-secrets").KeyError, api.KeyError);
  },
};

function caught(act) {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error(`it threw nothing: ${act}`);
}

/** Runs every check. @returns how many there were. @throws with the name of the check that failed. */
async function behave(api, testing) {
  const dirs = [];
  const box = (project, global, env = {}) => {
    const files = testing.temporarySecrets({ project, home: global });
    dirs.push(files);
    const own = { ...env };
    return { dir: path.dirname(files.cwd), env: own, view: api.createSecrets({ ...files, env: own, warn: () => {} }) };
  };
  try {
    for (const [name, check] of Object.entries(checks)) {
      try {
        await check({ box, api, testing });
      } catch (error) {
        throw new Error(`${name}: ${error?.stack}`);
      }
    }
  } finally {
    for (const files of dirs) files[Symbol.dispose]();
  }
  return Object.keys(checks).length;
}

module.exports = { behave };

if (require.main === module) report(behave(require("toml-secrets"), require("toml-secrets/testing")));

function report(result) {
  result.then(
    (count) => console.log(`behaves: ${count}`),
    (error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
}
