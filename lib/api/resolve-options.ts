import type { Candidate, Place, SecretsTable } from "../core/types";
import type { LoadRequest } from "../load/load-request";
import { discover } from "../sources/discover";
import type { SecretsOptions } from "./options";

/** The parameters of an instance's load: its options, with the values of the process as defaults. */
export function resolveOptions(options: SecretsOptions): LoadRequest {
  return {
    cwd() {
      return options.cwd ?? process.cwd();
    },
    home() {
      return options.home ?? homeFolder();
    },
    user: process.getuid?.(),
    env: options.env ?? process.env,
    files: options.files,
    findUp: options.findUp,
    values: options.values as SecretsTable | undefined,
    envPrefix: options.envPrefix ?? "SECRETS__",
    parse: options.parse,
    platform: process.platform,
    ageKey: options.ageKey,
  };
}

/**
 * The files and folders of an instance. After a load, these are the places where it `looked`, because the working folder may have
 * changed since then.
 */
export function candidatesOf(options: SecretsOptions, looked?: readonly Place[]): Candidate[] {
  if (looked !== undefined) {
    const isPath = ({ where }: Place) => !where.startsWith("~"); // the home folder is unknown
    return looked
      .filter(isPath)
      .flatMap(({ kind, where }) => (kind === "file" || kind === "folder" ? [{ kind, path: where }] : []));
  }
  const request = resolveOptions(options);
  return discover(request.files, request.env, request).filter(({ isUnknown }) => !isUnknown);
}

/** The function that receives the warnings of an instance. */
export function warnerOf({ warn }: SecretsOptions): (message: string) => void {
  return warn ?? ((message) => process.emitWarning(message, "TomlSecretsWarning"));
}

/**
 * The result of `os.homedir()`. If this variable is set, it contains the same path, and reading it is faster than loading
 * `node:os`.
 */
function homeFolder(): string {
  const { HOME, USERPROFILE } = process.env;
  return (process.platform === "win32" ? USERPROFILE : HOME) || (require("node:os") as typeof import("node:os")).homedir();
}
