import { lstatSync, type Stats } from "node:fs";
import { isOpenToOthers, readRegular, statIfAny } from "./stat";

/** The replacement character, which a decoder writes for bytes that are not UTF-8. */
const REPLACEMENT = "\ufffd";

/**
 * The text of a UTF-8 file, or `undefined` if the file does not exist. A BOM is kept.
 * @param user if given, a file is refused if anybody except this user and root could have put it there.
 * @throws SourceError (`ERR_SECRETS_SOURCE`).
 */
export function readText(path: string, user?: number): string | undefined {
  try {
    const stats = statIfAny(path);
    if (stats === undefined) return undefined;
    // Opened only if it is a regular file, because a device may never end.
    if (stats.isFile() && (user === undefined || isOwn(path, stats, user))) {
      const text = readRegular(path, stats, "utf8");
      if (text !== undefined && !text.includes(REPLACEMENT)) return text;
    }
  } catch {
    // The strict reader below reports the reason.
  }
  const { readExactly } = require("./file-strict") as typeof import("./file-strict");
  return readExactly(path, user);
}

/**
 * Do the file and its folder belong to the user or to root, and can nobody else write to the folder? All other files go to the
 * strict reader. Only systems whose paths have `/` have uids.
 */
function isOwn(path: string, { uid }: Stats, user: number): boolean {
  // A link in the place of the folder may be another user's, even if it leads to a folder of this user.
  const folder = lstatSync(path.slice(0, path.lastIndexOf("/")) || "/", { throwIfNoEntry: false });
  if (!folder?.isDirectory() || (uid !== user && uid !== 0) || (folder.uid !== user && folder.uid !== 0)) return false;
  return !isOpenToOthers(folder);
}
