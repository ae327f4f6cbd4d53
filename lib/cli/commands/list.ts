import type { KeyPath } from "../../core/key-path";
import { formatPath } from "../../core/key-path";
import { openedLocally, referenceState } from "../../core/sealed";
import { isTable } from "../../core/table";
import type { Loaded } from "../../core/types";
import { variableText } from "../../env/export-env";
import { isUnsafeVariable } from "../../env/unsafe-variables";
import { type Location, type Origin, originFinder } from "../../load/origin";
import { type CliContext, EXIT, jsonText, loadSecrets, printable, type SourceOptions, shortPlace } from "../context";
import { kindOf } from "../kind-of";
import { columns, styleOf } from "../terminal";

/** Everything about a key except its value. */
interface Entry {
  readonly path: KeyPath;
  readonly kind: string;
  readonly origin: Origin | undefined;
  readonly exported: boolean;
  readonly fingerprint?: string | undefined;
  /** The reference, if the value is in a store. It is not a secret. */
  readonly reference?: string | undefined;
}

interface ListOptions extends SourceOptions {
  readonly json?: boolean;
  readonly fingerprint?: boolean;
}

/** Prints the tree of keys: kind, origin, what a key hides, and whether it is exported. Never a value. */
export function list({ json, fingerprint, ...options }: ListOptions, cli: CliContext): number {
  const loaded = loadSecrets(options, cli);
  const { fingerprintOf } = require("../fingerprint") as typeof import("../fingerprint");
  const entries = entriesOf(loaded, fingerprint ? fingerprintOf : undefined);
  cli.stdout.write(json ? jsonText(entries.map(asJson)) : treeOf(entries, cli));
  return EXIT.ok;
}

function entriesOf(loaded: Loaded, fingerprintOf: ((value: unknown) => string | undefined) | undefined): Entry[] {
  const originOf = originFinder(loaded);
  const entries: Entry[] = [];
  const add = (value: unknown, path: KeyPath, above: readonly unknown[]) => {
    if (above.includes(value)) return; // a circular structure of another parser
    if (path.length > 0) {
      const exported = path.length === 1 && isExported(String(path[0]), value);
      entries.push({
        path,
        kind: kindOf(value),
        origin: originOf(path),
        exported,
        fingerprint: fingerprintOf?.(openedLocally(value)),
        reference: referenceState(value)?.text,
      });
    }
    if (isTable(value)) for (const key of Object.keys(value)) add(value[key], [...path, key], [...above, value]);
    else if (Array.isArray(value) && value.some(isTable)) {
      for (const [index, item] of value.entries()) add(item, [...path, index], [...above, value]);
    }
  };
  add(loaded.table, [], []);
  return entries;
}

/** Does a load export the key, if it resolves no reference? */
function isExported(name: string, value: unknown): boolean {
  return referenceState(value) === undefined && variableText(name, value) !== undefined && !isUnsafeVariable(name);
}

function asJson({ path, kind, origin, exported, fingerprint, reference }: Entry) {
  const spot = ({ where, line }: Location) => ({ where, line: line ?? null });
  return {
    key: formatPath(path),
    path,
    kind,
    origin: origin === undefined ? null : { ...spot(origin), kind: origin.kind },
    hides: origin?.hides.map(spot) ?? [],
    exported,
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(reference === undefined ? {} : { reference }),
  };
}

function treeOf(entries: readonly Entry[], cli: CliContext): string {
  if (entries.length === 0) return "There are no keys yet.\n";
  const { bold, dim } = styleOf(cli.stdout);
  const spot = ({ where, line }: Location) => shortPlace(where, cli) + (line === undefined ? "" : `:${line}`);
  const rows = entries.map(({ path, kind, origin, exported, fingerprint, reference }) => {
    const name = "  ".repeat(path.length - 1) + formatPath(path.slice(-1));
    const hides = origin?.hides.map(spot) ?? [];
    const notes = [
      ...(reference === undefined ? [] : [reference]),
      ...(fingerprint === undefined ? [] : [`#${fingerprint}`]),
      ...(exported ? ["exported"] : []),
      ...(hides.length > 0 ? [`hides ${hides.join(", ")}`] : []),
    ];
    return [name, kind, origin === undefined ? "" : spot(origin), notes.join(", ")].map(printable);
  });
  const [heading = "", ...lines] = columns([["KEY", "KIND", "FROM", ""], ...rows]);
  if (Math.max(heading.length, ...lines.map((line) => line.length)) > (cli.stdout.columns ?? Number.POSITIVE_INFINITY)) {
    return rows.map((row) => stacked(row, dim)).join("");
  }
  return `${bold(heading)}\n${lines.map((line, at) => (entries[at]?.kind === "section" ? line : dimNotes(line, dim))).join("\n")}\n`;
}

/** For a narrow terminal: the key, and its details in lines of their own. */
function stacked([name = "", ...told]: readonly string[], dim: (text: string) => string): string {
  const indent = " ".repeat(name.length - name.trimStart().length + 4);
  const lines = told.filter((text) => text !== "").map((text) => `${indent}${dim(text)}\n`);
  return `${name}\n${lines.join("")}`;
}

/** Dims everything after the key. */
function dimNotes(line: string, dim: (text: string) => string): string {
  const end = line.search(/(?<=\S) {2,}/);
  return end === -1 ? line : line.slice(0, end) + dim(line.slice(end));
}
