import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { ResolveError } from "../../../lib";
import { command, commands } from "../../../lib/resolvers";
import { fakeCommand } from "../../support/programs";
import { sandbox, thrown } from "../../support/sandbox";

/* How the commands of stores are started, and what of their answers is a value. */

function withCommand(toml: string, scheme: string, name: keyof typeof commands, program: string) {
  const box = sandbox();
  box.writeProject(toml);
  const path = fakeCommand(join(box.root, "bin"), name, program);
  const secrets = box.secrets({ resolve: { [scheme]: commands[name]({ path, timeoutMs: 20_000 }) } });
  return { box, secrets };
}

const write = (text: string) => `process.stdout.write(${JSON.stringify(text)})`;

describe("a folder of pass", () => {
  it.each([
    ["with the lines of tree", "dir\n└── \u001b[00mentry\u001b[0m\n"],
    ["with lines of ASCII", "dir\n|-- entry\n`-- other\n"],
  ])("is no secret, %s", (_name, listing) => {
    const { secrets } = withCommand('a = "pass://dir"\nb = "pass://dir?lines=all"', "pass", "pass", write(listing));
    for (const key of ["a", "b"]) expect(thrown<ResolveError>(() => secrets[key]).reason).toContain("names a folder");
  });

  it("is not what an entry is taken for whose password is its name", () => {
    const { secrets } = withCommand('a = "pass://dir"', "pass", "pass", write("dir\nuser: canary-user\n"));
    expect(secrets.a).toBe("dir");
  });
});

describe("bytes that are not UTF-8", () => {
  it("are left out of a Secret of Kubernetes, and break their own key only", () => {
    const data = {
      text: Buffer.from("canary-text").toString("base64"),
      keystore: Buffer.from([0xff, 0xfe, 1]).toString("base64"),
    };
    const toml = 'a = "k8s://ns/n#/text"\nb = "k8s://ns/n#/keystore"\nc = "k8s://v1/Secret/ns/n/keystore"';
    const { secrets } = withCommand(toml, "k8s", "kubectl", write(JSON.stringify({ data })));
    expect(secrets.a).toBe("canary-text");
    for (const key of ["b", "c"]) expect(thrown(() => secrets[key])).toBeInstanceOf(ResolveError);
  });

  it("are no value of AWS, alone or in a batch", () => {
    const program = `
      const secret = (Name) => ({ Name, ARN: "arn:" + Name, SecretBinary: Buffer.from(Name === "bin" ? [0xff, 0xfe] : "canary-" + Name).toString("base64") });
      const args = process.argv.slice(2);
      const answer = args[1] === "get-secret-value" ? secret(args[2].split("=")[1])
        : { SecretValues: args.slice(3).filter((arg) => !arg.startsWith("--")).map(secret) };
      process.stdout.write(JSON.stringify(answer));`;
    const { secrets } = withCommand(
      'a = "awssecrets://a"\nb = "awssecrets://bin"\nc = "awssecrets://c"',
      "awssecrets",
      "aws",
      program,
    );
    expect(thrown<ResolveError>(() => ({ ...secrets }))).toMatchObject({
      path: ["b"],
      reason: expect.stringContaining("binary"),
    });
    expect([secrets.a, secrets.c]).toEqual(["canary-a", "canary-c"]);
  });
});

describe("the start of a command", () => {
  it("that ends before it has read its input is a failure with its exit code", () => {
    const box = sandbox();
    box.writeProject('a = "keepassxc://a"');
    const path = fakeCommand(join(box.root, "bin"), "keepassxc-cli", "process.exit(7)");
    const keepassxc = commands["keepassxc-cli"]({ path, database: "x", password: () => "canary".repeat(200_000) });
    const error = thrown<ResolveError>(() => box.secrets({ resolve: { keepassxc } }).a);
    expect(error.reason).toBe("the command keepassxc-cli failed with exit code 7");
    expect(inspect(error, { showHidden: true })).not.toContain("canary");
  });

  it("ends the command and its children when the time is over", async () => {
    const box = sandbox();
    box.writeProject('a = "mine://a"');
    const pids = join(box.root, "pids");
    const child =
      'require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" })';
    const program = `const child = ${child};
      require("node:fs").writeFileSync(${JSON.stringify(pids)}, process.pid + " " + child.pid); setInterval(() => {}, 1000);`;
    const mine = command([fakeCommand(join(box.root, "bin"), "mine", program)], { timeoutMs: 3000 });
    expect(thrown<ResolveError>(() => box.secrets({ resolve: { mine } }).a).reason).toContain("longer than 3 s");
    const running = () => readFileSync(pids, "utf8").split(" ").map(Number).filter(isRunning);
    for (let tries = 0; running().length > 0 && tries < 100; tries++) await new Promise((go) => setTimeout(go, 50));
    expect(running()).toEqual([]);
  });

  it("gives all that follows :// to another command, a query too", () => {
    const box = sandbox();
    box.writeProject('a = "mine://a%20b?version=2"');
    const mine = command([fakeCommand(join(box.root, "bin"), "mine", "console.log(process.argv[2])")]);
    expect(box.secrets({ resolve: { mine } }).a).toBe("a b?version=2");
  });

  it.each([
    { timeoutMs: 0 },
    { timeoutMs: Number.POSITIVE_INFINITY },
    { timeoutMs: "5" },
    { maxBytes: 0.5 },
    { path: "" },
    { path: 5 },
  ])("refuses the option %j", (options) => {
    expect(() => commands.op(options as object)).toThrow(TypeError);
    expect(() => command(["mine"], options as object)).toThrow(TypeError);
  });
});

/** A process that has ended and was not collected yet is not running. */
function isRunning(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  if (existsSync("/proc/self/stat")) return existsSync(stat) && !/\) [ZX] /.test(readFileSync(stat, "utf8"));
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("on Windows", () => {
  const real = Object.getOwnPropertyDescriptor(process, "platform") as PropertyDescriptor;
  beforeAll(() => Object.defineProperty(process, "platform", { ...real, value: "win32" }));
  afterAll(() => Object.defineProperty(process, "platform", real));

  it("a command that is no .exe file is an error that says what to do", () => {
    const box = sandbox();
    box.writeProject('a = "azurekeyvault://v/n"');
    const azurekeyvault = commands.az({ path: "C:\\Azure\\az.cmd" });
    const error = thrown<ResolveError>(() => box.secrets({ resolve: { azurekeyvault } }).a);
    expect(error.reason).toBe("the command az.cmd is not installed, or is not an .exe file on PATH");
    expect(error.message).toContain("use an asynchronous resolver");
  });
});
