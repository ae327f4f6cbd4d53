import { LEAD } from "./clusters";
import type { Heads } from "./prefilter";
import { ESCAPE, KIND } from "./runs";
import { MIN_LENGTH } from "./telling";

/**
 * Does a value perhaps go across the boundary at `to`, if the text before it ends with what may be the beginning of one from `open`
 * on? With many values, each byte is the beginning of one, so the bytes after the boundary decide.
 */
export function isCutAt(heads: Heads, bytes: Uint8Array, open: number, to: number): boolean {
  if (open >= to) return false;
  if (open <= to - MIN_LENGTH || to + LEAD > bytes.length) return true;
  for (let at = to; at < to + LEAD; at++) if (KIND[bytes[at] as number] === ESCAPE) return true;
  return heads.find(bytes, open, to + MIN_LENGTH - 1) < to;
}
