import { closeSync, constants, openSync, readSync } from "node:fs";
import { pause } from "../../core/pause";

/** How long a pipe may have no writer. */
const WAIT_MS = 10_000;
const PAUSE_MS = 20;
const PART_BYTES = 64 * 1024;

/**
 * What is written to a named pipe. Opening it as a file would wait for a writer, and there may never be one, so this waits for a limited
 * time. A writer that is slow has no limit.
 * @throws Error if nobody writes to the pipe.
 */
export function* partsOfPipe(path: string): Generator<Buffer> {
  const pipe = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  let hasWriter = false;
  try {
    for (let waited = 0; ; ) {
      const part = partOf(pipe);
      if (part !== undefined && part.length > 0) yield part;
      else if (part !== undefined && hasWriter) return;
      hasWriter ||= part === undefined || part.length > 0;
      if (part?.length) continue;
      if (!hasWriter && waited >= WAIT_MS) throw new NobodyWrites();
      pause(PAUSE_MS);
      waited += PAUSE_MS;
    }
  } finally {
    closeSync(pipe);
  }
}

export class NobodyWrites extends Error {}

/** The bytes that can be read now: none without a writer, and `undefined` if a writer has written none. */
function partOf(pipe: number): Buffer | undefined {
  const part = Buffer.allocUnsafe(PART_BYTES);
  try {
    return part.subarray(0, readSync(pipe, part));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return undefined;
    throw error;
  }
}
