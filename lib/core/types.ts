/**
 * What a section of a secrets file reads as. Untyped until you describe your file: `any` is the honest type of a key
 * that only a file on a disk knows. `npx toml-secrets types` writes a description, and so does `createSecrets({ schema })`.
 */
export interface UntypedSecrets {
  // biome-ignore lint/suspicious/noExplicitAny: a file that nobody has described; see above
  readonly [key: string]: any;
}

/** Plain decoded data: own string keys, nested tables as objects. Never handed to a user; he holds a view. */
export type SecretsTable = { readonly [key: string]: unknown };

/** The environment that is read and exported to: `process.env`, or a plain object in its place. */
export type Environment = Record<string, string | undefined>;

/** One place that was looked at, in the order of precedence (the later one wins). */
export interface Place {
  /** A path, the name of an environment variable, or what a test said. */
  readonly where: string;
  readonly kind: "file" | "folder" | "environment" | "override";
  readonly found: boolean;
}

/** Something wrong with how a secrets file lies on the disk, or in git. */
export interface FileProblem {
  readonly code:
    | "READABLE_BY_OTHERS"
    | "FOREIGN_OWNER"
    | "WRITABLE_FOLDER"
    | "TRACKED_BY_GIT"
    | "NOT_IGNORED_BY_GIT"
    | "GIT_CANNOT_TELL";
  readonly path: string;
  readonly message: string;
  /** How to mend it. */
  readonly fix: string;
}

/** A place that had secrets, and what it had. */
export interface Source {
  readonly place: Place;
  readonly table: SecretsTable;
}

/** What a load hands on: the merged table, and where each of its keys came from. */
export interface Loaded {
  readonly table: SecretsTable;
  /** Where a schema made the table: what it was made of. */
  readonly input?: SecretsTable | undefined;
  /** The sources that were found, lowest precedence first. */
  readonly sources: readonly Source[];
  /** Every place that was looked at, lowest precedence first. */
  readonly places: readonly Place[];
}

/**
 * The shape of your secrets, empty until you describe it: `npx toml-secrets types` writes a file that adds your keys to it,
 * and the default `secrets` is typed at once.
 */
// biome-ignore lint/suspicious/noEmptyInterface: a place for a declaration to merge into
export interface SecretsShape {}

/** What the default `secrets` reads as: your {@link SecretsShape}, or untyped where nothing describes it. */
export type DefaultSecrets = keyof SecretsShape extends never ? UntypedSecrets : SecretsShape;

/** `T` as a view of it reads: read-only at every depth. */
export type ReadonlySecrets<T> = T extends Date | Uint8Array | ((...args: never[]) => unknown)
  ? T
  : T extends readonly (infer Item)[]
    ? readonly ReadonlySecrets<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: ReadonlySecrets<T[Key]> }
      : T;

/** A deep, mutable copy of `T`: what `toObject` gives. */
export type PlainCopy<T> = T extends Date | Uint8Array
  ? T
  : T extends readonly (infer Item)[]
    ? PlainCopy<Item>[]
    : T extends object
      ? { -readonly [Key in keyof T]: PlainCopy<T[Key]> }
      : T;

/** A file or folder that might have secrets. */
export interface Candidate {
  readonly kind: "file" | "folder";
  /** Absolute. */
  readonly path: string;
}

/** Where the default places are. Functions, since both can fail and neither may be needed. */
export interface Edges {
  cwd(): string;
  home(): string;
}

/** Turns the text of a TOML document into plain data. Its errors are never shown: they may quote what they choke on. */
export type Parse = (text: string) => object;
