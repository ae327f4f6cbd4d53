import { StoreFailure } from "./failure";
import { CORRECT_REFERENCE } from "./run-command";

/** A reference taken apart: `scheme://one/two?name=value`. */
export interface StoreUri {
  readonly scheme: string;
  /** Everything between `://` and `?`, decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** `URL` is not used: it changes the case of the first part and resolves `..`. @throws StoreFailure for a `%` that is not an escape. */
export function uriOf(reference: string): StoreUri {
  const [, scheme = "", path = "", query = ""] = /^([^:]*):\/\/([^?]*)\??([\s\S]*)$/.exec(reference) ?? [];
  return { scheme: scheme.toLowerCase(), path: decoded(path), query: new URLSearchParams(query) };
}

/** Everything after `://`, decoded. @throws StoreFailure for a `%` that is not an escape. */
export function afterScheme(reference: string): string {
  return decoded(reference.slice(reference.indexOf("://") + 3));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new StoreFailure("the reference has a % that is not an escape (write it as %25)", CORRECT_REFERENCE);
  }
}

/** The parts of a path. @throws StoreFailure if there are fewer than `min` or more than `max`, or one is empty. */
export function partsOf({ path }: StoreUri, min: number, max: number, form: string): string[] {
  const parts = path.split("/");
  if (parts.length >= min && parts.length <= max && !parts.includes("")) return parts.map(argument);
  throw new StoreFailure(`the reference does not have the form ${form}`, CORRECT_REFERENCE);
}

/** A text that a command can't mistake for an option. @throws StoreFailure if it begins with a dash, is empty, or contains a NUL. */
export function argument(text: string): string {
  if (text === "" || text.startsWith("-") || text.includes("\0")) {
    const problem =
      text === "" ? "has an empty part" : text.includes("\0") ? "contains a NUL" : "has a part that begins with a dash";
    throw new StoreFailure(`the reference ${problem}, which the command could misunderstand`, CORRECT_REFERENCE);
  }
  return text;
}

/** A value of the query, checked like an argument. */
export function option({ query }: StoreUri, name: string): string | undefined {
  const value = query.get(name);
  return value === null ? undefined : argument(value);
}

/** `--name=value`, or nothing. */
export function flag(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${name}=${value}`];
}
