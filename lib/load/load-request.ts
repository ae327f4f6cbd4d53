import type { BaseFolders, Environment, Parse, SecretsTable } from "../core/types";

/** What a load needs to know. The caller passes in everything that belongs to the process. */
export interface LoadRequest extends BaseFolders {
  readonly env: Environment;
  readonly files: string | readonly string[] | undefined;
  /** The option `values`: a source above the files. */
  readonly values?: SecretsTable | undefined;
  readonly envPrefix: string | false;
  readonly parse: Parse | undefined;
  /** Decides where keys of encrypted files are searched for. @default "linux" */
  readonly platform?: NodeJS.Platform;
  readonly ageKey?: string | (() => string) | undefined;
  /** Variables that this library wrote to `env`, with their values. They are not read back as secrets. */
  readonly written?: ReadonlyMap<string, string>;
}
