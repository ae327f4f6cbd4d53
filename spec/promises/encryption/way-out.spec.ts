import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { toObject } from "../../../lib";
import { wrapFor } from "../../../lib/cli/encryption/wrap";
import { openAge } from "../../../lib/crypto/age";
import { identitiesIn } from "../../../lib/crypto/key-text";
import { encrypted, keyPair } from "../../support/encrypted";
import { sandbox } from "../../support/sandbox";

/* Without this library: age's own command line opens what is written here, and the other way round; docs/encryption.md holds a decrypter. */

const has = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;
const hasAge = has("age", "--version") && has("age-keygen", "--version");
const hasSshKeygen = spawnSync("ssh-keygen", ["-?"]).error === undefined;
// The system's Python has Debian's package, whatever else is first in PATH.
const python = ["/usr/bin/python3", "python3"].find((one) =>
  has(one, "-c", "import tomllib, cryptography.hazmat.primitives.ciphers.aead as a; a.AESSIV"),
);
const withAge = hasAge ? it : it.skip;
if (!hasAge) console.log("skipped: age is not installed");
if (python === undefined) console.log("skipped: Python 3.11 with the package cryptography is not installed");

const TOML = `api_key = "canary-api"
port = 5432
when = 1979-05-27T07:32:00Z

[db]
password = '''
canary-line
'''
hosts = ["canary-a", "canary-b"]

[[servers]]
token = "canary-t"
`;

describe("Debian's age", () => {
  withAge("opens what is wrapped here: X25519 and ssh-ed25519", async () => {
    const box = sandbox();
    const content = Buffer.from("canary-content");
    const own = keyPair();
    const keyFile = box.write("key.txt", `${own.secret}\n`);
    const wrapped = Buffer.from(await wrapFor(own.recipient, content), "base64");
    expect(execFileSync("age", ["--decrypt", "-i", keyFile], { input: wrapped }).toString()).toBe("canary-content");
    if (!hasSshKeygen) return console.log("skipped: ssh-keygen is not installed");
    const ssh = sshKey(box.root);
    const forSsh = Buffer.from(await wrapFor(ssh.recipient, content), "base64");
    expect(execFileSync("age", ["--decrypt", "-i", ssh.file], { input: forSsh }).toString()).toBe("canary-content");
  });

  withAge("writes what is opened here: X25519, ssh-ed25519, armored and binary, small and of several chunks", () => {
    const box = sandbox();
    const own = keyPair();
    const recipients: [string, string][] = [[own.recipient, own.secret]];
    if (hasSshKeygen) {
      const ssh = sshKey(box.root);
      recipients.push([ssh.recipient, readFileSync(ssh.file, "utf8")]);
    }
    for (const [recipient, secret] of recipients) {
      const { identities } = identitiesIn(secret);
      for (const size of [0, 1, 65536, 200_000]) {
        const content = Buffer.alloc(size, "canary");
        for (const armor of [[], ["--armor"]]) {
          const file = execFileSync("age", ["--encrypt", ...armor, "-r", recipient], { input: content, maxBuffer: 1e7 });
          expect(openAge(file, identities)?.equals(content)).toBe(true);
        }
      }
    }
  });

  withAge("writes whole files and proposals that are read here", async () => {
    const own = keyPair();
    const box = sandbox();
    const armored = execFileSync("age", ["--encrypt", "--armor", "-r", own.recipient], { input: TOML });
    box.write("project/.streamlit/secrets.toml.age", armored);
    expect(toObject(box.secrets({ ageKey: own.secret, exportEnv: false }))).toMatchObject({ api_key: "canary-api", port: 5432 });
    box.env.SECRETS_TOML = armored.toString();
    expect(box.secrets({ files: [], ageKey: own.secret, exportEnv: false }).port).toBe(5432);
    box.writeProject('api_key = "plain"\n');
    expect(() => box.secrets({ ageKey: own.secret }).port).toThrow("also exists");
    const binary = execFileSync("age", ["--encrypt", "-r", own.recipient], { input: TOML });
    const file = box.write("binary.toml.age", binary);
    expect(() => box.secrets({ files: file, ageKey: own.secret }).port).toThrow("--armor");
  });
});

describe("the decrypter of docs/encryption.md", () => {
  const page = readFileSync(resolve(__dirname, "../../../docs/encryption.md"), "utf8");
  const script = /```python\n([\s\S]*?)```/.exec(page)?.[1] ?? "";

  it("has no more than thirty lines, and needs nothing of this library", () => {
    expect(script.split("\n").length).toBeGreaterThan(15);
    expect(script.split("\n").length).toBeLessThanOrEqual(30);
  });

  (hasAge && python !== undefined ? it : it.skip)("opens every value, and refuses one that was moved", async () => {
    const box = sandbox();
    const own = keyPair();
    const { text } = await encrypted(TOML, [
      { name: "other", recipient: keyPair().recipient },
      { name: "own", recipient: own.recipient },
    ]);
    const program = box.write("decrypt.py", script);
    const keyFile = box.write("key.txt", `${own.secret}\n`);
    const run = (toml: string) =>
      spawnSync(python as string, [program, box.write("secrets.toml", toml), keyFile], { encoding: "utf8" });
    const { stdout, stderr } = run(text);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      api_key: "canary-api",
      port: 5432,
      when: "1979-05-27 07:32:00+00:00",
      db: { password: "canary-line\n", hosts: ["canary-a", "canary-b"] },
      servers: [{ token: "canary-t" }],
    });
    const moved = run(text.replace(/^api_key = /m, "title = "));
    expect(moved.status).not.toBe(0);
    expect(moved.stdout).toBe("");
  });
});

function sshKey(folder: string): { file: string; recipient: string } {
  const file = `${folder}/id_ed25519`;
  if (spawnSync("test", ["-f", file]).status !== 0)
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "comment", "-f", file]);
  const [kind = "", key = ""] = readFileSync(`${file}.pub`, "utf8").split(" ");
  return { file, recipient: `${kind} ${key}` };
}
