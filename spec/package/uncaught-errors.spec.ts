import { spawnSync } from "node:child_process";
import { isFull, sampled } from "../support/full";
import { installPackage } from "../support/install";
import { sandbox } from "../support/sandbox";

const VALUE = "canary-4k7w2q9z";

function run(code: string, esm: boolean) {
  const box = sandbox();
  installPackage(box.root);
  box.writeProject(`token = "${VALUE}"\nodd = 'canary od"d \\ back'\nlines = "line-q\\nline-z\\nline-k"\n`);
  const prelude = esm
    ? 'import { secrets, guardErrors, createSecrets } from "toml-secrets";'
    : 'const { secrets, guardErrors, createSecrets } = require("toml-secrets");';
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

const MODULES: [string, boolean][] = [
  ["CommonJS", false],
  ["ESM", true],
];

describe.each(sampled(MODULES, 2))("guardErrors in %s", (_name, esm) => {
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
    const guarded = run(`guardErrors();\n${act}`, esm);
    expect(guarded.status).toBe(1);
    if (isFull) expect(run(act, esm).stderr).toMatch(/canary|Y2FuYXJ5|jYW5hcnkt|2FuYXJ5/); // the control
    expectNoPiece(guarded.stderr);
    expect(guarded.stderr).toContain("[redacted]");
    expect(guarded.stderr).toContain(`Node.js ${process.version}`);
  });

  it.each([
    ["guarded twice", "guardErrors(); guardErrors();"],
    ["guarded for two instances", "guardErrors(createSecrets({ files: [] })); guardErrors();"],
  ])("ends a program that is %s", (_what, guards) => {
    const { status, stderr } = run(`${guards} setTimeout(() => {}, 5_000);\nthrow new Error("no " + token);`, esm);
    expect(status).toBe(1);
    expectNoPiece(stderr);
    expect(stderr.match(/no \[redacted\]/g)).toHaveLength(1);
  });

  it.each([
    ["a hook of inspect", "throw { [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error(token); } };"],
    ["the stack", "throw Object.defineProperty(new Error('x'), 'stack', { get() { throw new Error(token); } });"],
    ["an exit listener", "process.on('exit', () => { throw new Error(token); }); throw new Error('x');"],
  ])("shows nothing of what %s throws", (_what, act) => {
    if (isFull) expect(run(act, esm).status).not.toBe(0); // the control
    const { status, stderr } = run(`guardErrors();\n${act}`, esm);
    expect(status).toBe(1);
    expect(stderr).toContain("Uncaught ");
    expectNoPiece(stderr);
  });

  it("masks a value that inspect would break at its line ends, escape or cut", () => {
    const act = `throw Object.assign(new Error("x"), { lines: "p".repeat(60) + secrets.lines, odd: secrets.odd, config: { data: JSON.stringify({ odd: secrets.odd }) }, cut: "c".repeat(9_990) + token });`;
    const { stderr } = run(`guardErrors();\n${act}`, esm);
    expectNoPiece(stderr);
    expect(stderr).not.toMatch(/line-q|line-z|od\\*"d/);
    expect(run(act, esm).stderr).toMatch(/line-q.*od"d.*data: .*od\\\\"d/s);
  });

  it.each([
    ["a cause", "throw new Error('top', { cause });"],
    ["a cause of a cause", "throw new Error('top', { cause: new Error('middle\\nmore', { cause }) });"],
    ["an AggregateError", "throw new AggregateError([new Error('one'), cause], 'many');"],
    ["a property, deep", "throw Object.assign(new Error('top'), { list: [{ map: new Map([['key', { cause }]]) }] });"],
  ])("masks a value of several lines, which inspect indents, in %s", (_what, act) => {
    const code = `const cause = new Error("bad " + secrets.lines + "\\n  end");\n${act}`;
    if (isFull) expect(run(code, esm).stderr).toMatch(/line-q\n +line-z\n +line-k/); // the control
    const { stderr } = run(`guardErrors();\n${code}`, esm);
    expect(stderr).not.toMatch(/line-[qzk]/);
    expect(stderr).toMatch(/^( *)\S*.*Error: bad \[redacted\]\n\1 {2}end\n\1 {4}at /m); // and is printed as before
  });

  it("loses nothing of a long text where the reader of a pipe is slow", () => {
    const box = sandbox();
    installPackage(box.root);
    box.writeProject(`token = "${VALUE}"\n`);
    const code = `${esm ? 'import { secrets, guardErrors } from "toml-secrets"' : 'const { secrets, guardErrors } = require("toml-secrets")'};
      guardErrors(); process.stderr.write("first "); throw new Error("m".repeat(500_000) + secrets.token + " last");`;
    const file = box.write(`project/program.${esm ? "mjs" : "cjs"}`, code);
    const command = '"$0" "$1" 2>&1 >/dev/null | (sleep 0.5; cat)';
    const options = { cwd: box.project, encoding: "utf8", env: { ...process.env, HOME: box.home } } as const;
    const { stdout } = spawnSync("sh", ["-c", command, process.execPath, file], options);
    expect(stdout).toContain("m[redacted] last");
    expect(stdout).toContain("Node.js v");
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

/* The list in docs/redaction.md, "Uncaught errors". */
describe("what the runtime prints before anybody is asked", () => {
  const mode = (...flags: string[]) => {
    const box = sandbox();
    installPackage(box.root);
    box.writeProject(`token = "${VALUE}"\n`);
    const code = `const { secrets, guardErrors } = require("toml-secrets"); const { token } = secrets; guardErrors();
      Promise.reject(new Error(token));`;
    const file = box.write("project/program.cjs", code);
    const env = { ...process.env, HOME: box.home };
    const { status, stderr } = spawnSync(process.execPath, [...flags, file], { cwd: box.project, encoding: "utf8", env });
    return { status, isOpen: stderr.includes(VALUE) };
  };

  it.each([
    ["throw", 1, false],
    ["strict", 1, false],
    ["none", 0, false],
    ["warn", 0, true],
    ["warn-with-error-code", 1, true],
  ])("a rejection with --unhandled-rejections=%s: exit code %d, open: %s", (how, status, isOpen) => {
    expect(mode(`--unhandled-rejections=${how}`)).toEqual({ status, isOpen });
  });
});
