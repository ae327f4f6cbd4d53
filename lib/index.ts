export {
  checkFiles,
  getSecret,
  guardErrors,
  loadIfExists,
  redact,
  redactStream,
  resolveSecrets,
  toObject,
  watchSecrets,
} from "./api/functions";
export type { SecretsOptions, WatchOptions } from "./api/options";
export { createSecrets, secrets } from "./api/secrets";
export {
  DecryptError,
  FileNotFoundError,
  KeyError,
  LockedError,
  ParseError,
  ReadOnlyError,
  ResolveError,
  SecretsError,
  type SecretsErrorCode,
  SourceError,
  ValidationError,
} from "./core/errors";
export type {
  DefaultSecrets,
  Environment,
  FileProblem,
  Parse,
  Place,
  PlainCopy,
  ReadonlySecrets,
  SecretsShape,
  UntypedSecrets,
} from "./core/types";
export type { ExportRule } from "./env/export-env";
export type { Resolve, Resolver } from "./resolve/resolver";
export type { StandardSchema } from "./schema/standard-schema";
export type { SecretsChange, SecretsWatcher } from "./watch/watch";
