import { isTable, setOwn } from "../core/table";
import type { SecretsTable } from "../core/types";
import { isExportable } from "../env/export-env";
import { printable, UsageError } from "./context";

/* Makes environment variables from the secrets, for `run` and `export`. */

export interface VariableOptions {
  /** Names of variables, or of sections. */
  readonly only?: readonly string[] | undefined;
  readonly sections?: boolean | undefined;
}

/** The values that become variables, and the names that were requested individually. @throws UsageError for a name that selects none. */
export function variablesOf(table: SecretsTable, { only, sections = false }: VariableOptions) {
  const variables = sections ? flat(table) : table;
  const names = only?.flatMap((name) => namesOf(name, variables, table, sections));
  return { chosen: names === undefined ? variables : pick(variables, names), names };
}

/** The variables of a table with its sections: `{ db: { username } }` becomes `DB__USERNAME`. Root keys keep their names. */
function flat(table: SecretsTable, prefix = ""): SecretsTable {
  const variables: Record<string, unknown> = {};
  for (const key of Object.keys(table)) {
    const value = table[key];
    const name = prefix + (prefix === "" && !isTable(value) ? key : key.toUpperCase());
    if (isTable(value)) Object.assign(variables, flat(value, `${name}__`));
    else setOwn(variables, name, value);
  }
  return variables;
}

/** The variables that a name in --only selects: one, or all of a section. @throws UsageError if it selects none. */
function namesOf(name: string, variables: SecretsTable, table: SecretsTable, sections: boolean): string[] {
  if (Object.hasOwn(variables, name) && isExportable(variables[name])) return [name];
  const value = Object.hasOwn(table, name) ? table[name] : undefined;
  if (sections && isTable(value)) return Object.keys(flat({ [name]: value }));
  throw new UsageError(`--only: the secrets have no variable named ${JSON.stringify(name)}${whyNot(name, value, variables)}`);
}

function whyNot(name: string, value: unknown, variables: SecretsTable): string {
  if (isTable(value)) return "; it is a section, so add --sections";
  if (value !== undefined || Object.hasOwn(variables, name)) return "; only strings and numbers can become variables";
  const { suggest } = require("../core/suggest") as typeof import("../core/suggest");
  const close = suggest(name, variables)?.join(".");
  return close === undefined ? "" : `; did you mean ${printable(close)}?`;
}

export function pick(table: SecretsTable, names: readonly string[]): SecretsTable {
  const picked: Record<string, unknown> = {};
  for (const name of names) setOwn(picked, name, table[name]);
  return picked;
}
