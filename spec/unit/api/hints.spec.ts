import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { type FileNotFoundError, getSecret, type KeyError } from "../../../lib";
import { sandbox, thrown } from "../../support/sandbox";

describe("a file that was not found", () => {
  it.each([
    ["project/.streamlit/secrets.toml.txt", "its name must be secrets.toml"],
    ["project/.streamlit/secret.toml", "its name must be secrets.toml"],
    ["project/.streamlit/secrets.tml", "its name must be secrets.toml"],
    ["project/.streamlit/secrets.yaml", "its name must be secrets.toml"],
    ["project/secrets.toml", "it must be in the folder .streamlit"],
    ["project/streamlit/secrets.toml", "the name of the folder must be .streamlit"],
    [".streamlit/secrets.toml", "in a folder above: the working folder of the process decides"],
  ])("but lies elsewhere is named: %s", (path, words) => {
    const box = sandbox();
    mkdirSync(join(box.root, "project"), { recursive: true });
    const file = box.write(path, 'a = "canary"\n');
    const error = thrown<FileNotFoundError>(() => box.secrets().a);
    expect(error.message).toContain(path.startsWith("project/streamlit") ? join(box.root, "project/streamlit") : file);
    expect(error.message).toContain(words);
    box.env.SECRETS_TOML = "b = 1";
    expect(thrown<KeyError>(() => box.secrets().a).message).toContain(words);
  });

  it("says so if .streamlit is a file, or a link leads nowhere", () => {
    const box = sandbox();
    box.write("project/.streamlit", "");
    expect(thrown(() => box.secrets().a).message).toContain(
      `${join(box.root, "project/.streamlit")} is a file, but must be a folder`,
    );
    if (process.platform === "win32") return console.log("skipped: links need rights on Windows");
    const other = sandbox();
    mkdirSync(join(other.root, "project/.streamlit"), { recursive: true });
    symlinkSync("/gone/secrets.toml", join(other.root, "project/.streamlit/secrets.toml"));
    expect(thrown(() => other.secrets().a).message).toContain("is a link that leads nowhere: /gone/secrets.toml does not exist");
  });

  it("says how SECRETS_FILES is separated", () => {
    const box = sandbox();
    box.env.SECRETS_FILES = "a.toml,b.toml";
    expect(thrown(() => box.secrets().a).message).toMatch(/SECRETS_FILES must be separated with [:;] on this system/);
  });

  it("has no note if nothing of the kind is there", () => {
    expect(thrown(() => sandbox().secrets().a).message).not.toContain("Note:");
  });
});

describe("SECRETS_TOML", () => {
  it("with \\n for line breaks is not silently one comment", () => {
    const box = sandbox();
    box.env.SECRETS_TOML = '# secrets\\ntoken = "canary"';
    const error = thrown(() => box.secrets().token);
    expect(error).toMatchObject({ code: "ERR_SECRETS_PARSE", source: "SECRETS_TOML" });
    expect(error.message).not.toContain("canary");
  });
});

describe("a key that is not there", () => {
  it("is suggested at any depth", () => {
    const box = sandbox();
    box.writeProject('[connections.supabase]\nSUPABASE_URL = "canary"\n');
    const secrets = box.secrets();
    expect(thrown<KeyError>(() => secrets.SUPABASE_URL).suggestion).toBe("connections.supabase.SUPABASE_URL");
    expect(thrown<KeyError>(() => secrets.supabase_url).suggestion).toBe("connections.supabase.SUPABASE_URL");
    expect(thrown<KeyError>(() => secrets.supabase).suggestion).toBe("connections.supabase");
  });

  it("with a dot in it: dots make sections", () => {
    const box = sandbox();
    box.writeProject('[passwords]\njane.doe = "canary"\n');
    const error = thrown<KeyError>(() => box.secrets().passwords["jane.doe"]);
    expect(error.suggestion).toBe("passwords.jane.doe");
    expect(error.message).toContain("dots in a key make sections");
  });

  it("is in a section that another file replaces", () => {
    const box = sandbox();
    const home = box.write("home/.streamlit/secrets.toml", '[db]\npassword = "canary"\n');
    const project = box.writeProject('[db]\nuser = "canary"\n');
    const { message } = thrown<KeyError>(() => box.secrets().db.password);
    expect(message).toContain(`${home} has it, but [db] in `);
    expect(message).toContain("replaces the whole section");
    expect(String(project ?? "")).not.toContain("canary");
  });

  it("in a file without keys says that there are none", () => {
    const box = sandbox();
    box.writeProject("# nothing yet\n");
    expect(thrown(() => box.secrets().a).message).toMatch(/found {6}.*secrets\.toml \(no keys in it\)\n/);
  });

  it.each([
    ["get", 'getSecret(secrets, "key", fallback)'],
    ["to_dict", "toObject(secrets)"],
    ["items", "Object.entries(secrets)"],
    ["keys", "Object.keys(secrets)"],
    ["values", "Object.values(secrets)"],
    ["has_key", '"key" in secrets'],
    ["has", '"key" in secrets'],
    ["load_if_toml_exists", "loadIfExists()"],
    ["pop", "change the copy"],
    ["parsed", "toObject(secrets)"],
  ])("but is a method elsewhere gets the function that does it here: %s", (name, words) => {
    const box = sandbox();
    box.writeProject('[db]\nuser = "canary"\n');
    const secrets = box.secrets();
    expect(thrown(() => secrets[name]()).message).toContain(words);
    expect(thrown(() => secrets.db[name]("x")).message).toContain(words.replace("secrets", "secrets.db"));
    expect(getSecret(secrets, name, 1)).toBe(1);
  });
});
