import { exportEnv } from "../../../lib/env/export-env";
import { isUnsafeVariable } from "../../../lib/env/unsafe-variables";
import { sandbox } from "../../support/sandbox";

describe("exportEnv", () => {
  const table = {
    text: "canary-t",
    number: 1.5,
    big: 2n ** 63n,
    yes: true,
    day: new Date(0),
    list: [1],
    section: { a: 1 },
    empty: "",
    zero: -0,
  };

  it("writes strings, numbers and bigints as String does, and nothing else", () => {
    const env = {};
    expect(exportEnv(table, env, "override")).toEqual([]);
    expect(env).toEqual({ text: "canary-t", number: "1.5", big: "9223372036854775808", empty: "", zero: "0" });
  });

  it("replaces what is set, or keeps it, or writes only what is listed, or nothing", () => {
    const written = (rule: Parameters<typeof exportEnv>[2]) => {
      const env = { text: "mine", number: "" };
      exportEnv(table, env, rule);
      return env;
    };
    expect(written("override")).toMatchObject({ text: "canary-t", number: "1.5" });
    expect(written("keep")).toMatchObject({ text: "mine", number: "", zero: "0" });
    expect(written(["number", "section", "nope"])).toEqual({ text: "mine", number: "1.5" });
    expect(written(false)).toEqual({ text: "mine", number: "" });
  });

  it("keeps what is set, and takes nothing that every object has for a variable", () => {
    const env: Record<string, string | undefined> = { set: "before", gone: undefined };
    exportEnv({ set: "1", gone: "2", toString: "3", constructor: "4" }, env, "keep");
    expect({ ...env }).toEqual({ set: "before", gone: "2", toString: "3", constructor: "4" });
  });

  it("skips what an environment can't hold, and goes on", () => {
    const env = {};
    exportEnv({ "": "a", "a=b": "c", "n\0": "d", nul: "a\0b", fine: "e", "with space": "f" }, env, "override");
    expect(env).toEqual({ fine: "e", "with space": "f" });
  });

  it("writes a variable called __proto__ as any other", () => {
    const env: Record<string, string> = {};
    exportEnv({ ["__proto__"]: "canary-p" }, env, "override");
    expect(Object.getOwnPropertyDescriptor(env, "__proto__")?.value).toBe("canary-p");
    expect(Object.getPrototypeOf(env)).toBe(Object.prototype);
  });

  it("works on the real environment", () => {
    const { env } = process;
    try {
      exportEnv({ CANARY_REAL: "canary-r", ["__proto__"]: "canary-p", "a=b": "c" }, env, "override");
      expect(env.CANARY_REAL).toBe("canary-r");
      expect(Object.keys(env)).toContain("CANARY_REAL");
    } finally {
      delete env.CANARY_REAL;
      Reflect.deleteProperty(env, "__proto__");
    }
  });
});

