import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { adviceToPassCopy, type Caller, callerInWords, callerOf, isLogger } from "../core/caller";
import { KeyError, seeDocs } from "../core/errors";
import { HIDDEN, hideValues } from "../core/hide-values";
import { formatAccess, formatPath, type KeyPath } from "../core/key-path";
import { listPlaces } from "../core/places";
import { printable } from "../core/printable";
import { suggest } from "../core/suggest";
import type { Loaded, Place, SecretsTable, Source } from "../core/types";
import { hasPath, hasStep, stepInto, valueAt } from "../core/value-at";
import { hintsOn } from "../load/hints";
import type { StandardSchema } from "../schema/standard-schema";
import { idiomFor } from "./idioms";

/**
 * The error for a path whose step at index `at` is not in `table`; `undefined` if the schema allows the key to be absent. The
 * message names the package that called `read`. Without `read`, the program itself read the key.
 */
export function missing(
  path: KeyPath,
  table: SecretsTable,
  at: number,
  loaded: Loaded,
  schema: StandardSchema | undefined,
  read: ((...args: never[]) => unknown) | undefined,
): Error | undefined {
  if (schema !== undefined && isAllowedToMiss(path, schema, loaded)) return undefined;
  return keyError(path, at, table, loaded, read && callerOf(read));
}

/** Is this an optional key of the schema? */
function isAllowedToMiss(path: KeyPath, schema: StandardSchema, { table, input = table }: Loaded): boolean {
  const { isOptional } = require("../schema/optional-keys") as typeof import("../schema/optional-keys");
  return isOptional(path, input, schema);
}

/** The error for a path whose step at index `at` is not in `table`, the section that the earlier steps lead to. */
function keyError(asked: KeyPath, at: number, table: SecretsTable, loaded: Loaded, caller: Caller | undefined): KeyError {
  const { places } = loaded;
  const path = hideValues(asked, loaded.table);
  const isHidden = path.includes(HIDDEN) && !asked.includes(HIDDEN);
  const wanted = formatPath(path);
  const meant = isHidden ? undefined : closestPath(path.slice(at), table);
  const suggestion = meant && formatPath([...path.slice(0, at), ...meant]);
  const lacks = at < path.length - 1 ? ` (there is no ${formatPath(path.slice(0, at + 1))})` : "";
  const guest = caller !== undefined && !usesLibrary(caller.folder) ? caller.name : undefined;
  const message = [
    `there is no secret ${wanted}${lacks}${guest === undefined ? "" : `: ${callerInWords(guest)} asked for it`}`,
    ...(suggestion ? [`  Did you mean ${suggestion}?`] : []),
    ...(isHidden ? [] : notesOn(path, at, meant, loaded)).map((note) => `  Note: ${note}.`),
    listPlaces(places),
    isHidden
      ? "  Try: ask for a key by its name. This one is, or contains, the value of a secret, so it is not shown."
      : `  Try: ${guest === undefined ? adviceToProgram(path) : adviceToGuest(guest, path.slice(0, -1))}.`,
    seeDocs("ERR_SECRETS_KEY"),
  ];
  return new KeyError(message.join("\n"), { path, suggestion, places, askedBy: caller?.name });
}

/** Why the key may be absent: a later source replaces its section, dots in a key made sections, or the file is in another folder. */
function notesOn(path: KeyPath, at: number, meant: KeyPath | undefined, loaded: Loaded): string[] {
  const step = String(path[at]);
  const isDotted = path.length === at + 1 && step.includes(".") && meant?.join(".") === step;
  const dots =
    'in the file, dots in a key make sections; to have a key with a dot in its name, write the key in quotes ("a.b" = …)';
  const hidden = hiddenIn(path, loaded);
  return [...(isDotted ? [dots] : []), ...(hidden === undefined ? [] : [hidden]), ...placeHints(loaded.places)];
}

/** Names a source of lower precedence that has the key, if a later source replaces the whole section. */
function hiddenIn(path: KeyPath, { sources }: Loaded): string | undefined {
  const root = path[0] as string;
  const index = sources.findLastIndex(({ table }) => hasPath(table, path));
  const later = sources.slice(index + 1).find(({ table }) => Object.hasOwn(table, root));
  if (index === -1 || path.length < 2 || later === undefined) return undefined;
  const name = printable(formatPath([root]));
  return `${printable((sources[index] as Source).place.where)} has it, but [${name}] in ${printable(later.place.where)} replaces the whole section`;
}

/** Computed once for each load, because a program may read a missing key many times. */
function placeHints(places: readonly Place[]): readonly string[] {
  const known = hintsOf.get(places);
  if (known !== undefined) return known;
  const hints = hintsOn(places);
  hintsOf.set(places, hints);
  return hints;
}

const hintsOf = new WeakMap<readonly Place[], readonly string[]>();

/** Does the package depend on this library? Then it reads keys on its own, like a program. The advice for guests does not apply to it. */
function usesLibrary(folder: string | undefined): boolean {
  try {
    const path = folder?.startsWith("file:") ? fileURLToPath(folder) : folder;
    const manifest = JSON.parse(readFileSync(join(path as string, "package.json"), "utf8"));
    return ["dependencies", "peerDependencies", "optionalDependencies"].some((kind) => manifest[kind]?.["toml-secrets"]);
  } catch {
    return false; // no folder, or none that can be read
  }
}

/** What to pass to a package instead of `section`, or of a section that contains it. */
function adviceToGuest(guest: string, section: KeyPath): string {
  return isLogger(guest) ? adviceToLog(section) : adviceToPassCopy(section);
}

function adviceToProgram(path: KeyPath): string {
  const idiom = idiomFor(path);
  if (idiom !== undefined) return `write ${idiom}; a name on the object is always a key, never a method`;
  const argument = printable(JSON.stringify(argumentFor(path)));
  return `add it to one of these places and restart, or read it with a fallback: getSecret(secrets, ${argument}, fallback)`;
}

/** A logger prints an object under a name, and a printed view is redacted. */
function adviceToLog(section: KeyPath): string {
  const view = formatAccess(section);
  const name = section.findLast((step) => typeof step === "string" && /^[A-Za-z_]\w*$/.test(step));
  const named = section.length === 0 ? "{ secrets }" : `{ ${name ?? "secrets"}: ${view} }`;
  return `log it under a name, so that it prints redacted: ${named}; a plain copy, toObject(${view}), would show its values`;
}

/** An existing path below `table` that is similar to `steps`: a similar first key, and as many of the later steps as exist. */
function closestPath(steps: KeyPath, table: SecretsTable): (string | number)[] | undefined {
  const dotted = steps.join("."); // a key that contains a dot, passed as dotted text
  if (steps.length > 1 && Object.hasOwn(table, dotted)) return [dotted];
  const parts = String(steps[0]).split(".");
  if (parts.length > 1 && hasPath(table, parts)) return [...parts, ...steps.slice(1)];
  const close: (string | number)[] | undefined = suggest(String(steps[0]), table);
  if (close === undefined) return undefined;
  let value = valueAt(table, close);
  for (const step of steps.slice(1)) {
    if (!hasStep(value, step)) break;
    close.push(step);
    value = stepInto(value, step);
  }
  return close;
}

/** The path as an argument of `getSecret`: dotted text if no step contains a dot. */
function argumentFor(path: KeyPath): string | KeyPath {
  return path.some((step) => String(step).includes(".")) ? path : path.join(".");
}
