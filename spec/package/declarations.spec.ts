import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { installPackage, packedTarball } from "../support/install";
import { sandbox } from "../support/sandbox";

/* What an editor shows of the packed package: one declaration file for each entry, with the doc comments. */

const ENTRIES = ["index", "register", "testing", "resolvers", "vite"];

it("are one file for each entry, and no others ship", () => {
  const files = execFileSync("tar", ["-tzf", packedTarball()], { encoding: "utf8" }).trim().split("\n");
  const declarations = files.filter((file) => /\.d\.\w+$/.test(file)).map((file) => file.replace("package/dist/", ""));
  expect(declarations.sort()).toEqual([...ENTRIES.map((entry) => `${entry}.d.ts`), "import.d.mts"].sort());
});

const { root } = sandbox();
const installed = installPackage(root, ["@types/node"]);
const programs = ENTRIES.map((entry) => {
  const program = join(root, `${entry}.mts`);
  const module = entry === "index" ? "toml-secrets" : `toml-secrets/${entry}`;
  writeFileSync(program, `import * as entry from "${module}";\nentry;\n`);
  return program;
});
const options: ts.CompilerOptions = { module: ts.ModuleKind.NodeNext, strict: true, types: ["node"], noEmit: true };
/** What an editor asks. One for all entries, because the declarations of Node are large. */
const service = ts.createLanguageService({
  getCompilationSettings: () => options,
  getScriptFileNames: () => programs,
  getScriptVersion: () => "1",
  getScriptSnapshot: (file) => {
    const text = ts.sys.readFile(file);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  },
  getCurrentDirectory: () => root,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: ts.sys.fileExists,
  readFile: ts.sys.readFile,
  realpath: (path) => path,
});

/** An entry as an editor shows it in a program that imports it. */
function editor(entry: string) {
  const program = join(root, `${entry}.mts`);
  const checker = service.getProgram()?.getTypeChecker() as ts.TypeChecker;
  const source = service.getProgram()?.getSourceFile(program) as ts.SourceFile;
  const { moduleSpecifier } = source.statements[0] as ts.ImportDeclaration;
  const symbol = checker.getSymbolAtLocation(moduleSpecifier) as ts.Symbol | undefined;
  const symbols = symbol === undefined ? [] : checker.getExportsOfModule(symbol);
  const declarations = join(installed, "dist", `${entry}.d.ts`);
  const exported = symbols.map((alias) => {
    const target = alias.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(alias) : alias;
    return {
      name: alias.name,
      file: target.declarations?.[0]?.getSourceFile().fileName,
      comment: ts.displayPartsToString(target.getDocumentationComment(checker)),
    };
  });
  const problems = [program, declarations].flatMap((file) => service.getSemanticDiagnostics(file));
  return {
    exported,
    declarations,
    problems: problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
  };
}

describe.each(ENTRIES.filter((entry) => entry !== "register"))("the declarations of %s", (entry) => {
  const { exported, declarations, problems } = editor(entry);

  it("have no mistakes of their own", () => {
    expect(problems).toEqual([]);
  });

  it("are where “go to definition” of every name ends", () => {
    expect(exported.length).toBeGreaterThan(1);
    expect(exported.filter(({ file }) => file !== declarations)).toEqual([]);
  });

  it("say of every name what it is", () => {
    expect(exported.filter(({ comment }) => comment.length < 20)).toEqual([]);
  });
});
