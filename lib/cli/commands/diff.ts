import { existsSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { firstLoad } from "../../api/first-load";
import { formatPath, type KeyPath } from "../../core/key-path";
import { deepCopy, isTable } from "../../core/table";
import type { Environment } from "../../core/types";
import { decodeToml } from "../../toml/decode";
import { type CliContext, EXIT, jsonText, printable, UsageError } from "../context";
import { addValues } from "../edit/edit";
import { readInputFile } from "../formats/read-input";
import { kindOf } from "../kind-of";
import { columns, styleOf } from "../terminal";

interface Leaf {
  readonly path: KeyPath;
  readonly kind: string;
  readonly value: unknown;
}

interface Difference {
  readonly key: string;
  readonly path: KeyPath;
  /** `locked`: the values can't be compared without a key. */
  readonly what: "only in a" | "only in b" | "kind" | "value" | "locked";
  readonly kinds: readonly [a: string | null, b: string | null];
}

/**
 * Prints the keys that differ between two sources: missing keys, other kinds, other values. Shows no value. Encrypted values of one file
 * key are compared without it, because equal values at one place have equal tokens.
 */
export function diff(a: string, b: string, { json }: { readonly json?: boolean }, cli: CliContext): number {
  const [one, other] = [leavesOf(a, cli), leavesOf(b, cli)];
  const differences: Difference[] = [];
  const locked = lockedComparison(a, b, cli);
  for (const key of new Set([...one.keys(), ...other.keys()])) {
    const [left, right] = [one.get(key), other.get(key)];
    const what = compared(left, right, locked);
    if (what === undefined) continue;
    const path = (left ?? right)?.path ?? [];
    differences.push({ key, path, what, kinds: [left?.kind ?? null, right?.kind ?? null] });
  }
  const isSame = differences.length === 0;
  cli.stdout.write(json ? jsonText({ same: isSame, differences }) : differencesText(differences, a, b, cli));
  return isSame ? EXIT.ok : EXIT.problem;
}

function compared(
  left: Leaf | undefined,
  right: Leaf | undefined,
  locked: ReturnType<typeof lockedComparison>,
): Difference["what"] | undefined {
  if (right === undefined) return "only in a";
  if (left === undefined) return "only in b";
  if (left.kind !== right.kind) return "kind";
  try {
    return isDeepStrictEqual(deepCopy(left.value), deepCopy(right.value)) ? undefined : "value";
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ERR_SECRETS_LOCKED") throw error;
    return locked(left.path);
  }
}

/** Compares values by their tokens, as far as that is possible. The files are read when the first value does not open. */
function lockedComparison(a: string, b: string, { cwd }: CliContext): (path: KeyPath) => "value" | "locked" | undefined {
  const { tokensIn } = require("../encryption/tokens") as typeof import("../encryption/tokens");
  let sides: ReturnType<typeof tokensIn>[] | undefined;
  return (path) => {
    sides ??= [a, b].map((source) => tokensIn(resolve(cwd, source)));
    const [one, other] = sides;
    const [left, right] = [one?.tokens.get(formatPath(path)), other?.tokens.get(formatPath(path))];
    if (left === undefined || right === undefined || one?.public !== other?.public) return "locked";
    return left === right ? undefined : "value";
  };
}

/** The values of a source by key. Lists are compared as a whole, unless they contain sections. */
function leavesOf(source: string, cli: CliContext): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  const add = (value: unknown, path: KeyPath) => {
    if (isTable(value) && (path.length === 0 || Object.keys(value).length > 0)) {
      for (const key of Object.keys(value)) add(value[key], [...path, key]);
    } else if (Array.isArray(value) && value.some(isTable)) {
      for (const [index, item] of value.entries()) add(item, [...path, index]);
    } else leaves.set(formatPath(path), { path, kind: kindOf(value), value });
  };
  add(tableOf(source, cli), []);
  return leaves;
}

function tableOf(source: string, { cwd, env }: CliContext): unknown {
  const path = resolve(cwd, source);
  if (!existsSync(path)) throw new UsageError(`there is no ${printable(source)} to compare`);
  if (path.endsWith(".toml") || statSync(path).isDirectory()) {
    return firstLoad({ cwd, env: withoutSources(env), files: path, envPrefix: false, exportEnv: false, resolve: false }).table; // compares references
  }
  return decodeToml(addValues("", readInputFile(readFileSync(path), source).values, source), source);
}

/** The environment with the private key, and without variables that are sources themselves. */
function withoutSources(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^SECRETS_(?!AGE_KEY)/i.test(name)));
}

function differencesText(differences: readonly Difference[], a: string, b: string, cli: CliContext): string {
  const { green, red, yellow, dim } = styleOf(cli.stdout);
  if (differences.length === 0)
    return `${green("no difference")}: ${printable(a)} and ${printable(b)} have the same keys and values\n`;
  const signs = { "only in a": "-", "only in b": "+", kind: "~", value: "~", locked: "?" } as const;
  const colours = { "-": red, "+": green, "~": yellow, "?": yellow } as const;
  const said = ({ what, kinds: [left, right] }: Difference) => {
    if (what === "kind") return `${left} in the first, ${right} in the second`;
    if (what === "locked") return "can't be compared without a key that opens both files";
    return what === "value" ? "another value" : `only in ${printable(what === "only in a" ? a : b)}`;
  };
  const lines = columns(differences.map((one) => [signs[one.what], printable(one.key), said(one)]));
  const heading = dim(`- ${printable(a)}\n+ ${printable(b)}`);
  return `${heading}\n${lines.map((line) => colours[line[0] as "-"](line)).join("\n")}\n`;
}
