import { resolve } from "node:path";
import { formatPath } from "../../core/key-path";
import { openTogether, unresolvedIn } from "../../core/references";
import { opened } from "../../core/sealed";
import { deepCopy, isTable } from "../../core/table";
import type { SecretsTable } from "../../core/types";
import { isExportable } from "../../env/export-env";
import { isUnsafeVariable } from "../../env/unsafe-variables";
import { type CliContext, EXIT, loadSecrets, printable, type SourceOptions, UsageError } from "../context";
import { editFile } from "../edit/replace-file";
import { tomlDocument } from "../formats/write-toml";
import { documentOf, type VariableFormat, WRITERS } from "../formats/write-variables";
import { makeFolder } from "../target";
import { valueAsJson } from "../value-as-json";
import { pick, variablesOf } from "../variables";

interface ExportOptions extends SourceOptions {
  readonly format: string;
  readonly only?: readonly string[];
  readonly sections?: boolean;
  readonly out?: string;
  readonly name: string;
  readonly show?: boolean;
}

const FORMATS = ["env", "shell", "docker", "kubernetes", "github", "json", "toml"];
const KUBERNETES_LIMIT = 1024 * 1024;

/** Writes secrets for another program: to a pipe, or to a file that only its owner can read. */
export function exportSecrets({ format, out, show, name, ...options }: ExportOptions, cli: CliContext): number {
  if (!FORMATS.includes(format)) throw new UsageError(`--format takes ${FORMATS.join(", ")}`);
  if (out === undefined && cli.stdout.isTerminal && !show) {
    throw new UsageError(
      "this is a terminal: add --show to print the secrets here, send them into a pipe, or name a file: -o FILE",
    );
  }
  const { table } = loadSecrets(options, cli);
  const text =
    format === "json" || format === "toml"
      ? wholeTable(table, format, options)
      : variables(table, format as VariableFormat, name, options, cli);
  if (out === undefined) cli.stdout.write(text);
  else writeOut(resolve(cli.cwd, out), out, text, cli);
  return EXIT.ok;
}

/** JSON and TOML have sections, so the whole table goes there as it is. */
function wholeTable(
  table: SecretsTable,
  format: "json" | "toml",
  { only, sections }: Pick<ExportOptions, "only" | "sections">,
): string {
  let chosen = table;
  if (sections) chosen = variablesOf(table, { only, sections }).chosen;
  else if (only !== undefined) {
    const absent = only.find((name) => !Object.hasOwn(table, name));
    if (absent !== undefined) throw new UsageError(`--only: there is no secret or section named ${JSON.stringify(absent)}`);
    chosen = pick(table, only);
  }
  openTogether(unresolvedIn(chosen));
  if (format === "json") return `${valueAsJson(chosen, 2)}\n`;
  return tomlDocument(deepCopy(chosen) as SecretsTable);
}

function variables(
  table: SecretsTable,
  format: VariableFormat,
  name: string,
  options: ExportOptions | object,
  cli: CliContext,
): string {
  if (format === "kubernetes" && !/^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/.test(name)) {
    throw new UsageError("--name must be a name of Kubernetes: lower-case letters, digits, - and .");
  }
  const { chosen, names } = variablesOf(table, options);
  openTogether(unresolvedIn(Object.values(chosen), false));
  const failures: string[] = [];
  const left: string[] = [];
  let text = "";
  for (const key of Object.keys(chosen)) {
    const value = chosen[key];
    if (!isExportable(value)) continue;
    if (names === undefined && isUnsafeVariable(key)) left.push(printable(key));
    else {
      const shown = formatPath([key]);
      const plain = String(opened(value));
      const written = plain.includes("\0") ? { reason: "it contains a NUL" } : WRITERS[format](key, plain);
      if ("reason" in written) failures.push(`${shown}: ${written.reason}`);
      else text += written.text;
    }
  }
  if (failures.length > 0) {
    throw new UsageError(
      `--format ${format} can't represent every secret, and nothing was written:\n  ${failures.join("\n  ")}\n  Try: another format, or --only with the names of the others.`,
    );
  }
  const document = documentOf(format, text, name);
  if (format === "kubernetes" && Buffer.byteLength(document) > KUBERNETES_LIMIT)
    throw new UsageError("a Kubernetes Secret holds at most 1 MiB");
  noteOn(table, options, left, cli);
  return document;
}

/** Warnings about secrets that were not written. */
function noteOn(
  table: SecretsTable,
  { only, sections }: { only?: unknown; sections?: boolean },
  left: readonly string[],
  cli: CliContext,
): void {
  if (left.length > 0) {
    cli.stderr.write(
      `toml-secrets: left out, because such names change how programs run: ${left.join(", ")}. To export one anyway, name it in --only.\n`,
    );
  }
  if (only !== undefined || sections) return;
  const names = Object.keys(table).filter((key) => isTable(table[key]));
  if (names.length > 0)
    cli.stderr.write(
      `toml-secrets: without the sections (${names.map((key) => formatPath([key])).join(", ")}); --sections takes them too\n`,
    );
}

function writeOut(path: string, shown: string, text: string, cli: CliContext): void {
  makeFolder({ path });
  editFile(path, () => text, { mode: 0o600 });
  cli.stderr.write(`wrote ${printable(shown)}, readable only by you\n`);
}
