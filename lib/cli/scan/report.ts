import { formatPath } from "../../core/key-path";
import { type CliContext, jsonText, printable } from "../context";
import { styleOf } from "../terminal";
import type { FoundValue } from "./find-values";
import { amountOf } from "./progress";

interface UnreadableFile {
  readonly where: string;
  readonly reason: string;
}

/** The result of a scan. It contains no value. */
export interface Report {
  readonly found: readonly FoundValue[];
  readonly unreadable: readonly UnreadableFile[];
  /** Keys whose values look like ordinary text, so the scan did not search for them. */
  readonly tooPlain: readonly string[];
  /** Keys whose values no key opens (`--allow-locked`). */
  readonly locked: readonly string[];
  /** Keys whose values are in a store, so the scan did not search for them. */
  readonly inStores: readonly string[];
  /** Folders and links that were left out. */
  readonly skipped: readonly string[];
  /** How many texts were searched for: values, and parts of them. */
  readonly needles: number;
  readonly documents: number;
  readonly bytes: number;
}

export function asJson({ found, unreadable, tooPlain, locked, inStores, skipped, documents, bytes }: Report): string {
  const hits = found.map(({ where, line, column, path }) => ({ where, line, column, key: formatPath(path), path }));
  const ok = found.length + unreadable.length === 0;
  return jsonText({
    ok,
    found: hits,
    unreadable,
    notLookedFor: [...tooPlain, ...locked],
    inStores,
    notScanned: skipped,
    files: documents,
    bytes,
  });
}

export function reportText(report: Report, cli: CliContext): string {
  const { found, unreadable, tooPlain, locked, inStores, skipped, documents, bytes } = report;
  const { bold, dim, red, green } = styleOf(cli.stdout);
  const hits = found.map(
    ({ where, line, column, path }) =>
      `${bold(printable(where))}${line === 0 ? " (its name)" : `:${line}:${column}`}  ${red(printable(formatPath(path)))}\n`,
  );
  const failures = unreadable.map(({ where, reason }) => `${bold(printable(where))}  ${red(`not scanned: ${reason}`)}\n`);
  const note = (what: string, names: readonly string[]) => {
    const more = names.length > MAX_NAMES ? `, and ${(names.length - MAX_NAMES).toLocaleString("en-US")} more` : "";
    return names.length === 0 ? "" : dim(`${what}: ${names.slice(0, MAX_NAMES).map(printable).join(", ")}${more}\n`);
  };
  const notes =
    note("Not searched for, because they are too short or too common", tooPlain) +
    note("Not searched for, because no key opens them", locked) +
    note("Not searched for, because they are in a store", inStores) +
    note("Not scanned, unless they are named", skipped);
  const places = found.length === 1 ? "1 place" : `${found.length.toLocaleString("en-US")} places`;
  const end = found.length > 0 ? red(`secrets in ${places}`) : nothingFound(report);
  return `${hits.join("")}${failures.join("")}${notes}${amountOf(documents, bytes)}: ${end === NOTHING ? green(end) : end}.\n`;
}

/** The number of keys and folders that are listed; more are only counted. */
const MAX_NAMES = 20;
const NOTHING = "no secret found";

function nothingFound({ unreadable, needles, documents }: Report): string {
  if (documents === 0) return "nothing was scanned";
  if (needles === 0) return "no value of the secrets was searched for";
  return unreadable.length === 0 ? NOTHING : `${NOTHING} in what was scanned`;
}
