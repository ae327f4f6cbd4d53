import { existsSync } from "node:fs";
import { checkCandidates } from "../../checks/check-files";
import { isEncryptedText } from "../../checks/committable";
import { formatPath, type KeyPath } from "../../core/key-path";
import type { Candidate } from "../../core/types";
import { readText } from "../../sources/file";
import type { CliContext } from "../context";
import { textInIndex } from "../encryption/git-texts";
import { headerOf } from "../encryption/header";
import { ALIKE, unsafePaths } from "../encryption/look-alikes";
import { type OpenFile, openFile } from "../encryption/open-file";
import { keyFilesOf } from "../encryption/own-keys";
import { decryptValues, type FileValue, fileValues } from "../encryption/values";
import type { Problem } from "./check-problem";

/* The checks of encrypted files and of private keys. Without the key of a file, the checks that need it are skipped. */

/** @param candidates files that are valid, with or without encrypted values. */
export function encryptionProblems(candidates: readonly Candidate[], cli: CliContext): Problem[] {
  const files = candidates.filter(({ kind }) => kind === "file").flatMap(({ path }) => problemsOf(path, cli));
  return [...files, ...keyFileProblems(cli)];
}

function problemsOf(path: string, cli: CliContext): Problem[] {
  const text = textIfValid(path);
  if (text === undefined) return [];
  const staged = textInIndex(path, cli.env);
  const problems: Problem[] = [];
  const header = headerOf(text, path);
  if (header === undefined) {
    if (staged !== undefined && isEncrypted(staged, path)) problems.push(decrypted(path));
    return problems;
  }
  const values = fileValues(text);
  const paths = (some: readonly FileValue[]) => some.map((value) => value.path);
  const { plain, alike } = unsafePaths(text);
  const proposed = paths(values.filter(({ encoded }) => encoded?.form === "proposal"));
  if (plain.length > 0) problems.push(notEncrypted(path, plain, "npx toml-secrets encrypt"));
  else if (staged !== undefined && headerOf(staged, path) !== undefined) {
    const inIndex = paths(fileValues(staged).filter(({ encoded }) => encoded === undefined));
    if (inIndex.length > 0) problems.push(notEncrypted(`${path} in git's index`, inIndex, "git add the encrypted file"));
  }
  if (alike.length > 0) {
    const message = `${ALIKE}: ${listed(alike)}`;
    problems.push({ code: "NOT_ENCRYPTED", where: path, message, fix: "npx toml-secrets set, for each of them" });
  }
  if (proposed.length > 0) {
    problems.push({
      code: "PROPOSED",
      where: path,
      message: `these values were proposed without the key, and programs do not read them: ${listed(proposed)}`,
      fix: "look at who proposed them, then npx toml-secrets accept, or unset",
    });
  }
  const file = openIfPossible(text, path, cli);
  return file === undefined ? problems : [...problems, ...problemsWithKey(file)];
}

/** Problems that only somebody with the key can see. */
function problemsWithKey(file: OpenFile): Problem[] {
  const { source: where, text, siv, unapproved } = file;
  const { failed } = decryptValues(text, siv);
  const problems: Problem[] = [];
  if (failed.length > 0) {
    const message = `these values do not open: ${listed(failed)}; they are damaged, or were moved, or taken from another file`;
    problems.push({ code: "DOES_NOT_OPEN", where, message, fix: "npx toml-secrets repair" });
  }
  if (unapproved.length > 0) {
    const message = `nobody who has the key has approved these recipients: ${unapproved.join(", ")}`;
    problems.push({
      code: "UNAPPROVED_RECIPIENT",
      where,
      message,
      fix: "find out who added them; npx toml-secrets rotate leaves them out",
    });
  }
  if (file.public !== file.ownPublic) {
    const message = "`public` in its header is not the public key of this file, so somebody else can read what is proposed";
    problems.push({ code: "OTHER_PUBLIC", where, message, fix: "npx toml-secrets rotate" });
  }
  return problems;
}

function notEncrypted(where: string, paths: readonly KeyPath[], fix: string): Problem {
  return { code: "NOT_ENCRYPTED", where, message: `these values are not encrypted, in a file that is: ${listed(paths)}`, fix };
}

function decrypted(where: string): Problem {
  return {
    code: "NOT_ENCRYPTED",
    where,
    message: "it is encrypted in git, but is a plain file now",
    fix: "npx toml-secrets encrypt, or git restore the file",
  };
}

/** The files with private keys: of this user, and those that variables name. */
function keyFileProblems(cli: CliContext): Problem[] {
  const files = new Set(keyFilesOf(cli).filter((path) => existsSync(path)));
  return [...files].flatMap((file) =>
    checkCandidates([{ kind: "file", path: file }], cli.user, cli.env).map(({ path, ...problem }) => ({
      ...problem,
      where: path,
    })),
  );
}

function listed(paths: readonly KeyPath[]): string {
  return paths.map(formatPath).join(", ");
}

function isEncrypted(text: string, source: string): boolean {
  try {
    return isEncryptedText(text, source);
  } catch {
    return false;
  }
}

/** The text of a valid TOML file; `undefined` for any other file, because the load has reported it already. */
function textIfValid(path: string): string | undefined {
  try {
    const text = readText(path);
    if (text === undefined || text.trimStart().startsWith("-----BEGIN AGE")) return undefined;
    fileValues(text);
    return text;
  } catch {
    return undefined;
  }
}

function openIfPossible(text: string, path: string, cli: CliContext): OpenFile | undefined {
  try {
    return openFile(text, path, cli);
  } catch {
    return undefined; // there is no key here, or the header is wrong, which the load has reported
  }
}
