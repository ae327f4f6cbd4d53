import { DecryptError, FileNotFoundError, getSecret, LockedError, ParseError, type SecretsError, toObject } from "../../../lib";
import { encrypted, keyPair } from "../../support/encrypted";
import { type Sandbox, sandbox, thrown } from "../../support/sandbox";

/* What a program sees of an encrypted file that somebody has damaged, or that a later version has written. */

const alice = keyPair();
const bob = keyPair();
let text: string;
let box: Sandbox;

beforeAll(async () => {
  ({ text } = await encrypted('api_key = "canary-api"\nport = 5432\n', [
    { name: "alice", recipient: alice.recipient },
    { name: "bob", recipient: bob.recipient },
  ]));
});

beforeEach(() => {
  box = sandbox();
});

const withKey = () => box.secrets({ ageKey: alice.secret, exportEnv: false });

describe("a file that is not what it should be", () => {
  const read = (toml: string, key: string, options = {}): SecretsError => {
    box.writeProject(toml);
    return thrown<SecretsError>(() => getSecret(box.secrets({ ageKey: alice.secret, exportEnv: false, ...options }), key));
  };

  it("without its header is refused", () => {
    const body = text.slice(0, text.indexOf("# Encrypted values"));
    expect(body).toContain("enc:str:");
    const error = read(body, "api_key");
    expect(error).toBeInstanceOf(ParseError);
    expect(error.message).toContain("[toml-secrets]");
  });

  it.each(["version = 2", 'version = "1"', "version = 1.5"])("of another version (%s) is refused", (line) => {
    expect(read(text.replace("version = 1", line), "api_key")).toBeInstanceOf(ParseError);
  });

  it("with a key below the header says where to move it", () => {
    for (const extra of ['new_key = "canary-new"\n', "number = 5\n"]) {
      const error = read(text + extra, "api_key");
      expect(error).toBeInstanceOf(ParseError);
      expect(error.message).toContain("move it above");
      expect(error.message).not.toContain("canary");
    }
    expect(read(text.replace("version = 1", 'version = 1\nextra = "canary-x"'), "api_key")).toBeInstanceOf(ParseError);
  });

  it("keeps its other values if one is of an unknown kind, and its other recipients if one is", () => {
    const odd = text.replace(/^(port = )"enc:int:/m, '$1"enc:later:').replace(/^bob = "age1\w+/m, 'bob = "age1later1qqqq');
    expect(read(odd, "port")).toBeInstanceOf(DecryptError);
    expect(read(odd, "port").message).toContain("update toml-secrets");
    box.writeProject(odd);
    expect(withKey().api_key).toBe("canary-api");
  });

  it("names a recipient's line that is damaged, and not a missing key", () => {
    const damaged = text.replace(
      /^(alice = "\S+ \S+ )(.{40})(.)/m,
      (_all, start, some, one) => `${start}${some}${one === "A" ? "B" : "A"}`,
    );
    const error = read(damaged, "api_key");
    expect(error).toBeInstanceOf(LockedError);
    expect(error.message).toContain("the line of alice");
    expect(error.message).toContain("is damaged");
  });

  it("is no matter of chance: a plain file with such words is a plain file", () => {
    box.writeProject('note = "enc:str:short"\nage = "age:30"\ntoml = "toml-secrets"\n');
    expect(toObject(box.secrets({ exportEnv: false }))).toEqual({ note: "enc:str:short", age: "age:30", toml: "toml-secrets" });
    expect(thrown(() => sandbox().secrets().x)).toBeInstanceOf(FileNotFoundError);
  });
});
