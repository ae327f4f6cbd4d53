import { readFileSync } from "node:fs";
import { statIfAny } from "./stat";

/** What decoding writes for bytes that are not UTF-8. */
const REPLACEMENT = "\ufffd";

/**
 * The text of a UTF-8 file, or `undefined` if the file does not exist. A BOM is kept.
 * @throws SourceError (`ERR_SECRETS_SOURCE`).
 */
export function readText(path: string): string | undefined {
  try {
    const stats = statIfAny(path);
    if (stats === undefined) return undefined;
    // Opened only if it is a regular file: opening a FIFO would block until a writer opens it, and a device may never end.
    if (stats.isFile()) {
      const text = readFileSync(path, "utf8");
      if (!text.includes(REPLACEMENT)) return text;
    }
  } catch {
    // The careful reader below reports the reason.
  }
  const { readExactly } = require("./file-strict") as typeof import("./file-strict");
  return readExactly(path);
}
