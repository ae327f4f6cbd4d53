import { inspect } from "node:util";
import * as library from "../../../lib";
import { FileNotFoundError, KeyError, ParseError, ReadOnlyError, SecretsError, SourceError, ValidationError } from "../../../lib";
import { type Sandbox, sandbox, thrown } from "../../support/sandbox";

/** A message with the sandbox's own paths replaced. */
function messageOf(box: Sandbox, act: () => unknown): string {
  return thrown(act).message.replaceAll(box.root, "<root>");
}

describe("messages", () => {
  it("of a missing key: its path, what was meant, where was looked, and what to do", () => {
    const box = sandbox();
    box.writeProject('[db_credentials]\nusername = "canary-u"\n');
    const secrets = box.secrets();
    expect(messageOf(box, () => secrets.db_credentials.usernmae)).toMatchInlineSnapshot(`
"there is no secret db_credentials.usernmae
  Did you mean db_credentials.username?
  Looked in (later entries win):
    not found  <root>/home/.streamlit/secrets.toml
    found      <root>/project/.streamlit/secrets.toml
    not found  SECRETS_TOML (environment variable)
    not found  SECRETS__* (environment variable)
  Try: add it to one of these places and restart, or read it with a fallback: getSecret(secrets, "db_credentials.usernmae", fallback).
  See: docs/errors.md#err_secrets_key (in node_modules/toml-secrets)"
`);
    expect(messageOf(box, () => secrets.username)).toMatchInlineSnapshot(`
"there is no secret username
  Did you mean db_credentials.username?
  Looked in (later entries win):
    not found  <root>/home/.streamlit/secrets.toml
    found      <root>/project/.streamlit/secrets.toml
    not found  SECRETS_TOML (environment variable)
    not found  SECRETS__* (environment variable)
  Try: add it to one of these places and restart, or read it with a fallback: getSecret(secrets, "username", fallback).
  See: docs/errors.md#err_secrets_key (in node_modules/toml-secrets)"
`);
  });

  it("of no source at all", () => {
    const box = sandbox();
    expect(messageOf(box, () => box.secrets().a)).toMatchInlineSnapshot(`
"there are no secrets: no file, folder or variable was found
  Looked in (later entries win):
    not found  <root>/home/.streamlit/secrets.toml
    not found  <root>/project/.streamlit/secrets.toml
    not found  SECRETS_TOML (environment variable)
    not found  SECRETS__* (environment variable)
  Try: create one of these files, and restart the program.
  See: docs/errors.md#err_secrets_file_not_found (in node_modules/toml-secrets)"
`);
    expect(messageOf(box, () => box.secrets({ files: [], envPrefix: false }).a)).toMatchInlineSnapshot(`
"there are no secrets: no file, folder or variable was found
  Looked in (later entries win):
    not found  SECRETS_TOML (environment variable)
  Try: set the option \`files\` or the variable SECRETS_TOML, and restart the program.
  See: docs/errors.md#err_secrets_file_not_found (in node_modules/toml-secrets)"
`);
  });

  it("of a malformed file: the place and a reason, and nothing of the text", () => {
    const box = sandbox();
    box.writeProject('[db]\nuser = "canary-u"\npassword = canary-forgot-quotes\n');
    expect(messageOf(box, () => box.secrets().db)).toMatchInlineSnapshot(`
"cannot parse <root>/project/.streamlit/secrets.toml, line 3, column 12: a text without quotes
  Try: put the value in quotes: key = "…". Then restart the program. The text itself is not shown, because it may contain a secret.
  See: docs/errors.md#err_secrets_parse (in node_modules/toml-secrets)"
`);
  });

  it.each([
    ["pin = 0123", "a number must not begin with 0"],
    ["token = canary-x7q9", "without quotes"],
    ["on = True", "lower case"],
    ["token: 1", '":" stands where TOML has "="'],
    ["token = “canary-x7q9”", "curly quotes (U+201C)"],
    ['path = "C:\\Users"', "a Windows path in double quotes"],
    ["export TOKEN=1", "a word of a shell script"],
    ["a = 1 // canary-x7q9", "a comment must begin with #"],
    ["list = [1,\n2", "begins here"],
    ["a = 1\na = 2", "exists already"],
  ])("of a common slip says what is wrong: %j", (toml, words) => {
    const box = sandbox();
    box.writeProject(toml);
    const error = thrown<ParseError>(() => box.secrets().a);
    expect(error.reason).toContain(words);
    expect(error.message).not.toContain("x7q9");
  });

  it.each([
    ["port = abc", 8],
    ["a 1", 3],
    ["a = [1", 5],
    ['a = "x', 5],
    ["abc", 4],
    ["a = 2020-13-01", 5],
  ])("of a malformed line have the same column in the first line as in any other: %s", (line, column) => {
    const box = sandbox();
    for (const [before, end] of [
      ["", ""],
      ["", "\n"],
      ["# c\n", ""],
      ["# c\n\n", "\n"],
    ] as const) {
      const error = thrown<ParseError>(() => box.secrets({ env: { SECRETS_TOML: before + line + end } }).x);
      expect(error).toMatchObject({ line: before.split("\n").length, column });
    }
  });

  it("of a source that can't be read", () => {
    const box = sandbox();
    box.write("project/.streamlit/secrets.toml/folder", "x");
    expect(messageOf(box, () => box.secrets().a)).toMatchInlineSnapshot(`
"cannot read secrets from <root>/project/.streamlit/secrets.toml: it is a folder, but a name that ends in .toml must be a file
  Try: replace it with a file, or rename the folder.
  See: docs/errors.md#err_secrets_source (in node_modules/toml-secrets)"
`);
    expect(messageOf(box, () => box.secrets({ files: "missing-folder" }).a)).toMatchInlineSnapshot(`
"cannot read secrets from <root>/project/missing-folder: there is no such folder
  Try: create the folder, or remove it from the list of places; the name of a file must end in .toml.
  See: docs/errors.md#err_secrets_source (in node_modules/toml-secrets)"
`);
    box.write("project/latin1.toml", Buffer.from('a = "x"\nb = "caf\u00e9"\n', "latin1"));
    expect(messageOf(box, () => box.secrets({ files: "latin1.toml" }).a)).toMatchInlineSnapshot(`
"cannot read secrets from <root>/project/latin1.toml: it is not UTF-8 text (the first bad byte is in line 2); it may be Latin-1 or Windows-1252
  Try: save the file as UTF-8.
  See: docs/errors.md#err_secrets_source (in node_modules/toml-secrets)"
`);
    box.write("project/secrets.json", "{}");
    expect(messageOf(box, () => box.secrets({ files: "secrets.json" }).a)).toMatchInlineSnapshot(`
"cannot read secrets from <root>/project/secrets.json: it is not a folder
  Try: use a name that ends in .toml for a file; every other place must be a folder.
  See: docs/errors.md#err_secrets_source (in node_modules/toml-secrets)"
`);
  });

  it("of a write", () => {
    const box = sandbox();
    box.writeProject("[db]\na = 1\n");
    expect(messageOf(box, () => Object.assign(box.secrets().db, { a: 2 }))).toMatchInlineSnapshot(`
"cannot set db.a: secrets are read-only
  Try: change the secrets file and restart, or change a deep copy: toObject(view).
  See: docs/errors.md#err_secrets_read_only (in node_modules/toml-secrets)"
`);
  });
});

