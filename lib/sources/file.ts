import { readFileSync } from "node:fs";
import { statIfAny } from "./stat";

/** What decoding puts in the place of bytes that are not UTF-8. */
const REPLACEMENT = "\ufffd";

/** The text of a file that is UTF-8, or `undefined` where there is none. A BOM is kept. @throws SourceError (`ERR_SECRETS_SOURCE`). */
export function readText(path: string): string | undefined {
  try {
    const stats = statIfAny(path);
    if (stats === undefined) return undefined;
    // Not before it is known to be a file: opening a FIFO would wait for a writer, and a device may answer for ever.
    if (stats.isFile()) {
      const text = readFileSync(path, "utf8");
      if (!text.includes(REPLACEMENT)) return text;
    }
  } catch {
    // Said below, by the reader that knows all reasons.
  }
  const { readExactly } = require("./file-strict") as typeof import("./file-strict");
  return readExactly(path);
}
