import { inspect } from "node:util";
import { FileNotFoundError, getSecret, type KeyError, loadIfExists, ParseError, toObject } from "../../../lib";
import { sandbox, thrown } from "../../support/sandbox";

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

describe("what another parser gave", () => {
  it("is copied at once: it may keep it and change it, or give something else at each look", () => {
    const box = sandbox();
    box.writeProject("");
    const kept = { a: "canary-a", db: { user: "canary-u" } };
    let looks = 0;
    const secrets = box.secrets({ parse: () => Object.defineProperty(kept, "n", { get: () => ++looks, enumerable: true }) });
    expect(loadIfExists(secrets)).toBe(true);
    kept.a = kept.db.user = "canary-changed";
    expect([secrets.a, secrets.db.user, secrets.n, toObject(secrets).n]).toEqual(["canary-a", "canary-u", 1, 1]);
  });

  it("is an error of ours where it can't be looked at", () => {
    const box = sandbox();
    box.writeProject("");
    const get = () => {
      throw new Error("canary-x7q9");
    };
    const error = thrown(() => box.secrets({ parse: () => Object.defineProperty({}, "a", { get, enumerable: true }) }).a);
    expect(error).toBeInstanceOf(ParseError);
    expect(inspect(error, { showHidden: true })).not.toContain("x7q9");
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

  it("says where the path ends, and suggests only what is there", () => {
    const box = sandbox();
    box.writeProject('[db.hosts]\nname = "canary-h"\n["odd.key"]\nb = 1\n');
    const secrets = box.secrets();
    const asked = (path: string | string[]) => thrown<KeyError>(() => getSecret(secrets, path));
    expect(asked("db.hots.name").message).toContain("there is no secret db.hots.name (there is no db.hots)\n");
    expect(asked("db.hots.nmae")).toMatchObject({ path: ["db", "hots", "nmae"], suggestion: "db.hosts" });
    expect(asked("dbs.hosts.name").message).toContain("(there is no dbs)\n");
    expect(asked("odd.key")).toMatchObject({ suggestion: '"odd.key"' });
    expect(asked("").suggestion).toBeUndefined();
    for (const wrong of [undefined, null, 7, {}])
      expect(thrown(() => getSecret(secrets, wrong as never, "fallback")).message).toContain("getSecret takes a path");
    expect(getSecret(sandbox().secrets(), [], "fallback")).toBe("fallback");
  });

  it("fails at the line that asked, whichever helper it was", () => {
    const box = sandbox();
    box.writeProject("day = 1979-05-27\n");
    const there = box.secrets();
    const none = sandbox().secrets();
    const broken = sandbox();
    broken.writeProject("a =");
    const acts: (() => unknown)[] = [
      function here() {
        return getSecret(there, "nope");
      },
      function here() {
        return toObject(none);
      },
      function here() {
        return loadIfExists(broken.secrets());
      },
      function here() {
        return there.day.setTime(0);
      },
    ];
    for (const act of acts) expect(thrown(act).stack?.match(/^ +at .*$/m)?.[0]).toMatch(/^ +at (\w+\.)?here /);
  });

  it("is not upset by a secret of the name of a path's step", () => {
    const box = sandbox();
    box.writeProject('"" = "canary-e"\n[s]\n"" = { x = 1 }\n');
    expect([getSecret(box.secrets(), ""), getSecret(box.secrets(), "s..x")]).toEqual(["canary-e", 1]);
  });
});