describe("names that steer the process", () => {
  it.each([
    "PATH",
    "NODE_OPTIONS",
    "NODE_TLS_REJECT_UNAUTHORIZED",
    "LD_PRELOAD",
    "DYLD_INSERT_LIBRARIES",
    "GIT_SSH_COMMAND",
    "BASH_ENV",
    "npm_config_script_shell",
    "SSL_CERT_FILE",
    "SECRETS_FILES",
    "SECRETS__DB__PASSWORD",
    "XDG_CONFIG_HOME",
    "GIT_TEMPLATE_DIR",
    "GLIBC_TUNABLES",
    "PS4",
    "EDITOR",
    "CURL_CA_BUNDLE",
    "PYTHONWARNINGS",
    "DOTNET_STARTUP_HOOKS",
    "GIT_CONFIG",
    "GIT_TRACE_CURL",
    "BUN_INSPECT_NOTIFY",
    "GIT_ASKPASS",
    "GIT_SEQUENCE_EDITOR",
    "KUBE_EDITOR",
    "AWS_PAGER",
    "RSYNC_RSH",
    "ESBUILD_BINARY_PATH",
    "PUPPETEER_EXECUTABLE_PATH",
    "NAPI_RS_NATIVE_LIBRARY_PATH",
    "PRISMA_QUERY_ENGINE_LIBRARY",
    "TAR_OPTIONS",
    "LUA_INIT",
    "LUA_INIT_5_4",
    "CORECLR_PROFILER_PATH_64",
    "TS_NODE_COMPILER",
    "BUN_JSC_forceRAMSize",
  ])("%s is one", (name) => expect(isUnsafeVariable(name)).toBe(true));

  it.each([
    "NODE_ENV",
    "GIT_TOKEN",
    "PATHS",
    "DATABASE_URL",
    "OLD_PRELOAD",
    "ENV",
    "AWS_SECRET_ACCESS_KEY",
    "HTTPS_PROXY",
    "NPM_TOKEN",
    "PYTHONANYWHERE_API_TOKEN",
    "BUN_AUTH_TOKEN",
    "SECRETS_KEY",
    "PGSSLROOTCERT",
    "LDX",
    "NODEX",
    "NODE",
    "SECRETS_",
    "__proto__",
    "constructor_x",
    "MY_LD_PRELOAD",
    "PATHEXT HOME",
    "UPLOAD_PATH",
    "BINARY_PATHS",
    "TOOL_EDITORS",
    "PIP_INDEX_URL",
    "YARN_NPM_AUTH_TOKEN",
    "CARGO_REGISTRY_TOKEN",
    "TS_TOKEN",
    "_",
    "",
  ])("%s is none", (name) => expect(isUnsafeVariable(name)).toBe(false));

  it("include those by which the file would say where another instance reads from", () => {
    const box = sandbox();
    box.writeProject('SECRETS_TOML = "stolen = 1"\na = "canary-a"\n');
    expect(box.secrets().a).toBe("canary-a");
    expect("stolen" in box.secrets()).toBe(false);
    expect(box.warnings[0]).toContain("SECRETS_TOML");
  });

  it("are not exported; one warning names them, and they stay readable", () => {
    const box = sandbox();
    box.writeProject('PATH = "canary-path"\nNODE_OPTIONS = "canary-options"\nNODE_ENV = "canary-env"\n');
    const secrets = box.secrets();
    expect(secrets.PATH).toBe("canary-path");
    expect(box.env).toEqual({ NODE_ENV: "canary-env" });
    expect(box.warnings).toHaveLength(1);
    expect(box.warnings[0]).toContain("PATH, NODE_OPTIONS");
    expect(box.warnings[0]).not.toContain("canary");
  });

  it("are exported where they are listed", () => {
    const box = sandbox();
    box.writeProject('PATH = "canary-path"\na = "canary-a"\n');
    expect(box.secrets({ exportEnv: ["PATH"] }).a).toBe("canary-a");
    expect(box.env).toEqual({ PATH: "canary-path" });
    expect(box.warnings).toEqual([]);
  });

  it("are warned of by the process where nobody else listens", () => {
    const box = sandbox();
    box.writeProject('PATH = "canary-path"\n');
    const warned: unknown[] = [];
    process.emitWarning = ((...args: unknown[]) => warned.push(args)) as typeof process.emitWarning;
    expect(box.secrets({ warn: undefined }).PATH).toBe("canary-path");
    expect(warned).toEqual([[expect.stringContaining("PATH"), "TomlSecretsWarning"]]);
  });
});

describe("an own prefix for variables", () => {
  it("reads back nothing that the file itself exported", () => {
    const box = sandbox();
    box.writeProject('APP_TOKEN = "canary-a"\nb = "canary-b"\n');
    for (const exportEnv of ["override", "keep", ["APP_TOKEN", "b"]] as const) {
      const secrets = () => box.secrets({ envPrefix: "APP_", exportEnv });
      expect(Object.keys(secrets())).toEqual(["APP_TOKEN", "b"]);
      expect(Object.keys(secrets())).toEqual(["APP_TOKEN", "b"]);
      expect(box.env).toEqual({ b: "canary-b" });
    }
    expect(box.warnings[0]).toContain("APP_TOKEN");
  });

  it("reads back nothing that another instance exported, and reads what somebody else set", () => {
    const box = sandbox();
    box.writeProject('APP_TOKEN = "canary-a"\n');
    expect(box.secrets()["APP_TOKEN"]).toBe("canary-a");
    expect(box.env).toEqual({ APP_TOKEN: "canary-a" });
    expect(Object.keys(box.secrets({ envPrefix: "APP_" }))).toEqual(["APP_TOKEN"]);
    box.env["APP_TOKEN"] = "canary-c";
    expect(box.secrets({ envPrefix: "APP_" })["token"]).toBe("canary-c");
  });
});

describe("two loads", () => {
  it("leave the environment as the later one says; neither takes anything back", () => {
    const box = sandbox();
    box.write("one.toml", 'a = "canary-1"\nb = "canary-2"\n');
    box.write("two.toml", 'a = "canary-3"\n');
    expect(box.secrets({ files: `${box.root}/one.toml` }).a).toBe("canary-1");
    expect(box.secrets({ files: `${box.root}/two.toml` }).a).toBe("canary-3");
    expect(box.env).toEqual({ a: "canary-3", b: "canary-2" });
  });
});
