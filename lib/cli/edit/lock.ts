import { randomBytes } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { pause } from "../../core/pause";
import { errorCode } from "../../sources/source-error";
import { cannotWrite } from "../write-error";

/*
 * One writer at a time: a lock file next to the file names its owner. A writer holds it for some milliseconds, and never
 * while it waits for a person. If a writer was killed, the next writer removes its lock.
 */

/** A lock of this age counts as left behind, whoever created it. It is also the longest wait. */
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
  for (const name of readdirSync(dirname(file))) {
    // A writer was killed while it removed a lock.
    const aside = join(dirname(file), name);
    if (aside.startsWith(`${path}.`) && isLeftBehind(aside, lockOwner(aside) ?? "")) rmSync(aside, { force: true });
  }
  const isHeld = () => lockOwner(path) === owner;
  return {
    isHeld,
    release() {
      try {
        if (isHeld()) rmSync(path, { force: true });
      } catch {
        // The file is written. The next writer sees that this one is gone.
      }
    },
  };
}

/** A symbolic link whose target is the owner's text: it is there with its text, or not at all. A file, if the system has no links. */
function create(path: string, owner: string, file: string): boolean {
  try {
    symlinkSync(owner, path);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    if (!WITHOUT_LINKS.includes(errorCode(error) ?? "")) throw cannotWrite(file, error);
  }
  try {
    writeFileSync(path, owner, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw cannotWrite(file, error);
  }
}

/** The codes of systems that have no symbolic links, or allow them to few users. */
const WITHOUT_LINKS = ["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EINVAL"];

/** Removes a lock that was left behind. If several writers try it, only one succeeds in renaming it. */
function takeAway(path: string): boolean {
  const owner = lockOwner(path);
  if (owner === undefined || !isLeftBehind(path, owner)) return false;
  const aside = `${path}.${randomBytes(4).toString("hex")}`;
  try {
    renameSync(path, aside);
    if (lockOwner(aside) !== owner)
      renameSync(aside, path); // another writer was faster, and holds its own lock
    else rmSync(aside, { force: true });
    return true;
  } catch {
    return false;
  }
}

function isLeftBehind(path: string, owner: string): boolean {
  const [pid, host] = owner.split(" ");
  const age = Date.now() - (lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (age > LEFT_BEHIND_MS) return true;
  return host === hostname() && !isAlive(Number(pid));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== "ESRCH";
  }
}

/** The owner that a lock names; `undefined` if there is no lock. */
function lockOwner(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
  }
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
