export { getSecret, loadIfExists, toObject, watchSecrets } from "./access";
export {
  FileNotFoundError,
  KeyError,
  ParseError,
  ReadOnlyError,
  SecretsError,
  type SecretsErrorCode,
  SourceError,
  ValidationError,
} from "./core/errors";
export type {
  DefaultSecrets,
  Environment,
  FileProblem,
  Place,
  PlainCopy,
  ReadonlySecrets,
  SecretsShape,
  UntypedSecrets,
} from "./core/types";
export type { ExportRule } from "./env/export-env";
export type { SecretsOptions, WatchOptions } from "./options";
export { checkFiles, guardErrors, redact, redactStream } from "./protect";
export type { StandardSchema } from "./schema/standard-schema";
export { createSecrets, secrets } from "./secrets";
export type { Parse } from "./toml/plain";
export type { SecretsChange, SecretsWatcher } from "./watch/watch";
