import { defineDetails, type SecretsErrorCode, seeDocs } from "./error-codes";
import type { Place } from "./types";

export { type SecretsErrorCode, seeDocs } from "./error-codes";

/*
 * The rules for every error of this library: It names places and keys, never a value or a part of one. It has no `cause`, because
 * the errors of parsers and validators quote the text that they fail on. Details are own properties that are not enumerable, so a
 * log of the error shows only the message and `code`. An `import` loads this file, so it is small.
 */

/** The base class of the errors that reading secrets throws; `error.code` says which. `ReadOnlyError` is a `TypeError` instead. */
export class SecretsError extends Error {
  /** Stable, for programs: see {@link SecretsErrorCode}. */
  declare readonly code: SecretsErrorCode;
  /** Always `false`. HTTP frameworks (Koa, NestJS) read this property: the message is for the log, and must not be sent in a response. */
  declare readonly expose: false;

  constructor(message: string, code: SecretsErrorCode, name: string, details: object) {
    super(message);
    defineDetails(this, code, name, details);
  }
}

/** No secret has the requested name. Code `ERR_SECRETS_KEY`. */
export class KeyError extends SecretsError {
  /** The whole path of the requested key, from the root. */
  declare readonly path: readonly (string | number)[];
  /** An existing key that you probably meant, as a formatted path. */
  declare readonly suggestion: string | undefined;
  /** Every place where the load looked. A later place wins. */
  declare readonly places: readonly Place[];
  /**
   * The package that read the key (`"pg"`, `"@aws-sdk/client-s3"`), or the module of the runtime (`"node:tls"`). `undefined` if
   * your own code read it, or if a bundle hides the caller.
   */
  declare readonly askedBy: string | undefined;

  constructor(message: string, details: Pick<KeyError, "path" | "suggestion" | "places"> & Partial<Pick<KeyError, "askedBy">>) {
    super(message, "ERR_SECRETS_KEY", "KeyError", details);
  }
}

/** No source exists at all: no file, no folder, no variable. Code `ERR_SECRETS_FILE_NOT_FOUND`. */
export class FileNotFoundError extends SecretsError {
  /** Every place where the load looked. */
  declare readonly places: readonly Place[];

  constructor(message: string, details: Pick<FileNotFoundError, "places">) {
    super(message, "ERR_SECRETS_FILE_NOT_FOUND", "FileNotFoundError", details);
  }
}

/** A source is not valid TOML. Code `ERR_SECRETS_PARSE`. */
export class ParseError extends SecretsError {
  /** The path of the file, or the name of the environment variable. */
  declare readonly source: string;
  /** Counted from 1; `undefined` if the parser reports no line. */
  declare readonly line: number | undefined;
  /** Counted from 1, in UTF-16 units. */
  declare readonly column: number | undefined;
  /** What is wrong, without any text of the source. */
  declare readonly reason: string;

  constructor(message: string, details: Pick<ParseError, "source" | "line" | "column" | "reason">) {
    super(message, "ERR_SECRETS_PARSE", "ParseError", details);
  }
}

/** A source exists but can't be read: no permission, a folder in place of a file, not UTF-8. Code `ERR_SECRETS_SOURCE`. */
export class SourceError extends SecretsError {
  /** The path, or the name of the environment variable. */
  declare readonly source: string;
  declare readonly reason: string;

  constructor(message: string, details: Pick<SourceError, "source" | "reason">) {
    super(message, "ERR_SECRETS_SOURCE", "SourceError", details);
  }
}

/** A file is encrypted, and no key was found that opens it. Code `ERR_SECRETS_LOCKED`. */
export class LockedError extends SecretsError {
  declare readonly source: string;
  declare readonly path: readonly (string | number)[];
  /** The names of the recipients, who can open the file; empty if it is encrypted as a whole. */
  declare readonly recipients: readonly { readonly name: string; readonly recipient: string }[];

  constructor(message: string, details: Pick<LockedError, "source" | "path" | "recipients">) {
    super(message, "ERR_SECRETS_LOCKED", "LockedError", details);
  }
}

/** A value of an encrypted file does not open: it is damaged, moved, not encrypted, or a proposal. Code `ERR_SECRETS_DECRYPT`. */
export class DecryptError extends SecretsError {
  declare readonly source: string;
  declare readonly path: readonly (string | number)[];
  declare readonly reason: string;

  constructor(message: string, details: Pick<DecryptError, "source" | "path" | "reason">) {
    super(message, "ERR_SECRETS_DECRYPT", "DecryptError", details);
  }
}

/** A value that lies in a store could not be fetched. A later read tries again. Code `ERR_SECRETS_RESOLVE`. */
export class ResolveError extends SecretsError {
  /** The path of the key that holds the reference. */
  declare readonly path: readonly (string | number)[];
  declare readonly scheme: string;
  /** What went wrong, without any text of the store. */
  declare readonly reason: string;

