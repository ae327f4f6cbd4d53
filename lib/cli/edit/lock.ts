import { randomBytes } from "node:crypto";
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { errorCode } from "../../sources/source-error";
import { cannotWrite } from "../write-error";

/*
 * One writer at a time: a lock file beside the file, which says who made it. A writer holds it for some milliseconds, and never
 * while it waits for a person. If a writer was killed, the next writer removes its lock.
 */

/** The age at which a lock counts as left behind, whoever made it; and the longest wait. */
const LEFT_BEHIND_MS = 10_000;
const PATIENCE_MS = 60_000;

export interface Lock {
  /** Does this writer still hold it? */
  isHeld(): boolean;
  release(): void;
}

/** Waits until no other process writes to the file. @throws SourceError if the folder can't be written to, or it takes too long. */
export function lockFile(file: string): Lock {
  const path = join(dirname(file), `.${basename(file)}.lock`);
  const owner = `${process.pid} ${hostname()} ${randomBytes(8).toString("hex")}`;
  const end = Date.now() + PATIENCE_MS;
  while (!create(path, owner, file)) {
    if (Date.now() > end) {
      throw cannotWrite(file, "another process has been writing to it for a minute", `see what it is, or remove ${path}`);
    }
    if (!takeAway(path)) pause(5 + Math.random() * 20);
  }
  const isHeld = () => textOf(path) === owner;
  return {
    isHeld,
    release() {
      if (isHeld()) rmSync(path, { force: true });
    },
  };
}

function create(path: string, owner: string, file: string): boolean {
  try {
    const descriptor = openSync(path, "wx", 0o600);
    try {
      writeSync(descriptor, owner);
    } catch (error) {
      rmSync(path, { force: true });
      throw error;
    } finally {
      closeSync(descriptor);
    }
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw cannotWrite(file, error);
  }
}

/** Removes a lock that was left behind. If several writers try it, only one succeeds in renaming it. */
function takeAway(path: string): boolean {
  const owner = textOf(path);
  if (owner === undefined || !isLeftBehind(path, owner)) return false;
  const aside = `${path}.${randomBytes(4).toString("hex")}`;
  try {
    renameSync(path, aside);
    if (textOf(aside) !== owner)
      renameSync(aside, path); // another writer was faster, and holds its own lock
    else rmSync(aside, { force: true });
    return true;
  } catch {
    return false;
  }
}

function isLeftBehind(path: string, owner: string): boolean {
  const [pid, host] = owner.split(" ");
  const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (age > LEFT_BEHIND_MS) return true;
  return host === hostname() && !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== "ESRCH";
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
