import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createSecrets, getSecret, loadIfExists, ReadOnlyError, SecretsError, type SecretsOptions, toObject } from "../../lib";
import { discover } from "../../lib/sources/discover";

/*
 * Runs the outcomes of the original, Streamlit's own secrets code, against this library. Each operation of the original is
 * translated for this library, and the two results are compared.
 */

export interface Case {
  readonly name: string;
  readonly files: Record<string, string | FileSpec>;
  readonly env?: Record<string, string>;
  readonly secretsFiles?: string | string[];
  readonly cli?: { args: string[] };
  readonly cwd?: string;
  readonly unordered?: boolean;
  readonly ops: Operation[];
  readonly results: Result[];
  readonly envSet: Record<string, string>;
}

type FileSpec = { b64?: string; symlink?: string; dir?: boolean; text?: string; mode?: number };
interface Operation {
  op: string;
  path?: string[];
  key: string;
  name: string;
  value: string;
  default: unknown;
  file: string;
  text: string;
  to: string;
  into: string[];
}
type Result = { ok: Tagged } | { err: string; msg: string };
interface Tagged {
  t: string;
  v?: unknown;
}

/** The result of a case: a line for each difference from the original. */
export function differences(given: Case, root: string): string[] {
  const home = join(root, "home");
  let cwd = join(root, given.cwd ?? "project");
  const cwdOf = given.cwd === undefined ? join(root, "project") : cwd;
  const place = (text: string) => text.replaceAll("$ROOT", root).replaceAll("$HOME", home).replaceAll("$CWD", cwdOf);
  for (const folder of [home, cwd, join(root, "project"), join(root, "other")]) mkdirSync(folder, { recursive: true });
  for (const [path, content] of Object.entries(given.files)) writeFile(join(root, path), content, place);
  const env: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(given.env ?? {})) env[name] = place(value);
  const before = { ...env };
  const files = given.secretsFiles === undefined ? undefined : asList(given.secretsFiles).map(place);
  const options: SecretsOptions = { home, env, files, warn: () => {} };
  const secrets = createSecrets({ ...options, cwd });
  let current = secrets;
  const found: string[] = [];
  given.ops.forEach((operation, index) => {
    if (operation.op === "chdir") {
      cwd = join(root, operation.to);
      current = createSecrets({ ...options, cwd });
      return;
    }
    const write = (file: string, text: string) => writeFile(join(root, file), text, place);
    const candidates = () => discover(files, env, { cwd: () => cwd, home: () => home }).map(({ path }) => path);
    const outcome = attempt(() => perform(operation, { secrets: current, env, write, candidates }));
    const problem = compare(outcome, given.results[index] as Result, place, given.unordered === true);
    if (problem !== undefined) found.push(`${JSON.stringify(operation)}: ${problem}`);
  });
  const gained = Object.fromEntries(Object.entries(env).filter(([name, value]) => before[name] !== value));
  if (!sameJson(gained, given.envSet))
    found.push(`environment: ${JSON.stringify(gained)} instead of ${JSON.stringify(given.envSet)}`);
  return found;
}

interface World {
  secrets: object;
  env: Record<string, string | undefined>;
  write(file: string, text: string): void;
  candidates(): string[];
}

/** This library has nothing that corresponds to the operation: it concerns the original's reloading and its page. */
const NOT_HERE = Symbol("not here");

function perform({ op, path = [], ...argument }: Operation, { secrets, env, write, candidates }: World): unknown {
  const target = path.reduce((value: Record<string, unknown>, step) => value[step.slice(2)] as never, secrets as never) as never;
  switch (op) {
    case "get":
      return target;
    case "to_dict":
      return toObject(target);
    case "dict":
    case "spread":
      return { ...(target as object) };
    case "keys":
    case "iter":
      return Object.keys(target);
    case "sorted_keys":
      return Object.keys(target).sort();
    case "values":
      return Object.values(target);
    case "items":
      return Object.entries(target);
    case "len":
      return Object.keys(target).length;
    case "bool":
      return Object.keys(target).length > 0;
    case "eq":
      return sameJson(toObject(target), argument.value);
    case "same":
      return target === path.reduce((value: Record<string, unknown>, step) => value[step.slice(2)] as never, secrets as never);
    case "contains":
    case "has_key":
      return String(argument.key) in (target as object);
    case "hasattr":
      return argument.name in (target as object);
    case "getdef":
      return getSecret(target, [argument.key], argument.default);
    case "getattr3":
      return getSecret(target, [argument.name], argument.default);
    case "load":
      return loadIfExists(target);
    case "repr":
    case "str":
      return String(target);
    case "json":
      return JSON.stringify(target);
    case "json_to_dict":
      return JSON.stringify(toObject(target)).replaceAll(/([,:])/g, "$1 ");
    case "type":
      return Object.prototype.toString.call(target) === "[object Object]" ? "dict" : typeof target;
    case "update":
      return (target as Record<string, unknown>).update;
    case "set_key":
    case "set_attr":
      (target as Record<string, unknown>)[argument.key ?? argument.name] = argument.value;
      return undefined;
    case "del_key":
    case "del_attr":
      delete (target as Record<string, unknown>)[argument.key ?? argument.name];
      return undefined;
    case "append":
      (target as unknown[]).push(argument.value);
      return undefined;
    case "to_dict_set": {
      const into = argument.into.reduce((value: Record<string, unknown>, key) => value[key] as never, toObject(secrets) as never);
      into[argument.key] = argument.value;
      return undefined;
    }
    case "env":
      return env[argument.name];
    case "env_len":
      return env[argument.name]?.length;
    case "setenv":
      env[argument.name] = argument.value;
      return undefined;
    case "write":
      write(argument.file, argument.text);
      return undefined;
    case "files":
      return candidates();
    case "watched":
    case "changed":
    case "suppress":
      return NOT_HERE;
    default:
      throw new Error(`the spec knows no operation ${op}`);
  }
}

