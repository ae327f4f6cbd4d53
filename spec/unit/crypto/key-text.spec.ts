import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { identitiesIn } from "../../../lib/crypto/key-text";
import { createKeyring } from "../../../lib/crypto/keyring";
import { lockedFile, lockedValue } from "../../../lib/crypto/lock-errors";
import { passphraseIdentity } from "../../../lib/crypto/passphrase";
import { keyPair, keyPieces } from "../../support/encrypted";
import { sandbox } from "../../support/sandbox";

/* Every way in which the text of a key can be right, or wrong. No problem shows a piece of it. */

const own = keyPair();
const other = keyPair();
const { secret } = own;
const MISTYPED = "a key that is mistyped or cut off: copy it again";
const ALONE = "a key with other text around it: remove that text, such as quotes or a name";
const PUBLIC = "a public key, and a private one belongs here (AGE-SECRET-KEY-1…)";
const PATH = "a line that looks like a path, and a key belongs here; a path goes into SECRETS_AGE_KEY_FILE";
const ITSELF = "a key file that is encrypted itself; open it with SECRETS_AGE_KEY_CMD";
const BREAKS = "\\n as two characters, and a line break belongs there";
const LINE = "a line that is not a key";

it.each([
  ["a byte order mark", `\ufeff# created\n${secret}\n`],
  ["the line breaks of Windows", `# created\r\n\r\n${secret}\r\n`],
  ["spaces around it", `  ${secret}\t`],
  ["lower case", secret.toLowerCase()],
])("takes a key with %s", (_, text) => {
  const { identities, problems } = identitiesIn(text);
  expect([identities.map(({ recipient }) => recipient), problems]).toEqual([[own.recipient], []]);
});

it.each([
  ["nothing", "", "no key in it"],
  ["comments alone", "# one\n\n", "no key in it"],
  ["a wrong letter", `${secret.slice(0, -1)}${secret.endsWith("Q") ? "P" : "Q"}`, MISTYPED],
  ["a cut end", secret.slice(0, -1), MISTYPED],
  ["both cases", `${secret.slice(0, 30)}${secret.slice(30).toLowerCase()}`, MISTYPED],
  ["quotes", `"${secret}"`, ALONE],
  ["a name", `SECRETS_AGE_KEY=${secret}`, ALONE],
  ["a comma after it", `${secret},`, ALONE],
  ["two keys on a line", `${secret} ${other.secret}`, ALONE],
  ["line breaks as two characters", `${secret}\\n`, BREAKS],
  ["the same after a comment", `# created\\n# public\\n${secret}\\n`, BREAKS],
  ["a public key of age", own.recipient, PUBLIC],
  ["a public SSH key", "ssh-ed25519 AAAACanary canary@host", PUBLIC],
  ["a path", "/run/secrets/canary", PATH],
  ["a path of Windows", "C:\\canary\\key.txt", PATH],
  ["a post-quantum key", "AGE-SECRET-KEY-PQ-1CANARY", "a post-quantum key, which this version can't use"],
  ["a key of a plugin", "AGE-PLUGIN-CANARY-1QQQQ", "a key of an age plugin, which only SECRETS_AGE_KEY_CMD can use"],
  ["an encrypted key file", "-----BEGIN AGE ENCRYPTED FILE-----\nY2FuYXJ5\n-----END AGE ENCRYPTED FILE-----", ITSELF],
  ["a binary one", "age-encryption.org/v1", ITSELF],
  [
    "a PEM key",
    "-----BEGIN RSA PRIVATE KEY-----\nY2FuYXJ5\n-----END RSA PRIVATE KEY-----",
    "a key of another kind than age or OpenSSH",
  ],
  [
    "an SSH key without its end",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nY2FuYXJ5",
    "an SSH key that is damaged or cut off: copy it again",
  ],
  ["something else", "canary-what-is-this", LINE],
])("says what %s is", (_, text, problem) => {
  const outcome = identitiesIn(text);
  expect(outcome).toEqual({ identities: [], problems: [problem] });
  for (const piece of [...keyPieces(own), ...keyPieces(other), "canary", "CANARY"]) {
    expect(outcome.problems.join()).not.toContain(piece);
  }
});

const hasSshKeygen = spawnSync("ssh-keygen", ["-?"]).error === undefined;
(hasSshKeygen ? describe : describe.skip)("SSH keys", () => {
  const make = (kind: string, passphrase = "") => {
    const path = join(sandbox().root, "id");
    execFileSync("ssh-keygen", ["-q", "-t", kind, ...(kind === "rsa" ? ["-b", "2048"] : []), "-N", passphrase, "-f", path]);
    return readFileSync(path, "utf8");
  };

  it("stand beside age keys in one text, in any order, also on one line", () => {
    const ssh = make("ed25519");
    const [one] = identitiesIn(ssh).identities;
    const found = (text: string) => identitiesIn(text).identities.map(({ recipient }) => recipient);
    expect(one?.recipient).toMatch(/^ssh-ed25519 /);
    expect(found(`${ssh}${secret}\n`)).toEqual([one?.recipient, own.recipient]);
    expect(found(`# mine\n${secret}\r\n${ssh.replaceAll("\n", "\r\n")}${make("ed25519")}`)).toHaveLength(3);
    expect(found(ssh.replaceAll("\n", " "))).toEqual([one?.recipient]);
  });

  it("that can't be used are named, and the others count", () => {
    const { identities, problems } = identitiesIn(`${make("rsa")}${make("ed25519", "canary-pass")}${secret}\n`);
    expect(identities).toHaveLength(1);
    expect(problems).toEqual([
      "an SSH key of another kind than ed25519",
      "an SSH key with a passphrase, which this library does not ask for; make a key for this: npx toml-secrets keygen",
    ]);
  });
});

it("a passphrase that asks for too much work is refused before the work is done, with the figures", () => {
  const { unwrap } = passphraseIdentity("canary-pass");
  const stanza = (work: string) => ({ type: "scrypt", args: ["A".repeat(22), work], body: Buffer.alloc(32) });
  expect(() => unwrap(stanza("22"))).toThrow("its passphrase asks for a work factor of 22, and at most 20 is accepted");
  expect(unwrap(stanza("1"))).toBeUndefined();
});

describe("the error of a locked file", () => {
  const looked = (ageKey: string) => {
    const keyring = createKeyring({ env: {}, platform: "linux", home: () => "/home/x", cwd: () => "/app", ageKey });
    return keyring.search([{ name: "x", recipient: other.recipient, approval: "", wrapped: "" }]);
  };

  it("says to mend a key that can't be used, and not to make another", () => {
    const { message } = lockedValue(["a"], { source: "s.toml", lines: [], search: looked(`"${secret}"`) });
    expect(message).toContain(`the option ageKey: ${ALONE}`);
    expect(message).toContain("Try: correct the content of the option ageKey");
    expect(message).not.toContain("keygen");
    for (const piece of keyPieces(own)) expect(message).not.toContain(piece);
  });

  it.each([
    [["scrypt"], "it has a passphrase", "decrypt --stdout"],
    [["piv-p256", "x-grease"], "can't use (piv-p256)", "encrypt it for an age key too"],
    [["X25519", "piv-p256"], "no key was found", "set SECRETS_AGE_KEY"],
  ])("of a whole age file goes by its recipients: %j", (kinds, reason, next) => {
    const { message } = lockedFile("s.toml.age", { looked: [], kinds });
    expect(message).toContain(reason);
    expect(message).toContain(next);
  });
});
