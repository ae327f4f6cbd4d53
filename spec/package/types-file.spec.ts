import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { typesFile } from "../../lib/cli/commands/types-declaration";
import { decodeToml } from "../../lib/toml/decode";
import { commandOf, installPackage } from "../support/install";
import { thrown } from "../support/sandbox";

const DOCUMENT = `
db_username = "canary-w3x9"
port = 5432
big = 9223372036854775807
debug = true
since = 1979-05-27
"odd key" = "canary-odd1"
"日本" = "canary-odd2"
"\\U00020000" = "canary-odd3"
"\\U00010D4A" = "canary-odd4"
"*/ line\\nbreak" = "canary-odd5"
"__proto__" = "canary-odd6"
"" = "canary-odd7"
mixed = ["canary-m4k1", 1]
lists = [[1, 2], ["canary-l5t2"]]
empty = []
[db_credentials]
username = "canary-u7p2"
[db_credentials.pool]
max = 5
[none]
[[hosts]]
name = "canary-h1q8"
tls = { on = true }
[[hosts]]
name = "canary-h2q9"
weight = 1
`;

const declared = typesFile(decodeToml(DOCUMENT, "secrets.toml"), (key) =>
  key === "port" ? "~/.streamlit/*/secrets.toml" : undefined,
);

describe("typesFile", () => {
  it("writes names and kinds, and where they are from, and no value", () => {
    expect(declared).toBe(readFileSync(resolve(__dirname, "../fixtures/secrets.d.ts"), "utf8"));
    expect(declared).not.toMatch(/canary|5432|1979|w3x9|odd\d/);
  });

  it("is one that TypeScript catches misspelt keys, wrong kinds and writes with", () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "toml-secrets-types-")));
    try {
      installPackage(folder, ["@types/node"]);
      writeFileSync(join(folder, "secrets.d.ts"), declared);
      copyFileSync(resolve(__dirname, "../fixtures/typed-program.ts"), join(folder, "typed.ts"));
      copyFileSync(resolve(__dirname, "../fixtures/untyped-program.ts"), join(folder, "untyped.ts"));
      const flags = [
        "--noEmit",
        "--skipLibCheck",
        "--strict",
        "--module",
        "nodenext",
        "--target",
        "es2022",
        "--noUncheckedIndexedAccess",
        "--types",
        "node",
      ];
      const tsc = (...files: string[]) =>
        execFileSync(process.execPath, [commandOf("typescript", "tsc"), ...flags, ...files], { cwd: folder, encoding: "utf8" });
      expect(tsc("typed.ts", "secrets.d.ts")).toBe("");
      expect(tsc("untyped.ts")).toBe("");
      // The control: without the declarations only the write to the root is a mistake.
      const { stdout } = thrown<{ stdout: string } & Error>(() => tsc("typed.ts"));
      expect(stdout.match(/Unused '@ts-expect-error' directive/g)).toHaveLength(4);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
