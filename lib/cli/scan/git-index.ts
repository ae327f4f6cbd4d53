import { runGit } from "../../checks/run-git";
import type { Environment } from "../../core/types";
import { UsageError } from "../context";
import type { Document, Unreadable } from "./find-values";

const BATCH_BYTES = 32 * 1024 * 1024;
/** How long git may take to list files, and to read a batch of them. */
const LIST_MS = 60_000;
const READ_MS = 10 * 60_000;
const LINK_TO_COMMIT = "160000"; // a submodule: another repository

/**
 * The files that a commit made now would contain: all of them, or only those that it changes. `unreadable` is called for each blob that git lacks.
 * @throws UsageError outside of a repository.
 */
export function* filesInIndex(
  cwd: string,
  env: Environment,
  which: "all" | "staged",
  unreadable: Unreadable,
): Generator<Document> {
  // Git sets a variable for its hooks that names the index of the commit.
  const obey = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"];
  const git = (args: readonly string[], input?: string) => {
    const timeoutMs = args[0] === "cat-file" ? READ_MS : LIST_MS;
    const options = { obey, timeoutMs, maxBytes: Number.POSITIVE_INFINITY, ...(input === undefined ? {} : { input }) };
    const { status, stdout, isAbsent, isTimedOut } = runGit(cwd, env, args, options);
    if (status === 0) return stdout;
    if (isAbsent) throw new UsageError("git is not installed");
    throw new UsageError(
      isTimedOut
        ? `git did not answer within ${timeoutMs / 1000} seconds`
        : "git has no repository for this folder, or can't read its index",
    );
  };
  const entries = which === "all" ? trackedEntries(git) : stagedEntries(git);
  for (const some of groupsOf(entries, sizesOf(entries, git))) yield* documentsOf(some, git, unreadable);
}

type Git = (args: readonly string[], input?: string) => Buffer;

interface Entry {
  readonly path: string;
  readonly id: string;
}

function trackedEntries(git: Git): Entry[] {
  const lines = git(["ls-files", "--stage", "--full-name", "-z", "--", ":/"]).toString().split("\0").slice(0, -1);
  return lines.flatMap((line) => {
    const [, mode, id, path] = /^(\d+) (\w+) \d\t([\s\S]*)$/.exec(line) as unknown as [string, string, string, string];
    return mode === LINK_TO_COMMIT ? [] : [{ path, id }];
  });
}

function stagedEntries(git: Git): Entry[] {
  const options = ["--cached", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--ignore-submodules=all"];
  // Includes files that are staged outside this folder. --no-relative does the same, but needs git 2.28.
  const parts = git(["-c", "diff.relative=false", "diff", ...options, "--diff-filter=d", "-z"])
    .toString()
    .split("\0")
    .slice(0, -1);
  return parts.flatMap((part, at) => {
    const [, mode, id] = /^:\d+ (\d+) \w+ (\w+) [A-Z]\d*$/.exec(part) ?? [];
    if (at % 2 === 1 || id === undefined || mode === LINK_TO_COMMIT) return [];
    return [{ path: parts[at + 1] as string, id }];
  });
}

function sizesOf(entries: readonly Entry[], git: Git): number[] {
  if (entries.length === 0) return [];
  const lines = git(["cat-file", "--batch-check=%(objectsize)"], idsOf(entries)).toString().split("\n");
  return entries.map((_entry, at) => Number(lines[at]) || 0); // or "… missing"
}

/** Reads as many blobs at a time as fit into memory. */
function* groupsOf(entries: readonly Entry[], sizes: readonly number[]): Generator<Entry[]> {
  let group: Entry[] = [];
  let bytes = 0;
  for (const [at, entry] of entries.entries()) {
    group.push(entry);
    bytes += sizes[at] ?? 0;
    if (bytes < BATCH_BYTES) continue;
    yield group;
    [group, bytes] = [[], 0];
  }
  if (group.length > 0) yield group;
}

function* documentsOf(entries: readonly Entry[], git: Git, unreadable: Unreadable): Generator<Document> {
  const batch = git(["cat-file", "--batch"], idsOf(entries));
  let at = 0;
  for (const { path } of entries) {
    const headEnd = batch.indexOf(0x0a, at);
    const [, size] = / (\d+)$/.exec(batch.toString("latin1", at, headEnd)) ?? [];
    at = headEnd + 1;
    if (size === undefined) {
      unreadable(path, "git has lost its content, or not fetched it yet");
      continue;
    }
    yield { where: path, parts: [batch.subarray(at, at + Number(size))] };
    at += Number(size) + 1;
  }
}

function idsOf(entries: readonly Entry[]): string {
  return entries.map(({ id }) => `${id}\n`).join("");
}
