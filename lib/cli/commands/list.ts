import type { KeyPath } from "../../core/key-path";
import { formatPath } from "../../core/key-path";
import { isSealed, type SealedKind } from "../../core/sealed";
import { isTable } from "../../core/table";
import type { Loaded } from "../../core/types";
import { variableText } from "../../env/export-env";
import { isUnsafeVariable } from "../../env/unsafe-variables";
import { type Origin, originFinder, type Spot } from "../../load/origin";
import { type Cli, EXIT, jsonText, loadSecrets, printable, type SourceOptions, shortPlace } from "../context";
import { columns, styleOf } from "../terminal";

/** Everything about a key except its value. */
interface Entry {
  readonly path: KeyPath;
  readonly kind: string;
  readonly origin: Origin | undefined;
  readonly exported: boolean;
}

/** Prints the tree of keys: kind, origin, what a key hides, and whether it is exported. Never a value. */
export function list({ json, ...options }: SourceOptions & { readonly json?: boolean }, cli: Cli): number {
  const loaded = loadSecrets(options, cli);
  const entries = entriesOf(loaded);
  cli.stdout.write(json ? jsonText(entries.map(asJson)) : treeOf(entries, cli));
  return EXIT.ok;
}

function entriesOf(loaded: Loaded): Entry[] {
  const originOf = originFinder(loaded);
  const entries: Entry[] = [];
  const add = (value: unknown, path: KeyPath, above: readonly unknown[]) => {
    if (above.includes(value)) return; // a circular structure of another parser
    if (path.length > 0) {
      const exported = path.length === 1 && isExported(String(path[0]), value);
      entries.push({ path, kind: kindOf(value), origin: originOf(path), exported });
    }
    if (isTable(value)) for (const key of Object.keys(value)) add(value[key], [...path, key], [...above, value]);
    else if (Array.isArray(value) && value.some(isTable)) {
      for (const [index, item] of value.entries()) add(item, [...path, index], [...above, value]);
    }
  };
  add(loaded.table, [], []);
  return entries;
}

function isExported(name: string, value: unknown): boolean {
  return variableText(name, value) !== undefined && !isUnsafeVariable(name);
}

function kindOf(value: unknown): string {
  if (isSealed(value)) return SEALED_KINDS[value.kind] ?? "list";
  if (Array.isArray(value)) return "list";
  if (isTable(value)) return "section";
  if (value instanceof Date) return "date";
  return value instanceof Uint8Array ? "bytes" : typeof value === "bigint" ? "number" : typeof value;
}

const SEALED_KINDS: Partial<Record<SealedKind, string>> = {
  str: "string",
  int: "number",
  int64: "number",
  float: "number",
  bool: "boolean",
  date: "date",
};

function asJson({ path, kind, origin, exported }: Entry) {
  const spot = ({ where, line }: Spot) => ({ where, line: line ?? null });
  return {
    key: formatPath(path),
    path,
    kind,
    origin: origin === undefined ? null : { ...spot(origin), kind: origin.kind },
    hides: origin?.hides.map(spot) ?? [],
    exported,
  };
}

function treeOf(entries: readonly Entry[], cli: Cli): string {
  if (entries.length === 0) return "There are no keys yet.\n";
  const { bold, dim } = styleOf(cli.stdout);
  const spot = ({ where, line }: Spot) => shortPlace(where, cli) + (line === undefined ? "" : `:${line}`);
  const rows = entries.map(({ path, kind, origin, exported }) => {
    const name = "  ".repeat(path.length - 1) + formatPath(path.slice(-1));
    const hides = origin?.hides.map(spot) ?? [];
    const notes = [...(exported ? ["exported"] : []), ...(hides.length > 0 ? [`hides ${hides.join(", ")}`] : [])];
    return [name, kind, origin === undefined ? "" : spot(origin), notes.join(", ")].map(printable);
  });
  const [heading = "", ...lines] = columns([["KEY", "KIND", "FROM", ""], ...rows]);
  return `${bold(heading)}\n${lines.map((line, at) => (entries[at]?.kind === "section" ? line : dimNotes(line, dim))).join("\n")}\n`;
}

/** Dims everything after the key. */
function dimNotes(line: string, dim: (text: string) => string): string {
  const end = line.search(/(?<=\S) {2,}/);
  return end === -1 ? line : line.slice(0, end) + dim(line.slice(end));
}