type Outcome = { value: unknown } | { error: unknown };

function attempt(act: () => unknown): Outcome {
  try {
    return { value: act() };
  } catch (error) {
    return { error };
  }
}

/** The classes of the original's errors, and the corresponding ones of this library. */
const ERRORS: Record<string, string> = {
  KeyError: "KeyError",
  AttributeError: "KeyError",
  FileNotFoundError: "FileNotFoundError",
  TomlDecodeError: "ParseError",
  IndexError: "ParseError",
  UnicodeDecodeError: "SourceError",
  PermissionError: "SourceError",
  IsADirectoryError: "SourceError",
  NotADirectoryError: "SourceError",
  OSError: "SourceError",
  ValueError: "SourceError",
  TypeError: "ReadOnlyError",
};

function compare(outcome: Outcome, expected: Result, place: (text: string) => string, unordered: boolean): string | undefined {
  if ("value" in outcome && outcome.value === NOT_HERE) return undefined;
  const wanted = "err" in expected ? errorHere(expected) : describe(expected.ok, place, unordered);
  const got = "error" in outcome ? nameOf(outcome.error) : describeValue(outcome.value, unordered);
  return got === wanted ? undefined : `${got} instead of ${wanted}`;
}

function errorHere({ err, msg }: { err: string; msg: string }): string {
  if (err === "ValueError" && !/Invalid secrets path|is not a folder/.test(msg)) return "ParseError"; // the parser's
  return ERRORS[err] ?? err;
}

function nameOf(error: unknown): string {
  if (error instanceof SecretsError || error instanceof ReadOnlyError) return error.name;
  return error instanceof TypeError ? "ReadOnlyError" : String(error); // a frozen array's own error
}

/** Both sides as text that can be compared: kinds that JavaScript does not distinguish look the same. */
function describe({ t, v }: Tagged, place: (text: string) => string, unordered: boolean): string {
  const nested = (value: unknown) => describe(value as Tagged, place, unordered);
  switch (t) {
    case "str":
      return JSON.stringify(place(v as string));
    case "int":
    case "float":
      return numberText(v as string);
    case "none":
      return "undefined";
    case "list":
    case "tuple":
      return `[${(v as unknown[]).map(nested).join(", ")}]`;
    case "dict":
    case "AttrDict":
      return tableText(
        (v as [string, unknown][]).map(([key, value]) => [key, nested(value)]),
        unordered,
      );
    case "date":
    case "datetime":
    case "time":
      return `date ${dateText(v as string)}`;
    default:
      return t === "bool" ? String(v) : `${t} ${JSON.stringify(v)}`;
  }
}

function describeValue(value: unknown, unordered: boolean): string {
  if (value === null) return "undefined";
  if (typeof value === "number" || typeof value === "bigint") return numberText(Object.is(value, -0) ? "-0" : String(value));
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => describeValue(item, unordered)).join(", ")}]`;
  if (value instanceof Date) return `date ${dateText(value.toISOString())}`;
  if (typeof value !== "object") return String(value);
  return tableText(
    Object.entries(value).map(([key, below]) => [key, describeValue(below, unordered)]),
    unordered,
  );
}

function tableText(entries: [string, string][], unordered: boolean): string {
  const lines = entries.map(([key, text]) => `${JSON.stringify(key)}: ${text}`);
  return `{${(unordered ? lines.sort() : lines).join(", ")}}`;
}

function numberText(text: string): string {
  if (/^[+-]?\d+$/.test(text)) return text === "-0" ? "-0" : String(BigInt(text));
  const known: Record<string, number> = { inf: Infinity, "-inf": -Infinity, nan: Number.NaN };
  const value = known[text] ?? Number(text);
  return Object.is(value, -0) ? "-0" : String(value);
}

function dateText(text: string): string {
  return text
    .replace(/(\+00:00|Z)$/, "")
    .replace(/\.(\d{3})0*$/, ".$1")
    .replace(/\.000$/, "");
}

function sameJson(a: unknown, b: unknown): boolean {
  return describeValue(a, true) === describeValue(b, true);
}

function asList(files: string | string[]): string[] {
  return typeof files === "string" ? [files] : files;
}

function writeFile(path: string, content: string | FileSpec, place: (text: string) => string): void {
  mkdirSync(dirname(path), { recursive: true });
  if (typeof content === "string") writeFileSync(path, place(content));
  else if (content.symlink !== undefined) symlinkSync(place(content.symlink), path);
  else if (content.dir) mkdirSync(path, { recursive: true });
  else
    writeFileSync(path, content.b64 === undefined ? place(content.text ?? "") : Buffer.from(content.b64, "base64"), {
      mode: content.mode,
    });
}
