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
} from "./errors";
export type { ExportRule } from "./export-env";
export type { SecretsOptions, WatchOptions } from "./options";
export { checkFiles, guardErrors, redact, redactStream } from "./protect";
export { createSecrets, secrets } from "./secrets";
export type { Parse } from "./sources/plain-toml";
export type { StandardSchema } from "./standard-schema";
export type {
  DefaultSecrets,
  Environment,
  FileProblem,
  Place,
  PlainCopy,
  ReadonlySecrets,
  SecretsShape,
  UntypedSecrets,
} from "./types";
export type { SecretsChange, SecretsWatcher } from "./watch";
