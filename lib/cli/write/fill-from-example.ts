import type { KeyPath } from "../../core/key-path";
import { formatPath } from "../../core/key-path";
import { valueAt } from "../../core/value-at";
import { readText } from "../../sources/file";
import { decodeToml } from "../../toml/decode";
import { askHidden } from "../ask";
import { type CliContext, UsageError } from "../context";
import { addValues, removeKey, replaceValues, type ValueKind } from "../edit/edit";
import { entriesOf } from "./example-file";
import { editPlainText, plainTextOf } from "./plain-text";
import { sourceOf, typeOfKind } from "./value-source";

interface Answer {
  readonly path: KeyPath;
  readonly source: string;
}

/**
 * Fills a secrets file from an example: a new file gets the comments and order of the example; an existing file gets the keys
 * that it lacks.
 * @returns which keys were added, and which were not answered.
 */
export async function fillFromExample(file: string, example: string, canAsk: boolean, cli: CliContext) {
  const pattern = readText(example) ?? "";
  const target = { path: file, shown: file, project: undefined, isDefault: true };
  const table = decodeToml(plainTextOf(target, cli) ?? "", file) as Record<string, unknown>;
  const wanted = entriesOf(pattern, example).filter(({ path }) => valueAt(table, path) === undefined);
  const answers: Answer[] = [];
  const missing: KeyPath[] = [];
  for (const [index, { path, kind }] of wanted.entries()) {
    const source = canAsk ? await ask(path, kind, `${index + 1}/${wanted.length}`, cli) : undefined;
    if (source === undefined) missing.push(path);
    else answers.push({ path, source });
  }
  if (answers.length > 0) editPlainText(target, cli, (before = "") => filled(before, answers, missing, pattern, file));
  return { added: answers.map(({ path }) => path), missing };
}

/** Asks until the answer is of the kind. An empty answer leaves the key for later. */
async function ask(path: KeyPath, kind: ValueKind, progress: string, cli: CliContext): Promise<string | undefined> {
  const type = typeOfKind(kind) ?? "json";
  for (;;) {
    const hint = type === "string" ? "" : `, ${type}`;
    const text = await askHidden(`${progress} ${formatPath(path)}${hint} (not shown; Enter to leave it for later): `, cli);
    if (text === undefined || text === "") return undefined;
    try {
      return sourceOf(text, type);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      cli.stderr.write(`${error.message}\n`);
    }
  }
}

function filled(before: string, answers: readonly Answer[], missing: readonly KeyPath[], pattern: string, file: string): string {
  if (before.trim() !== "") return addValues(before, answers.filter(isPlain), file);
  return missing.reduce((text, path) => removeKey(text, path, file), replaceValues(pattern, answers, file));
}

/** One item of a list can't be added alone. */
function isPlain({ path }: Answer): boolean {
  return path.every((step) => typeof step === "string");
}
