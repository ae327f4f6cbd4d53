import { setOwn } from "./set-own";
import type { Environment, SecretsTable } from "./types";

/** Which root keys become environment variables; see `SecretsOptions.exportEnv`. */
export type ExportRule = "override" | "keep" | readonly string[] | false;

/**
 * Writes the root strings, numbers and bigints of a table to the environment. What an environment can't hold is skipped.
 * So are names that steer the process, unless the rule lists them: a secrets file must not be able to take the program over.
 * @returns the steering names that were skipped.
 */
export function exportEnv(table: SecretsTable, env: Environment, rule: ExportRule): string[] {
  if (rule === false) return [];
  const skipped: string[] = [];
  for (const key of Object.keys(table)) {
    const value = table[key];
    if (!isExportable(value) || !isPossible(key, String(value))) continue;
    if (typeof rule === "object" ? !rule.includes(key) : rule === "keep" && env[key] !== undefined) continue;
    if (typeof rule !== "object" && isSteering(key)) skipped.push(key);
    else setOwn(env, key, String(value));
  }
  return skipped;
}

/** Is it of a kind that goes into the environment: a string, a number or a bigint? */
export function isExportable(value: unknown): value is string | number | bigint {
  return typeof value === "string" || typeof value === "number" || typeof value === "bigint";
}

/** Can an environment hold this name and value at all? */
export function isPossible(name: string, value: string): boolean {
  return name !== "" && !/[=\0]/.test(name) && !value.includes("\0");
}

/** Does a variable of this name decide what code this process or its children run, or whom their TLS trusts? */
export function isSteering(name: string): boolean {
  const upper = name.toUpperCase(); // on Windows the case of a name does not count
  if (upper === "NODE_ENV") return false;
  return STEERING.has(upper) || STEERING_PREFIXES.some((prefix) => upper.startsWith(prefix));
}

const STEERING_PREFIXES = [
  "NODE_", // NODE_OPTIONS, NODE_PATH, NODE_EXTRA_CA_CERTS, NODE_TLS_REJECT_UNAUTHORIZED …
  "LD_", // LD_PRELOAD, LD_LIBRARY_PATH, LD_AUDIT …
  "DYLD_", // the same on macOS
  "NPM_CONFIG_", // script-shell, node-options …
  "GIT_CONFIG", // GIT_CONFIG_GLOBAL, GIT_CONFIG_COUNT …: hooks, pagers, core.fsmonitor
  "BASH_FUNC_", // exported shell functions
];

const STEERING = new Set([
  "PATH",
  "PATHEXT",
  "COMSPEC",
  "SHELL",
  "IFS",
  "BASH_ENV",
  "BASHOPTS",
  "SHELLOPTS",
  "PROMPT_COMMAND",
  "HOME", // where git, npm, ssh and this library look for their own settings
  "USERPROFILE",
  "BUN_OPTIONS",
  "BUN_INSPECT",
  "DENO_CERT",
  "DENO_TLS_CA_STORE",
  "DENO_DIR",
  "OPENSSL_CONF",
  "OPENSSL_MODULES",
  "OPENSSL_ENGINES",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "SSLKEYLOGFILE",
  "UV_THREADPOOL_SIZE",
  "ELECTRON_RUN_AS_NODE",
  "GCONV_PATH",
  "GIT_SSH",
  "GIT_SSH_COMMAND",
  "GIT_ASKPASS",
  "GIT_EDITOR",
  "GIT_PAGER",
  "GIT_EXEC_PATH",
  "GIT_EXTERNAL_DIFF",
  "GIT_PROXY_COMMAND",
  "GIT_SSL_NO_VERIFY",
  "PYTHONPATH",
  "PYTHONHOME",
  "PYTHONSTARTUP",
  "PERL5OPT",
  "PERL5LIB",
  "RUBYOPT",
  "RUBYLIB",
  "JAVA_TOOL_OPTIONS",
  "_JAVA_OPTIONS",
  "JDK_JAVA_OPTIONS",
]);