  constructor(message: string, details: Pick<ResolveError, "path" | "scheme" | "reason">) {
    super(message, "ERR_SECRETS_RESOLVE", "ResolveError", details);
  }
}

/** The secrets do not match the schema. Code `ERR_SECRETS_VALIDATION`. */
export class ValidationError extends SecretsError {
  /** Every problem, each with the key path and a reason that quotes no value. */
  declare readonly issues: readonly { readonly path: readonly (string | number)[]; readonly reason: string }[];

  constructor(message: string, details: Pick<ValidationError, "issues">) {
    super(message, "ERR_SECRETS_VALIDATION", "ValidationError", details);
  }
}

/** Code tried to change secrets. A `TypeError`, like JavaScript's own error for a frozen object. Code `ERR_SECRETS_READ_ONLY`. */
export class ReadOnlyError extends TypeError {
  declare readonly code: "ERR_SECRETS_READ_ONLY";
  /** See {@link SecretsError}. */
  declare readonly expose: false;
  /** The path of the key that the code tried to change. */
  declare readonly path: readonly (string | number)[];
  /** The package that tried, as in {@link KeyError}. */
  declare readonly askedBy: string | undefined;

  constructor(act: string, path: readonly (string | number)[], askedBy?: string) {
    const { readOnlyMessage } = require("./read-only-message") as typeof import("./read-only-message");
    super(readOnlyMessage(act, path, askedBy));
    defineDetails(this, "ERR_SECRETS_READ_ONLY", "ReadOnlyError", { path, askedBy });
  }
}

const CODES = new Map<unknown, SecretsErrorCode>([
  [KeyError, "ERR_SECRETS_KEY"],
  [FileNotFoundError, "ERR_SECRETS_FILE_NOT_FOUND"],
  [ParseError, "ERR_SECRETS_PARSE"],
  [SourceError, "ERR_SECRETS_SOURCE"],
  [LockedError, "ERR_SECRETS_LOCKED"],
  [DecryptError, "ERR_SECRETS_DECRYPT"],
  [ResolveError, "ERR_SECRETS_RESOLVE"],
  [ValidationError, "ERR_SECRETS_VALIDATION"],
  [ReadOnlyError, "ERR_SECRETS_READ_ONLY"],
]);

/**
 * `instanceof` also compares the code, because there are two copies of these classes after `jest.resetModules()`, or if two
 * packages each install this library. For a subclass, only the prototype counts.
 */
function isInstance(this: unknown, value: unknown): boolean {
  if (Function.prototype[Symbol.hasInstance].call(this as typeof SecretsError, value)) return true;
  if (!(CODES.has(this) || this === SecretsError) || !(value instanceof Error)) return false;
  const code: unknown = Object.getOwnPropertyDescriptor(value, "code")?.value;
  if (this !== SecretsError) return code === CODES.get(this);
  return typeof code === "string" && code.startsWith("ERR_SECRETS_") && code !== CODES.get(ReadOnlyError);
}

// Defined here and not in the classes, because TypeScript before 5.3 narrows differently for a static member.
for (const base of [SecretsError, ReadOnlyError]) Object.defineProperty(base, Symbol.hasInstance, { value: isInstance });

/** A copy of `error` with a new stack. The load failed once, but each caller should find its own line in the stack. */
export function freshCopyOf(error: unknown): unknown {
  if (!(error instanceof SecretsError)) return error;
  const own = Object.getOwnPropertyNames(error).filter((name) => !["message", "stack", "name", "code", "expose"].includes(name));
  const details = Object.fromEntries(own.map((name) => [name, error[name as keyof SecretsError]]));
  return new (error.constructor as new (message: string, details: object) => SecretsError)(error.message, details);
}

/** The error for a parser, a schema, or a `warn` that reads the secrets during their load. */
export function readWhileLoading(): SourceError {
  const reason = "they were read while they were being loaded";
  const next = "in `parse`, `schema`, and `warn`, use only the arguments";
  const message = `cannot read secrets: ${reason}\n  Try: ${next}.\n${seeDocs("ERR_SECRETS_SOURCE")}`;
  const error = new SourceError(message, { source: "", reason });
  thrownWhileLoading.add(error);
  return error;
}

const thrownWhileLoading = new WeakSet<object>();

/** Is this the error of {@link readWhileLoading}? Only this error of a parser or schema is passed on; it quotes nothing. */
export function isReadWhileLoading(error: unknown): boolean {
  return thrownWhileLoading.has(error as object);
}

/** Makes the stack of one of our errors begin at the line that called `inner`, not in the library. */
export function trimStack(inner: (...args: never[]) => unknown, error: unknown): unknown {
  if (error instanceof SecretsError || error instanceof ReadOnlyError) Error.captureStackTrace?.(error, inner);
  return error;
}
