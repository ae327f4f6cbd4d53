import { FileNotFoundError, getSecret, type KeyError, loadIfExists, ParseError, toObject } from "../lib";
import { sandbox, thrown } from "./support/sandbox";

describe("the page that the project was created from", () => {
  it("reads root keys by attribute and by key, and finds them in the environment", () => {
    const box = sandbox();
    box.writeGlobal(
      'db_username = "canary-Jane"\ndb_password = "canary-mypassword"\n\n[my_other_secrets]\nthings_i_like = ["Streamlit", "Python"]\n',
    );
    const secrets = box.secrets();
    expect(box.env).toEqual({});
    expect(secrets.db_username).toBe("canary-Jane");
    expect(secrets["db_password"]).toBe("canary-mypassword");
    expect(box.env.db_username).toBe(secrets.db_username);
    expect(secrets.my_other_secrets.things_i_like).toEqual(["Streamlit", "Python"]);
    expect(box.env).toEqual({ db_username: "canary-Jane", db_password: "canary-mypassword" });
  });

  it("lets the project's file win over the global one, whole sections at a time", () => {
    const box = sandbox();
    box.writeGlobal('a = "canary-global"\nb = "canary-kept"\n[s]\none = 1\n');
    box.writeProject('a = "canary-project"\n[s]\ntwo = 2\n');
    const secrets = box.secrets();
    expect(toObject(secrets)).toEqual({ a: "canary-project", b: "canary-kept", s: { two: 2 } });
    expect(Object.keys(secrets)).toEqual(["a", "b", "s"]);
  });

  it("passes a whole section by spreading it", () => {
    const box = sandbox();
    box.writeProject('[db_credentials]\nusername = "canary-user"\npassword = "canary-pass"\n');
    const connect = (options: { username: string; password: string }) => `${options.username}:${options.password}`;
    expect(connect({ ...box.secrets().db_credentials })).toBe("canary-user:canary-pass");
  });
});

describe("once", () => {
  it("does not look again after it found nothing", () => {
    const box = sandbox();
    const secrets = box.secrets();
    expect(thrown(() => secrets.a)).toBeInstanceOf(FileNotFoundError);
    box.writeProject('a = "canary-late"\n');
    expect(thrown(() => secrets.a)).toBeInstanceOf(FileNotFoundError);
    expect("a" in secrets).toBe(false);
    expect(loadIfExists(secrets)).toBe(false);
  });

  it("does not look again after a malformed file", () => {
    const box = sandbox();
    const file = box.writeProject('a = "canary-open\n');
    const secrets = box.secrets();
    expect(thrown<ParseError>(() => secrets.a)).toMatchObject({ source: file, line: 1, code: "ERR_SECRETS_PARSE" });
    box.writeProject('a = "canary-right"\n');
    expect(thrown(() => getSecret(secrets, "a", "fallback"))).toBeInstanceOf(ParseError);
  });
});

describe("asking", () => {
  it("never throws for what is absent", () => {
    const box = sandbox();
    const secrets = box.secrets();
    expect("a" in secrets).toBe(false);
    expect(getSecret(secrets, "a.b", 7)).toBe(7);
    expect(getSecret(secrets, "a", undefined)).toBeUndefined();
    expect(thrown(() => getSecret(secrets, "a"))).toBeInstanceOf(FileNotFoundError);
    expect(thrown(() => Object.keys(secrets))).toBeInstanceOf(FileNotFoundError);
  });

  it("walks sections and arrays", () => {
    const box = sandbox();
    box.writeProject('[[db.hosts]]\nname = "canary-h0"\n[[db.hosts]]\nname = "canary-h1"\n["a.b"]\nc = 1\n');
    const secrets = box.secrets();
    expect(getSecret(secrets, "db.hosts.1.name")).toBe("canary-h1");
    expect(getSecret(secrets, ["a.b", "c"])).toBe(1);
    expect(getSecret(secrets.db, "hosts.2.name", null)).toBeNull();
    expect(thrown<KeyError>(() => getSecret(secrets.db, "hots.0.name"))).toMatchObject({
      path: ["db", "hots", "0", "name"],
      suggestion: "db.hosts.0.name",
    });
  });
});
