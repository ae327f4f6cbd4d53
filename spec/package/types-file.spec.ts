import { copyFileSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import ts from "typescript";
import { typesFile } from "../../lib/cli/commands/types-declaration";
import { decodeToml } from "../../lib/toml/decode";
import { installPackage } from "../support/install";

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

const OPTIONS: ts.CompilerOptions = {
  noEmit: true,
  skipLibCheck: true,
  strict: true,
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  noUncheckedIndexedAccess: true,
  types: ["node"],
};
const parsed = new Map<string, ts.SourceFile | undefined>();

/** What `tsc` reports of these files. Each file is parsed once, because the declarations of Node are large. */
function problemsOf(folder: string, ...files: string[]): string[] {
  const host = ts.createCompilerHost(OPTIONS);
  const parse = host.getSourceFile;
  host.getCurrentDirectory = () => folder;
  host.getSourceFile = (file, options) => {
    if (!parsed.has(file)) parsed.set(file, parse(file, options));
    return parsed.get(file);
  };
  const paths = files.map((file) => join(folder, file));
  const problems = ts.getPreEmitDiagnostics(ts.createProgram(paths, OPTIONS, host));
  return problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

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
      expect(problemsOf(folder, "typed.ts", "secrets.d.ts")).toEqual([]);
      expect(problemsOf(folder, "untyped.ts")).toEqual([]);
      // The control: without the declarations only the write to the root is a mistake.
      const unused = problemsOf(folder, "typed.ts").filter((text) => text === "Unused '@ts-expect-error' directive.");
      expect(unused).toHaveLength(4);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
