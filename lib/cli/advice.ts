import { HIDDEN } from "../core/hide-values";
import { formatPath, type KeyPath } from "../core/key-path";
import type { Place } from "../core/types";

/**
 * The message of an error with advice for the command line, because the library's own advice is for a program. A command ends its
 * line, without a full stop, so that it can be pasted.
 */
export function adviceForCommandLine(error: Error): string {
  const advice = adviceFor(error);
  const message = advice === undefined ? error.message : error.message.replace(/^ {2}Try: .*$/m, () => `  Try: ${advice}`);
  // A program reads the file once, so it must be restarted. A command reads it each time.
  const rerun = message
    .replace(". Then restart the program. The text", ". The text")
    .replace(/, and restart(?: the program)?\.$/m, ".");
  return rerun.replaceAll(/^( {2}Try: (?:npx |chmod |chown |git )[^,;]*)\.$/gm, "$1");
}

function adviceFor(error: Error): string | undefined {
  const { code, path, places, reason } = error as Error &
    Partial<{ code: unknown; path: KeyPath; places: readonly Place[]; reason: string }>;
  if (code === "ERR_SECRETS_RESOLVE" && reason !== undefined) return adviceForReference(reason);
  const isDefault = places?.some(({ where }) => /[\\/]\.streamlit[\\/]secrets\.toml$/.test(where));
  if (code === "ERR_SECRETS_FILE_NOT_FOUND") return isDefault ? "npx toml-secrets init" : undefined;
  if (code !== "ERR_SECRETS_KEY" || path === undefined || !isDefault || path.includes(HIDDEN)) return undefined;
  const key = formatPath(path);
  return `npx toml-secrets set ${/^[\w.-]+$/.test(key) ? key : `'${key.replaceAll("'", "'\\''")}'`}`;
}

/** A command line can't register a resolver in code. */
function adviceForReference(reason: string): string | undefined {
  const scheme = /no resolver for (.*):\/\/ is registered$/.exec(reason)?.[1];
  if (scheme === undefined) return undefined;
  const { namedResolvers } = require("../resolve/named") as typeof import("../resolve/named");
  const meant = "if the text itself is the value: SECRETS_RESOLVE=false";
  return namedResolvers([scheme]).unknown.length > 0
    ? `read it in a program that registers a resolver for it; ${meant}.`
    : `--resolve ${scheme}, or SECRETS_RESOLVE=${scheme} in the environment; ${meant}.`;
}
