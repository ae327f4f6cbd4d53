import { dirname } from "node:path";
import { SourceError, seeDocs } from "../core/errors";
import { isWithin } from "../core/paths";
import { printable } from "../core/printable";
import { type Step, symlinkChain } from "../core/symlink-chain";
import { isOpenToOthers } from "./stat";

/*
 * A program reads `.streamlit/secrets.toml` in whichever folder it is started. In /tmp, or in a folder that a team shares, somebody else
 * could have put it there. Loaded only if the file or its folder belongs to another user, or others can write to the folder.
 */

/** The owner that root's files show in a user namespace that has no number for root. */
const OVERFLOW_UID = 65534;
const STICKY = 0o1000;

/**
 * Refuses a file that another user could have planted: it, or a folder or link on the way to it, belongs to neither `uid` nor root, and lies
 * where others can write. A file of another user in a folder that only its owner can write to is not refused.
 * @throws SourceError (`ERR_SECRETS_SOURCE`).
 */
export function refuseIfPlanted(path: string, uid: number): void {
  const steps = symlinkChain(path);
  const trusted = new Set([0, uid]);
  if (steps.at(-1)?.stats?.uid === OVERFLOW_UID) trusted.add(OVERFLOW_UID);
  for (const step of steps) {
    if (step.stats === undefined || trusted.has(step.stats.uid)) continue;
    const open = steps.find((folder) => canPlantIn(folder, step.path));
    if (open !== undefined) throw planted(path, step, open);
  }
}

/** Could others have put what lies at `path` into this folder? In a sticky folder they can add an entry, and not replace one of another user. */
function canPlantIn({ path: folder, stats }: Step, path: string): boolean {
  if (!stats?.isDirectory() || path === folder || !isWithin(path, folder) || !isOpenToOthers(stats)) return false;
  return (stats.mode & STICKY) === 0 || dirname(path) === folder;
}

function planted(path: string, { path: foreign, stats }: Step, open: Step): SourceError {
  const what = foreign === path ? "it" : printable(foreign);
  const who = open.stats !== undefined && (open.stats.mode & 0o002) !== 0 ? "every user" : "a group";
  const reason = `another user could have put it there: ${what} belongs to uid ${stats?.uid}, and ${who} can write to ${printable(open.path)}`;
  return new SourceError(
    `cannot read secrets from ${printable(path)}: ${reason}\n` +
      "  Try: start the program in a folder of your own. If you trust this file, name it in SECRETS_FILES or in the option `files`.\n" +
      seeDocs("ERR_SECRETS_SOURCE"),
    { source: path, reason },
  );
}
