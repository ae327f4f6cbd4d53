/**
 * The type of a section of a secrets file that nothing describes. `any` is the honest type of a key that only a file on a disk
 * knows. `npx toml-secrets types` writes a description, and `createSecrets({ schema })` infers one.
 */
export interface UntypedSecrets {
  // biome-ignore lint/suspicious/noExplicitAny: nothing describes the file; see above
  readonly [key: string]: any;
}

/** Plain decoded data: own string keys, nested tables as objects. Users never get this; they get a view of it. */
export type SecretsTable = { readonly [key: string]: unknown };

/** The environment to read from and export to: `process.env`, or a plain object instead. */
export type Environment = Record<string, string | undefined>;

/** A place where the load looked. Lists of places are in the order of precedence; the later one wins. */
export interface Place {
  /** A path, the name of an environment variable, or the name of an override in a test. */
  readonly where: string;
  readonly kind: "file" | "folder" | "values" | "environment" | "override";
  readonly found: boolean;
  /** It was found, and it contains no key. */
  readonly isEmpty?: true;
}

/** A problem of a secrets file on the disk or in git. */
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
  /** How to fix it: a command, or what to do. */
  readonly fix: string;
}

/** A place that has secrets, and the secrets. */
export interface Source {
  readonly place: Place;
  readonly table: SecretsTable;
}

/** The result of a load: the merged table, and the sources of its keys. */
export interface Loaded {
  readonly table: SecretsTable;
  /** The table before the schema changed it, if there is a schema. */
  readonly input?: SecretsTable | undefined;
  /** The sources that were found, lowest precedence first. */
  readonly sources: readonly Source[];
  /** Every place where the load looked, lowest precedence first. */
  readonly places: readonly Place[];
  /**
   * May a value be a reference: to a well-known store (`op://…`), or to `any` that the program has registered? `undefined` if no text
   * has that form.
   */
  readonly mayRefer?: "store" | "any" | undefined;
}

/**
 * The shape of your secrets. It is empty until you describe it: `npx toml-secrets types` writes a file that adds your keys to
 * this interface, and the default `secrets` is typed from then on.
 */
// biome-ignore lint/suspicious/noEmptyInterface: a place for a declaration to merge into
export interface SecretsShape {}

/** The type of the default `secrets`: your {@link SecretsShape}, or untyped if nothing describes it. */
export type DefaultSecrets = keyof SecretsShape extends never ? UntypedSecrets : SecretsShape;

/** `T` as seen through a view: read-only at every depth. */
export type ReadonlySecrets<T> = T extends Date | Uint8Array | ((...args: never[]) => unknown)
  ? T
  : T extends readonly (infer Item)[]
    ? readonly ReadonlySecrets<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: ReadonlySecrets<T[Key]> }
      : T;

/** A deep, mutable copy of `T`: the result of `toObject`. */
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
  /** The uid of the user who may own the file, besides root. If it is `undefined`, the owner is not checked. */
  readonly user?: number | undefined;
  /** The place in the home folder, for a user who has no home folder. Nothing is read. */
  readonly isUnknown?: true;
}

/** The folders of the default places. They are functions, because each can fail, and a load may need neither. */
export interface BaseFolders {
  cwd(): string;
  home(): string;
  /** The uid of the process; `undefined` on systems without uids, such as Windows. */
  readonly user?: number | undefined;
  /** Also looks for the project's file in the folders above. @default the variable SECRETS_FIND_UP */
  readonly findUp?: boolean | undefined;
}

/** Turns the text of a TOML document into plain data. Its errors are never shown, because they may quote the document. */
export type Parse = (text: string) => object;
