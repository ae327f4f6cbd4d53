import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { SourceError, seeDocs } from "../core/errors";
import { printable } from "../core/printable";
import type { BaseFolders, Candidate } from "../core/types";

/** The entries of the option, else of the variable; `undefined` if neither has any. */
export function listed(
  files: string | readonly string[] | undefined,
  variable: string | undefined,
  folders: BaseFolders,
): Candidate[] | undefined {
  const [name, texts] = files === undefined ? ["SECRETS_FILES", [variable ?? ""]] : ["files", [files].flat()];
  if (texts.some(isDocument)) throw documentInList(name);
  const entries = typeof files === "string" ? [files] : (files ?? entriesOf(variable));
  const paths = entries?.map((entry) => absolute(entry, folders));
  return paths
    ?.filter((path, index) => paths.lastIndexOf(path) === index)
    .map((path) => ({ kind: /\.toml(\.age)?$/.test(path) ? "file" : "folder", path }));
}

/**
 * The file `secrets.toml.age` beside `path`. @throws SourceError if both are there: a plain copy that somebody left there, or
 * planted, must not be read instead of the encrypted file.
 */
export function ageFile(path: string): Candidate {
  const file = `${path}.age`;
  if (!existsSync(path)) return { kind: "file", path: file };
  const reason = `${printable(file)} also exists, but only one of them can be used`;
  throw new SourceError(
    `cannot read secrets from ${printable(path)}: ${reason}\n` +
      "  Try: remove one of them, or name the one to use in the option `files` or in SECRETS_FILES.\n" +
      seeDocs("ERR_SECRETS_SOURCE"),
    { source: path, reason },
  );
}

/** A TOML document in place of paths. Errors must not show it as a path, because it contains values. */
function isDocument(text: string): boolean {
  return /[\r\n]|^\s*\[|^\s*["']?[\w.-]+["']?\s*=\s*(?:["'[{]|[\d+-]|true|false)/.test(text);
}

function documentInList(name: string): SourceError {
  const reason = "it contains the text of a document instead of paths";
  return new SourceError(
    `cannot look for secrets in ${name}: ${reason}\n` +
      "  Try: put the document into the variable SECRETS_TOML, or into a file, and name that file.\n" +
      seeDocs("ERR_SECRETS_SOURCE"),
    { source: name, reason },
  );
}

function entriesOf(variable = ""): string[] | undefined {
  const entries = variable.split(delimiter).filter((entry) => entry !== "");
  return entries.length > 0 ? entries : undefined;
}

function absolute(entry: string, folders: BaseFolders): string {
  const isInHome = entry === "~" || entry.startsWith("~/") || entry.startsWith("~\\");
  try {
    return isInHome ? join(resolve(folders.home()), entry.slice(1)) : resolve(folders.cwd(), entry);
  } catch {
    throw unknownFolder(isInHome ? "home" : "working");
  }
}

/** The error for a folder that is unknown. */
export function unknownFolder(which: "home" | "working"): SourceError {
  const reason = `the ${which} folder is unknown: the system reports none for this process`;
  return new SourceError(
    `cannot look for secrets: ${reason}\n` +
      `  Try: set the option \`files\` or \`${which === "home" ? "home" : "cwd"}\`.\n` +
      seeDocs("ERR_SECRETS_SOURCE"),
    { source: which === "home" ? "~" : ".", reason },
  );
}
