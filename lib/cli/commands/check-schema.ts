import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ValidationError } from "../../core/errors";
import type { Loaded } from "../../core/types";
import { matcherOf, redactText } from "../../redaction/redact";
import type { StandardSchema } from "../../schema/standard-schema";
import { validate } from "../../schema/validate";
import { type CliContext, printable, UsageError } from "../context";

/** The issues that the schema in a file reports. @throws UsageError if the file exports no schema. */
export async function checkSchema(file: string, { table }: Loaded, cli: CliContext): Promise<ValidationError["issues"]> {
  const schema = await importSchema(resolve(cli.cwd, file), printable(file), (text) => redactText(text, matcherOf(table)));
  try {
    validate(table, schema, () => undefined);
    return [];
  } catch (error) {
    if (error instanceof ValidationError) return error.issues;
    throw error;
  }
}

async function importSchema(path: string, shown: string, mask: (text: string) => string): Promise<StandardSchema> {
  let module: Record<string, unknown>;
  try {
    module = await import(pathToFileURL(path).href);
  } catch (error) {
    const { name, message, code } = error as NodeJS.ErrnoException;
    const isTypeScript = code === "ERR_UNKNOWN_FILE_EXTENSION" && /\.[cm]?ts$/.test(path);
    const why = isTypeScript
      ? "this Node does not run TypeScript by itself (22.18 and later do); compile it, or start Node with --import tsx"
      : mask(`${name}: ${message.split("\n", 1)[0]}`);
    throw new UsageError(`cannot load the schema ${shown}: ${why}`);
  }
  // `default` contains the exports of a CommonJS module, and its own `default` is in there.
  const inner = (module.default ?? {}) as Record<string, unknown>;
  const schema = [inner, inner.default, module.schema, inner.schema].find(isSchema);
  if (schema === undefined) {
    throw new UsageError(
      `${shown} exports no schema; export a Standard Schema (zod, valibot, arktype …) as \`default\` or as \`schema\``,
    );
  }
  return schema;
}

function isSchema(value: unknown): value is StandardSchema {
  return ((typeof value === "object" && value !== null) || typeof value === "function") && "~standard" in value;
}
