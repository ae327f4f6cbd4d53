import type { SealedKind } from "../../core/sealed";
import { isKnownKind } from "../../crypto/format";
import { applySplices } from "../edit/splice";
import { partsOf } from "./header";
import { fileValues } from "./values";

const BLANKS: Partial<Record<SealedKind, string>> = {
  str: '""',
  int: "0",
  int64: "0",
  float: "0.0",
  bool: "false",
  date: "1970-01-01T00:00:00Z",
};

/** An encrypted document without its key: keys, kinds, and comments, with a placeholder for each value, and no header. */
export function shapeOf(text: string): string {
  const { body } = partsOf(text);
  const blanks = fileValues(body).flatMap(({ encoded, range: [start, end] }) => {
    if (encoded === undefined) return [];
    return [{ start, end, text: (isKnownKind(encoded.kind) && BLANKS[encoded.kind]) || "[]" }];
  });
  return applySplices(body, blanks);
}
