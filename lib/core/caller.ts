import { formatAccess, type KeyPath } from "./key-path";

/*
 * The caller that read a key is the first stack frame outside this library. It is determined only for an error. In a bundle it
 * can't be determined. The result is then `undefined`, as for the program's own code.
 */

/** A package, or a module of the runtime (`node:tls`). */
export interface Caller {
  readonly name: string;
  /** The folder of the package, if the stack shows it. */
  readonly folder?: string | undefined;
}

/** The origin of one frame: a package, the runtime itself, the program, or a function without a file. */
type Origin = Caller | "program" | "none";

/**
 * The package that called `inner`, or the module of the runtime (`node:tls`); `undefined` if the program itself called it.
 * @param inner a function of this library. Its frame and the frames above it are ignored.
 */
export function callerOf(inner: (...args: never[]) => unknown): Caller | undefined {
  const holder: { stack?: unknown } = {};
  Error.captureStackTrace?.(holder, inner);
  return typeof holder.stack === "string" ? callerIn(holder.stack) : undefined; // `Error.prepareStackTrace` can return anything
}

/** The caller in the text of a stack. */
export function callerIn(stack: string): Caller | undefined {
  for (const line of stack.split("\n")) {
    const frame = /^\s+at (?:async )?(.+)$/.exec(line)?.[1];
    if (frame === undefined) continue; // the line with the name of the error
    const origin = originOf(frame);
    if (origin === "program") return undefined;
    if (origin !== "none" && origin.name !== OWN_NAME) return origin;
  }
  return undefined;
}

/** Some runtimes ignore the argument of `captureStackTrace`, so frames of this library can remain. */
const OWN_NAME = "toml-secrets";

function originOf(frame: string): Origin {
  // Built-in functions have no file: `Array.map (<anonymous>)`, `Reflect.get (native)`. Their caller comes next.
  if (/^(?:.* \()?(?:<anonymous>|native(?: code)?|unknown|index \d+)\)?$/.test(frame)) return "none";
  const runtime = /^(?:.* \()?((?:node|ext|bun|internal):[\w/.-]+)(?::\d+)*\)?$/.exec(frame)?.[1];
  return runtime === undefined ? (packageOf(frame) ?? "program") : { name: runtime };
}

/** A name as npm allows it, in a path. */
const NAME = String.raw`((?:@[\w.~-]+[\\/])?[\w~-][\w.~-]*)`;
const SLASH = String.raw`[\\/]`;

/** The layouts of package managers. The last match in a path is the package of the file. */
const LAYOUTS: readonly RegExp[] = [
  // npm, Yarn (also in its zip files), pnpm (`.pnpm/pg@8.0.0/node_modules/pg`), Bun, Deno.
  new RegExp(String.raw`(?:^|[\\/(])node_modules${SLASH}${NAME}(?=${SLASH})`, "g"),
  // The global caches of Deno and Bun, from which both run packages that are not installed.
  new RegExp(String.raw`${SLASH}npm${SLASH}registry\.npmjs\.org${SLASH}${NAME}${SLASH}\d`, "g"),
  new RegExp(String.raw`${SLASH}\.bun${SLASH}install${SLASH}cache${SLASH}${NAME}@\d`, "g"),
];

/** Folders of packages whose names are not the package's. */
const RENAMED: readonly (readonly [RegExp, string])[] = [
  [/(node_modules[\\/])\.prisma([\\/])client/, "$1@prisma$2client"], // the client that Prisma generates
  [/(node_modules[\\/])\.store[\\/](@?[\w.-]+)-npm-[\w.-]+[\\/]package/, "$1$2"], // Yarn's pnpm layout
  [/(node_modules[\\/])_@?[^@\\/]+@[^@\\/]+@(@?\w)/, "$1$2"], // cnpm: `_pg@8.0.0@pg`
];

function packageOf(frame: string): Caller | undefined {
  const path = RENAMED.reduce((text, [folder, name]) => text.replace(folder, name), frame);
  // Tools keep compiled files of the program there: `node_modules/.vite-temp/vite.config.mjs`, `node_modules/.cache/…`.
  if (/node_modules[\\/]\.(?!.*node_modules)/.test(path)) return undefined;
  for (const layout of LAYOUTS) {
    const found = [...path.matchAll(layout)].at(-1);
    if (found?.[1] === undefined) continue;
    const folder = /(?:file:\/\/|\/|[A-Za-z]:[\\/]).*/.exec(path.slice(0, found.index + found[0].length))?.[0];
    return { name: found[1].replaceAll("\\", "/"), folder };
  }
  return undefined;
}

/** "the package `pg`", for a message. */
export function callerInWords(caller: string): string {
  return caller.includes(":") ? `the runtime's own module \`${caller}\`` : `the package \`${caller}\``;
}

/** The advice if a package needs a plain object. The program passed the section, or one that contains it. */
export function adviceToPassCopy(section: KeyPath): string {
  const copyOf = (path: KeyPath) => `toObject(${formatAccess(path)})`;
  const around = section.length > 1 ? `, or a copy of the section around it: ${copyOf(section.slice(0, 1))}` : "";
  return `pass a plain copy: ${copyOf(section)}${around}`;
}

/** Loggers. Some of them copy an object key by key. */
const LOGGERS =
  /^(?:bunyan|tslog|winston|logform|winston-transport|pino|pino-.*|roarr|consola|signale|log4js|loglevel|@sentry\/.*)$/;

/** Is it a logger, which would show the values of a plain copy? */
export function isLogger(caller: string): boolean {
  return LOGGERS.test(caller);
}
