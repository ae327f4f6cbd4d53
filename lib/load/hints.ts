import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { entriesAt, linkTargetAt, statsAt } from "../core/fs";
import { printable } from "../core/printable";
import type { Place } from "../core/types";

/*
 * Why a file was probably not found: it is in a neighbouring folder, or has almost that name. This code looks only at names,
 * opens no file, and is loaded only for an error.
 */

/** Notes on the files that were not found, each a line of a message. */
export function hintsOn(places: readonly Place[]): string[] {
  const hints = places.flatMap(({ kind, found, where }) => (kind === "file" && !found ? [hintOn(where, places)] : []));
  return hints.filter((hint) => hint !== undefined);
}

function hintOn(file: string, places: readonly Place[]): string | undefined {
  return listHint(file) ?? linkHint(file) ?? folderHint(file) ?? neighbourHint(file) ?? aboveHint(file, places);
}

function listHint(file: string): string | undefined {
  const isList = /\.toml(?:\.age)?[,;:|\s]+\S+\.toml/i.test(file);
  return isList ? `SECRETS_FILES must be separated with ${delimiter} on this system: ${printable(file)} is one entry` : undefined;
}

function linkHint(file: string): string | undefined {
  for (const path of [file, dirname(file)]) {
    const target = linkTargetAt(path);
    if (target !== undefined && statsAt(path) === undefined)
      return `${printable(path)} is a link that leads nowhere: ${printable(target)} does not exist`;
  }
  return undefined;
}

function folderHint(file: string): string | undefined {
  const folder = dirname(file);
  const stats = statsAt(folder);
  return stats !== undefined && !stats.isDirectory() ? `${printable(folder)} is a file, but must be a folder` : undefined;
}

/** A file in the same folder, or in the one above it, with almost the same name. */
function neighbourHint(file: string): string | undefined {
  if (!isDefaultPlace(file)) return undefined;
  const folder = dirname(file);
  const [near] = namesIn(folder).filter((name) => isAlmost(name));
  if (near !== undefined) return `${printable(join(folder, near))} exists: its name must be secrets.toml`;
  const [beside] = namesIn(dirname(folder)).filter((name) => name === "secrets.toml" || name === "secrets.toml.txt");
  if (beside !== undefined)
    return `${printable(join(dirname(folder), beside))} exists: it must be in the folder .streamlit, as secrets.toml`;
  const [other] = namesIn(dirname(folder)).filter((name) => /^\.?streaml?i?te?$/i.test(name) && name !== ".streamlit");
  if (other !== undefined) return `${printable(join(dirname(folder), other))} exists: the name of the folder must be .streamlit`;
  return undefined;
}

/** A file in a folder above: the program was started in the wrong folder. */
function aboveHint(file: string, places: readonly Place[]): string | undefined {
  if (!isDefaultPlace(file)) return undefined;
  let folder = dirname(dirname(file));
  for (let above = dirname(folder); above !== folder; above = dirname(folder)) {
    folder = above;
    const path = join(folder, ".streamlit", "secrets.toml");
    if (existsSync(path) && !places.some(({ where }) => where === path))
      return (
        `${printable(path)} exists, in a folder above: the working folder of the process decides where the file is looked for. ` +
        "Start the program there, or set SECRETS_FIND_UP=1 (option findUp), or name the file in SECRETS_FILES"
      );
  }
  return undefined;
}

function isDefaultPlace(file: string): boolean {
  return /[\\/]\.streamlit[\\/]secrets\.toml$/.test(file);
}

/** `secrets.toml.txt`, `secret.toml`, `Secrets.toml`, `secrets.tml`, `secrets`, `.secrets.toml`, and such. */
function isAlmost(name: string): boolean {
  const isOther = /^\.?secrets?(?:\.(?:toml?|tml|toml\.(?:txt|bak|old|orig|example|sample|template)|txt|ya?ml|json|env))?$/i.test(
    name,
  );
  return isOther && name !== "secrets.toml";
}

function namesIn(folder: string): string[] {
  return (entriesAt(folder) ?? []).map(({ name }) => name).sort();
}
