import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir, platform } from "node:os";
import { dirname, join } from "node:path";
import { SourceError } from "../../core/errors";
import { realPathOf } from "../../core/paths";
import { printable } from "../../core/printable";
import { keyFiles } from "../../crypto/key-places";
import type { CliContext } from "../context";
import type { OpenFile } from "./open-file";

/*
 * Remembers the public key of each file that this person has written to. Somebody without the key of a file can still put a whole
 * file of their own in its place, for the same recipients. The forger can then read every value that is added to it.
 */

/** The folder in which this library stores its own files for the user. */
export function configFolder({ env }: Pick<CliContext, "env">): string {
  return dirname(keyFiles({ env, platform: platform(), home: homedir })[0] as string);
}

export interface KnownOptions {
  /** The person accepts that the file has another key. */
  readonly trust?: boolean;
  /** The command writes a new `public`, so a replaced one does no harm. */
  readonly replacesPublic?: boolean;
}

/**
 * @throws SourceError if `public` was replaced, or if the file has another key than when this person last wrote to it.
 */
export function checkKnown(file: OpenFile, cli: CliContext, { trust = false, replacesPublic = false }: KnownOptions = {}): void {
  if (file.public !== file.ownPublic && !replacesPublic) {
    throw refusal(
      file.source,
      "`public` in its header is not the public key of this file: somebody has replaced it",
      "npx toml-secrets rotate",
    );
  }
  if (!trust) checkKnownPublic(file.source, file.ownPublic, cli);
}

/** @throws SourceError if the file had another public key when this person last wrote to it. */
export function checkKnownPublic(source: string, publicKey: string, cli: CliContext): void {
  const known = read(cli).get(realPathOf(source));
  if (known === undefined || known === publicKey) return;
  throw refusal(
    source,
    "it has another key than when you last wrote to it: it was rotated or restored from an older version, or somebody has replaced the file",
    "look at git log of the file; if a person that you trust did that, run: npx toml-secrets encrypt --trust, and then do this again",
  );
}

/** @throws SourceError if the file was encrypted when this person last wrote to it: a plain one is in its place now. */
export function checkKnownPlain(source: string, cli: CliContext, { trust = false } = {}): void {
  if (trust || !read(cli).has(realPathOf(source))) return;
  throw refusal(
    source,
    "it was encrypted when you last wrote to it, and is a plain file now",
    "look at git log of the file; if that was intended, run: npx toml-secrets encrypt --trust",
  );
}

function refusal(source: string, reason: string, next: string): SourceError {
  return new SourceError(`refusing to write to ${printable(source)}: ${reason}\n  Try: ${next}.`, { source, reason });
}

/** Remembers the public key of a file. A folder that can't be written to (in CI) is no failure of the command. */
export function remember(source: string, publicKey: string, cli: CliContext): void {
  const known = read(cli);
  if (known.get(realPathOf(source)) === publicKey) return;
  known.set(realPathOf(source), publicKey);
  try {
    const path = listOf(cli);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
    writeFileSync(temporary, [...known].map(([file, key]) => `${key} ${JSON.stringify(file)}\n`).join(""), { mode: 0o600 });
    renameSync(temporary, path);
  } catch {
    // The list only protects later writes, and this write has succeeded.
  }
}

function read(cli: CliContext): Map<string, string> {
  const known = new Map<string, string>();
  let text = "";
  try {
    text = readFileSync(listOf(cli), "utf8");
  } catch {
    // There is none yet.
  }
  for (const line of text.split("\n")) {
    const at = line.indexOf(" ");
    try {
      if (at > 0) known.set(JSON.parse(line.slice(at + 1)), line.slice(0, at));
    } catch {
      // One line is damaged. The others still count.
    }
  }
  return known;
}

function listOf(cli: CliContext): string {
  return join(configFolder(cli), "known-files");
}
