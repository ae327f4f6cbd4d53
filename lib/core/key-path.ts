import { printable } from "./printable";
import { unicodePattern } from "./unicode-pattern";

/** The steps from the root to a value: names of keys, and indexes of lists. */
export type KeyPath = readonly (string | number)[];

/** The text of a key path in messages, quoted as in TOML: `db.hosts[0]."odd key"`. */
export function formatPath(path: KeyPath): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += (text === "" ? "" : ".") + (/^[\w-]+$/.test(step) ? step : printable(JSON.stringify(step)));
  }
  return text;
}

/** The same path as a JavaScript expression that begins with `root`: `secrets.db.hosts[0]["odd key"]`. */
export function formatAccess(path: KeyPath, root = "secrets"): string {
  const accessOf = (step: string | number) => {
    if (typeof step === "string" && (/^[A-Za-z_$][\w$]*$/.test(step) || identifier().test(step))) return `.${step}`;
    return `[${typeof step === "number" ? step : printable(JSON.stringify(step))}]`;
  };
  return root + path.map(accessOf).join("");
}

const identifier = unicodePattern(String.raw`^[\p{ID_Start}$_][\p{ID_Continue}$]*$`);

/** Parses the notation of {@link formatPath}; `undefined` if the text is not a path. */
export function parsePath(text: string): (string | number)[] | undefined {
  const path: (string | number)[] = [];
  for (let at = 0; at < text.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const step = STEP.exec(text);
    if (step === null) return undefined;
    const [, dot, quoted, bare, index] = step;
    if (index === undefined ? (dot === ".") !== path.length > 0 : path.length === 0) return undefined;
    const key = quoted === undefined ? bare : unquote(quoted);
    if (index === undefined && key === undefined) return undefined;
    path.push(key ?? Number(index));
  }
  return path.length > 0 ? path : undefined;
}

/** `.key`, `."key"`, or `[index]`; the first step has no dot. */
const STEP = /(?:(\.?)(?:("(?:[^"\\]|\\.)*")|([^."[\]]+))|\[(\d+)\])/y;

function unquote(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted);
  } catch {
    return undefined;
  }
}

/** A path as `getSecret` accepts it. */
export type PathInput = string | KeyPath;

/** The steps of a path. @throws TypeError if it is not a path. */
export function stepsOf(path: PathInput): KeyPath {
  if (typeof path === "string") return path.split(".");
  if (Array.isArray(path)) return path;
  throw new TypeError('getSecret takes a path as a string ("db.username") or as an array of steps (["db", "username"])');
}
