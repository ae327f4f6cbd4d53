import { inspect } from "node:util";
import { FileNotFoundError, type ParseError, type SourceError, toObject } from "../../../lib";
import { sandbox, thrown } from "../../support/sandbox";

describe("SECRETS_TOML", () => {
  it("is a whole document, and wins over files", () => {
    const box = sandbox();
    box.writeProject('a = "canary-file"\nb = "canary-kept"\n');
    box.env.SECRETS_TOML = 'a = "canary-variable"\n[db]\nuser = "canary-u"\n';
    expect(toObject(box.secrets())).toEqual({ a: "canary-variable", b: "canary-kept", db: { user: "canary-u" } });
  });

  it("is enough without any file, and counts as unset where it is empty", () => {
    const box = sandbox();
    box.env.SECRETS_TOML = 'a = "canary-only"';
    expect(box.secrets().a).toBe("canary-only");
    box.env.SECRETS_TOML = "";
    expect(thrown(() => box.secrets().a)).toBeInstanceOf(FileNotFoundError);
  });

  it("is named by its errors, and never quoted", () => {
    const box = sandbox();
    box.env.SECRETS_TOML = "a = 1\nb = canary-x7q9\n";
    const error = thrown<ParseError>(() => box.secrets().a);
    expect(error).toMatchObject({ source: "SECRETS_TOML", line: 2, column: 5 });
    expect(inspect(error, { showHidden: true })).not.toContain("x7q9");
  });
});

describe("SECRETS__…", () => {
  it("is one value each, and merges into sections; a name matches whatever its case", () => {
    const box = sandbox();
    box.writeProject('[db_credentials]\nuser = "canary-u"\npassword = "canary-p"\n[Mixed]\nCamelKey = 1\n');
    Object.assign(box.env, {
      SECRETS__DB_CREDENTIALS__PASSWORD: "canary-new",
      SECRETS__DB_CREDENTIALS__PORT: "5432",
      SECRETS__MIXED__CAMELKEY: "2",
      SECRETS__API_KEY: "canary-k",
      SECRETS__DEEP__ER__STILL: "canary-d",
    });
    expect(toObject(box.secrets())).toEqual({
      db_credentials: { user: "canary-u", password: "canary-new", port: "5432" },
      Mixed: { CamelKey: 2 },
      api_key: "canary-k",
      deep: { er: { still: "canary-d" } },
    });
    expect(box.env.api_key).toBe("canary-k");
  });

  it("wins over SECRETS_TOML, and is enough by itself", () => {
    const box = sandbox();
    box.env.SECRETS__A = "canary-one";
    expect(box.secrets().a).toBe("canary-one");
    box.env.SECRETS_TOML = 'a = "canary-document"';
    expect(box.secrets().a).toBe("canary-one");
  });

  it("prefers the key of just that spelling where several differ by case alone", () => {
    const box = sandbox();
    box.writeProject('Token = "1"\ntoken = "2"\nTOKEN = "3"\n');
    box.env.SECRETS__TOKEN = "canary";
    expect(toObject(box.secrets())).toEqual({ Token: "1", token: "2", TOKEN: "canary" });
  });

  it("changes no other instance's table", () => {
    const box = sandbox();
    const shared = { db: { user: "canary-u" } };
    box.env.SECRETS_TOML = "x";
    box.env.SECRETS__DB__USER = "canary-new";
    expect(box.secrets({ parse: () => shared }).db.user).toBe("canary-new");
    expect(shared).toEqual({ db: { user: "canary-u" } });
  });

  it("has another prefix, or none, where an option says so", () => {
    const box = sandbox();
    box.env.SECRETS__A = "canary-a";
    box.env.MYAPP__A = "canary-mine";
    expect(toObject(box.secrets({ envPrefix: "MYAPP__" }))).toEqual({ a: "canary-mine" });
    expect(thrown(() => box.secrets({ envPrefix: false }).a)).toBeInstanceOf(FileNotFoundError);
  });

  it.each(["SECRETS_", ""])("never takes the sources that are no single values, under the prefix %j", (envPrefix) => {
    const box = sandbox();
    Object.assign(box.env, { SECRETS_TOML: "a = 1", SECRETS_FILES: "", SECRETS_B: "canary-b" });
    expect(Object.keys(box.secrets({ envPrefix }))).toEqual(["a", envPrefix === "" ? "secrets_b" : "b"]);
  });

  it.each(["SECRETS__", "SECRETS____A", "SECRETS__A__", "SECRETS_A", "XSECRETS__A"])("is not what %s is", (name) => {
    const box = sandbox();
    box.writeProject("");
    box.env[name] = "canary";
    expect(toObject(box.secrets())).toEqual({});
  });

  it.each([
    ["a string", 'db = "canary-s1"\n'],
    ["an array", 'db = ["canary-s2"]\n'],
  ])("can't lead through %s, and says which variable would", (_what, toml) => {
    const box = sandbox();
    box.writeProject(toml);
    box.env.SECRETS__DB__USER = "canary-v9z2";
    const error = thrown<SourceError>(() => box.secrets().db);
    expect(error).toMatchObject({ name: "SourceError", source: "SECRETS__DB__USER" });
    expect(error.message).toContain("Try: rename the variable, or make that key a section.\n");
    expect(inspect(error, { showHidden: true })).not.toMatch(/canary/);
  });

  it("may hold __proto__ in its name, and pollutes nothing", () => {
    const box = sandbox();
    box.env.SECRETS____proto____polluted = "canary";
    box.env["SECRETS__constructor__prototype__polluted"] = "canary";
    box.writeProject("");
    expect(Object.keys(box.secrets())).toEqual(["constructor"]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
