import { createSecrets, SourceError, watchSecrets } from "../../../lib";
import { sandbox, thrown } from "../../support/sandbox";

const anything = (options: unknown) => createSecrets(options as object);

describe("createSecrets", () => {
  it.each([
    [{ file: "a.toml" }, 'createSecrets has no option "file"; its options are files, cwd'],
    [{ toString: 1 }, 'createSecrets has no option "toString"'],
    [{ files: "" }, "createSecrets: the option files must be a path or an array of paths, none of them empty"],
    [{ files: ["a.toml", ""] }, "the option files must be"],
    [{ files: 7 }, "the option files must be"],
    [{ files: null }, "the option files must be"],
    [{ cwd: 7 }, "the option cwd must be a path"],
    [{ home: new URL("file:///home") }, "the option home must be a path"],
    [{ env: "PATH" }, "the option env must be an object of variables"],
    [{ envPrefix: true }, "the option envPrefix must be a string or false"],
    [{ exportEnv: true }, 'the option exportEnv must be "override", "keep", false, or an array of names'],
    [{ exportEnv: "Keep" }, "the option exportEnv must be"],
    [{ exportEnv: "none" }, "the option exportEnv must be"],
    [{ exportEnv: ["a", 7] }, "the option exportEnv must be"],
    [{ parse: "smol-toml" }, "the option parse must be a function"],
    [{ schema: {} }, "the option schema must be a validator"],
    [{ warn: console }, "the option warn must be a function"],
    [{ watch: "yes" }, "the option watch must be true, false, or { warn, onChange }"],
    [{ watch: { onchange() {} } }, 'createSecrets({ watch }) has no option "onchange"; its options are warn, onChange'],
    [{ watch: { warn: true } }, "createSecrets({ watch }): the option warn must be a function"],
    [null, "createSecrets takes an object of options: { files, cwd"],
    ["a.toml", "createSecrets takes an object of options"],
    [["a.toml"], "createSecrets takes an object of options"],
  ])("refuses %j at once: what is misspelt would be a setting that is not set", (options, words) => {
    const error = thrown(() => anything(options));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(words);
  });

  it("shows no value in doing so", () => {
    expect(thrown(() => anything({ exportEnv: "canary-x7q9" })).message).not.toContain("x7q9");
  });

  it("takes undefined for what is not given, and every form of each option", () => {
    const names = ["files", "cwd", "home", "env", "envPrefix", "exportEnv", "parse", "schema", "warn", "watch"];
    expect(() => anything(Object.fromEntries(names.map((name) => [name, undefined])))).not.toThrow();
    for (const options of [{ files: [] }, { files: "a.toml" }, { envPrefix: "" }, { envPrefix: false }, { exportEnv: false }])
      expect(() => anything(options)).not.toThrow();
    for (const options of [{ exportEnv: "keep" }, { exportEnv: [] }, { watch: false }, { watch: {} }, { parse: JSON.parse }])
      expect(() => anything(options)).not.toThrow();
  });
});

describe("a parser or a schema that reads the secrets while they are loaded", () => {
  it.each(["parse", "schema"] as const)("is told just that: %s", (option) => {
    const box = sandbox();
    box.writeProject('a = "canary-loading"\n');
    const read = () => secrets.b;
    const schema = { "~standard": { version: 1, vendor: "canary", validate: read } } as const;
    const secrets = box.secrets({ [option]: option === "schema" ? schema : read });
    const error = thrown<SourceError>(() => secrets.a);
    expect(error).toBeInstanceOf(SourceError);
    expect(error.reason).toBe("they were read while they were being loaded");
    expect(error.message).toMatch(/Try: in `parse`.*\n {2}See: docs\/errors\.md#err_secrets_source/);
  });
});

describe("watchSecrets", () => {
  it("refuses an option that does not exist", () => {
    const view = sandbox().secrets();
    expect(thrown(() => watchSecrets(view, { onchange() {} } as object)).message).toContain('has no option "onchange"');
    expect(thrown(() => watchSecrets(view, { onChange: true } as object)).message).toContain("must be a function");
  });
});
