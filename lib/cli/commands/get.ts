import { getSecret } from "../../api/functions";
import { createSecrets } from "../../api/secrets";
import { type KeyPath, parsePath } from "../../core/key-path";
import { type CliContext, EXIT, instanceOptions, type SourceOptions, UsageError } from "../context";
import { valueAsJson } from "../value-as-json";

interface GetOptions extends SourceOptions {
  readonly show?: boolean;
  readonly json?: boolean;
  readonly default?: string;
}

/** Prints one value, for a pipe. */
export function get(key: string, { show, json, default: fallback, ...options }: GetOptions, cli: CliContext): number {
  const { stdout } = cli;
  if (stdout.isTerminal && !show) {
    throw new UsageError("stdout is a terminal: add --show to print the secret here, or send it to a pipe or a variable");
  }
  const view = createSecrets(instanceOptions(options, cli));
  let value: unknown;
  try {
    value = getSecret(view, key in view ? [key] : pathOf(key));
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (fallback === undefined || !(code === "ERR_SECRETS_KEY" || code === "ERR_SECRETS_FILE_NOT_FOUND")) throw error;
    value = fallback;
  }
  stdout.write(json ? `${valueAsJson(value)}\n` : outputOf(value));
  return EXIT.ok;
}

function pathOf(key: string): KeyPath {
  const path = parsePath(key);
  if (path === undefined) throw new UsageError(`${JSON.stringify(key)} is not a valid key; write it like db.hosts[0]."odd key"`);
  return path;
}

/** The value and a line break, which `$(…)` removes; bytes without one. Sections and lists as JSON. */
function outputOf(value: unknown): string | Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (value instanceof Date) return `${value.toISOString()}\n`;
  return typeof value === "object" && value !== null ? `${valueAsJson(value)}\n` : `${value}\n`;
}
