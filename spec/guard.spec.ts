import { spawnSync } from "node:child_process";
import { installPackage } from "./support/install";
import { sandbox } from "./support/sandbox";

const VALUE = "canary-4k7w2q9z";

function run(code: string, esm: boolean) {
  const box = sandbox();
  installPackage(box.root);
  box.writeProject(`token = "${VALUE}"\n`);
  const prelude = esm
    ? 'import { secrets, guardErrors } from "toml-secrets";'
    : 'const { secrets, guardErrors } = require("toml-secrets");';
  const file = box.write(`project/program.${esm ? "mjs" : "cjs"}`, `${prelude}\nconst { token } = secrets;\n${code}`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
    cwd: box.project,
    encoding: "utf8",
    env: { ...process.env, HOME: box.home },
  });
  return { status, stdout, stderr };
}

/** No four characters of the value in a row. */
function expectNoPiece(text: string) {
  const tail = VALUE.slice("canary-".length);
  for (let start = 0; start + 4 <= tail.length; start++) expect(text).not.toContain(tail.slice(start, start + 4));
}

describe.each([
  ["CommonJS", false],
  ["ESM", true],
])("guardErrors in %s", (_name, esm) => {
  it.each([
    ["a thrown error", "throw new Error(`no ${token}`);"],
    ["its cause, at any depth", "throw new Error('top', { cause: new Error('middle', { cause: new Error(`deep ${token}`) }) });"],
    [
      "its properties",
      "throw Object.assign(new Error('request failed'), { config: { headers: { authorization: `Bearer ${token}` } } });",
    ],
    ["an AggregateError", "throw new AggregateError([new Error(`one ${token}`), new Error('two')], 'many');"],
    ["a rejection that nobody handles", "Promise.reject(new Error(`no ${token}`));"],
    ["a rejection with a text", "Promise.reject(`no ${token}`);"],
    ["a thrown text", "throw `no ${token}`;"],
    ["base64 in a message", "throw new Error(Buffer.from(`user:${token}`).toString('base64'));"],
  ])("masks %s, and ends with the exit code 1", (_what, act) => {
    const open = run(act, esm);
    const guarded = run(`guardErrors();\n${act}`, esm);
    expect(open.status).toBe(1);
    expect(guarded.status).toBe(1);
    expect(open.stderr).toMatch(/canary|Y2FuYXJ5|jYW5hcnkt|2FuYXJ5/); // the control
    expectNoPiece(guarded.stderr);
    expect(guarded.stderr).toContain("[redacted]");
    expect(guarded.stderr).toContain(`Node.js ${process.version}`);
  });

  it("keeps the code that an exit listener sets, and tells it 1", () => {
    const code = "process.on('exit', (code) => { console.log('told', code); process.exitCode = 3; });";
    const { status, stdout } = run(`guardErrors();\n${code}\nthrow new Error(token);`, esm);
    expect({ status, stdout }).toEqual({ status: 3, stdout: "told 1\n" });
  });

  it("leaves it to the program's own listener, and goes when it is told to", () => {
    const own = run(
      "guardErrors();\nprocess.on('uncaughtException', () => console.log('mine'));\nsetTimeout(() => console.log('alive'), 20);\nthrow new Error('x');",
      esm,
    );
    expect(own.stdout).toBe("mine\nalive\n");
    expect(own.status).toBe(0);
    const gone = run("guardErrors()();\nthrow new Error('plain');", esm);
    expect(gone.stderr).toContain("Error: plain");
    expect(gone.stderr).not.toContain("Uncaught");
  });
});
