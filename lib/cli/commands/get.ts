import { getSecret, toObject } from "../../api/functions";
import { createSecrets } from "../../api/secrets";
import { parsePath } from "../../core/key-path";
import { deepCopy } from "../../core/table";
import { targetIfView } from "../../view/view";
import { type Cli, EXIT, type SourceOptions, UsageError } from "../context";

interface GetOptions extends SourceOptions {
  readonly show?: boolean;
  readonly json?: boolean;
}

/** Prints one value, for a pipe. */
export function get(key: string, { file, show, json }: GetOptions, { cwd, env, stdout }: Cli): number {
  if (stdout.isTerminal && !show) {
    throw new UsageError("stdout is a terminal: add --show to print the secret here, or send it to a pipe or a variable");
  }
  const view = createSecrets({ cwd, env, files: file, exportEnv: false });
  const value = getSecret(view, key in view ? [key] : pathOf(key));
  stdout.write(json ? `${asJson(value)}\n` : textOf(value));
  return EXIT.ok;
}

function pathOf(key: string): readonly (string | number)[] {
  const path = parsePath(key);
  if (path === undefined) throw new UsageError(`${JSON.stringify(key)} is not a valid key; write it like db.hosts[0]."odd key"`);
  return path;
}

/** The value and a line break, which `$(…)` removes; bytes without one. Sections and lists as JSON. */
function textOf(value: unknown): string | Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (value instanceof Date) return `${value.toISOString()}\n`;
  return typeof value === "object" && value !== null ? `${asJson(value)}\n` : `${value}\n`;
}

function asJson(value: unknown): string {
  const isView = targetIfView(value) !== undefined || Array.isArray(value);
  const plain = isView ? toObject(value as object) : deepCopy(value);
  return JSON.stringify(plain, (_key, part) => {
    if (typeof part === "bigint") return String(part);
    return part instanceof Uint8Array ? Buffer.from(part).toString("base64") : part;
  });
}