describe("every error", () => {
  let box: Sandbox;
  beforeEach(() => {
    box = sandbox();
    box.writeProject('a = "canary-a"\n');
    box.write("bad.toml", 'a = "canary-a');
  });
  const write = (view: Record<string, unknown>) => {
    view.a = 1;
  };
  const acts: [string, abstract new (...args: never[]) => Error, () => unknown][] = [
    ["ERR_SECRETS_KEY", KeyError, () => box.secrets().nope],
    ["ERR_SECRETS_FILE_NOT_FOUND", FileNotFoundError, () => box.secrets({ files: [] }).nope],
    ["ERR_SECRETS_PARSE", ParseError, () => box.secrets({ files: `${box.root}/bad.toml` }).nope],
    ["ERR_SECRETS_SOURCE", SourceError, () => box.secrets({ files: `${box.root}/no` }).nope],
    ["ERR_SECRETS_READ_ONLY", ReadOnlyError, () => write(box.secrets())],
  ];

  it.each(acts)("%s has its class, its name, its code, and no cause", (code, type, act) => {
    const error = thrown<SecretsError>(act);
    expect(error).toBeInstanceOf(type);
    expect(error).toBeInstanceOf(Error);
    expect(error instanceof SecretsError).toBe(code !== "ERR_SECRETS_READ_ONLY");
    expect(error instanceof TypeError).toBe(code === "ERR_SECRETS_READ_ONLY");
    expect(error.name).toBe(type.name);
    expect(error.code).toBe(code);
    expect(error.cause).toBeUndefined();
    expect(Object.keys(error)).toEqual(["code"]);
    expect(error.expose).toBe(false);
    expect(() => Object.assign(error, { path: "a.html", expose: false, status: 500 })).not.toThrow(); // as ejs and http-errors do
    expect(inspect(error)).not.toContain("expose");
    expect(error.message).toContain(`docs/errors.md#${code.toLowerCase()}`);
    expect(inspect(error)).not.toContain("canary");
  });

  it.each(acts)("%s begins its stack at the line that asked", (_code, _type, act) => {
    const { stack = "", message } = thrown(act);
    const [first = ""] = stack.slice(stack.indexOf(message) + message.length + 1).split("\n");
    expect(first).toContain("errors.spec");
  });

  it("is thrown anew for each reader, so that nobody reads another's stack", () => {
    const secrets = box.secrets({ files: [] });
    const [one, other] = [thrown(() => secrets.a), thrown(() => secrets.a)];
    expect(one).not.toBe(other);
    expect(one.message).toBe(other.message);
  });

  it("is an instance of its class where the library is there twice, and of no other class", () => {
    const classes = [KeyError, FileNotFoundError, ParseError, SourceError, ValidationError, ReadOnlyError] as const;
    const errors = acts.map(([code, type, act]) => ({ code, type, error: thrown(act) }));
    jest.isolateModules(() => {
      const twin = require("../../../lib") as typeof library;
      expect(twin.KeyError).not.toBe(KeyError);
      for (const { code, type, error } of errors) {
        const twins = classes.map(({ name }) => twin[name as "KeyError"]);
        expect(twins.filter((one) => error instanceof one).map(({ name }) => name)).toEqual([type.name]);
        expect(error instanceof twin.SecretsError).toBe(code !== "ERR_SECRETS_READ_ONLY");
      }
    });
    class Own extends KeyError {}
    expect(thrown(() => sandbox().secrets({ env: { SECRETS_TOML: "a = 1" } }).b)).not.toBeInstanceOf(Own);
    expect(new Own("own", { path: [], suggestion: undefined, places: [] })).toBeInstanceOf(KeyError);
    for (const other of [
      undefined,
      null,
      "ERR_SECRETS_KEY",
      { code: "ERR_SECRETS_KEY" },
      new Error("ERR_SECRETS_KEY"),
      sandbox().secrets(),
    ]) {
      expect(other instanceof KeyError || other instanceof SecretsError).toBe(false);
    }
  });

  it("is exported", () => {
    expect(Object.keys(library)).toEqual(expect.arrayContaining(acts.map(([, type]) => type.name)));
  });
});
