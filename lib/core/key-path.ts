import { printable } from "./printable";

/** The steps to a value from the root: names of keys, and numbers in lists. */
export type KeyPath = readonly (string | number)[];

/** How a key path is written in messages: `db.hosts[0]."odd key"`, as TOML would quote it. */
export function formatPath(path: KeyPath): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += (text === "" ? "" : ".") + (/^[\w-]+$/.test(step) ? step : printable(JSON.stringify(step)));
  }
  return text;
}

/** The path that a text written like {@link formatPath}'s names; `undefined` where it names none. */
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

/** `.key`, `."key"` or `[index]`; the dot is not there at the beginning. */
const STEP = /(?:(\.?)(?:("(?:[^"\\]|\\.)*")|([^."[\]]+))|\[(\d+)\])/y;

function unquote(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted);
  } catch {
    return undefined;
  }
}

/** A path as `getSecret` takes it. */
export type Path = string | KeyPath;

/** Its steps. @throws TypeError for what is no path. */
export function stepsOf(path: Path): KeyPath {
  if (typeof path === "string") return path.split(".");
  if (Array.isArray(path)) return path;
  throw new TypeError('getSecret takes a path as a string ("db.username") or as an array of steps (["db", "username"])');
}
