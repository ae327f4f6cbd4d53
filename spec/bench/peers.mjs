import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { tokenOf } from "./content.mjs";

/*
 * Each peer by its own documentation's first example, with two files where it knows of two. `imports` are pairs of binding and
 * module; `read` is what assigns `value`. `names` stands for the list of all keys, which some want to be told.
 */

export const OURS = "toml-secrets";

export const PEERS = [
  { name: OURS, imports: [["{ secrets }", "toml-secrets"]], read: "value = secrets.KEY;" },
  { name: "process.loadEnvFile", imports: [], read: 'process.loadEnvFile(".env"); value = process.env.KEY;' },
  { name: "dotenv", imports: [["dotenv", "dotenv"]], read: "dotenv.config({ quiet: true }); value = process.env.KEY;" },
  {
    name: "@dotenvx/dotenvx",
    imports: [["dotenvx", "@dotenvx/dotenvx"]],
    read: 'dotenvx.config({ path: [process.env.HOME + "/.env", ".env.upper"], quiet: true }); value = process.env.KEY;',
  },
  { name: "config", packages: ["config", "toml"], imports: [["config", "config"]], read: 'value = config.get("KEY");' },
  {
    name: "c12",
    imports: [["{ loadConfig }", "c12"]],
    read: 'value = (await loadConfig({ name: "app", globalRc: true })).config.KEY;',
  },
  {
    name: "convict",
    packages: ["convict", "toml"],
    imports: [
      ["convict", "convict"],
      ["toml", "toml"],
    ],
    read: `convict.addParser({ extension: "toml", parse: toml.parse });
      const config = convict(Object.fromEntries(names.map((name) => [name, { format: String, default: "" }])));
      config.loadFile([process.env.HOME + "/.streamlit/secrets.toml", ".streamlit/secrets.toml"]);
      config.validate({ allowed: "strict" });
      value = config.get("KEY");`,
  },
  {
    name: "envalid",
    imports: [["{ cleanEnv, str }", "envalid"]],
    read: `process.loadEnvFile(".env");
      value = cleanEnv(process.env, Object.fromEntries(names.map((name) => [name, str()]))).KEY;`,
  },
  {
    name: "@t3-oss/env-core",
    packages: ["@t3-oss/env-core", "zod"],
    imports: [
      ["{ createEnv }", "@t3-oss/env-core"],
      ["{ z }", "zod"],
    ],
    read: `process.loadEnvFile(".env");
      const server = Object.fromEntries(names.map((name) => [name, z.string()]));
      value = createEnv({ server, runtimeEnv: process.env }).KEY;`,
  },
  {
    name: "smol-toml by hand",
    packages: ["smol-toml"],
    imports: [
      ["{ readFileSync }", "node:fs"],
      ["{ parse }", "smol-toml"],
    ],
    read: `const read = (folder) => parse(readFileSync(folder + "/.streamlit/secrets.toml", "utf8"));
      value = { ...read(process.env.HOME), ...read(".") }.KEY;`,
  },
  { name: "plain object", packages: [], imports: [["secrets", "PROJECT/plain.cjs"]], read: "value = secrets.KEY;" },
];

/** The packages that a peer is made of. */
export function packagesOf({ name, packages, imports }) {
  return packages ?? (imports.length > 0 ? [name] : []);
}

/** What is measured of a peer: its import, and the first secret where it has any. */
export function stagesOf({ read }) {
  return read === "" ? ["import"] : ["import", "secret"];
}

/**
 * Writes the program of a peer, which fails where it reads a wrong value.
 * @param syntax "require" or "import".
 * @param what "import" alone, or the "secret" too.
 * @param timed prints how many milliseconds it took by its own clock.
 */
export function writeProgram(folder, { name, imports, read }, { syntax, what, count, cwd, timed = false }) {
  const statements = imports.map(([binding, module]) => importOf(syntax, binding, module.replace("PROJECT", cwd)));
  const program = what === "import" ? statements : [...statements, check(syntax, read, count)];
  if (timed) {
    program.unshift("const began = process.hrtime.bigint();");
    program.push("console.log(Number(process.hrtime.bigint() - began) / 1e6);");
  }
  const words = [name, what, count, ...(timed ? ["timed"] : [])].join("-").replace(/\W+/g, "-");
  const path = join(folder, `${words}.${syntax === "import" ? "mjs" : "cjs"}`);
  writeFileSync(path, `${program.join("\n")}\n`);
  return path;
}

function importOf(syntax, binding, module) {
  return syntax === "import"
    ? `import ${binding} from ${JSON.stringify(module)};`
    : `const ${binding} = require(${JSON.stringify(module)});`;
}

function check(syntax, read, count) {
  const names = read.includes("names")
    ? [`const names = Array.from({ length: ${count} }, (_, index) => "key_" + (index + 1));`]
    : [];
  const body = [
    ...names,
    "let value;",
    read.replaceAll("KEY", `key_${count}`),
    `if (value !== ${JSON.stringify(tokenOf(count))}) throw new Error("a wrong value");`,
  ].join("\n");
  return syntax === "require" && read.includes("await") ? `(async () => {\n${body}\n})();` : body;
}
