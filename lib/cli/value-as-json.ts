import { toObject } from "../api/functions";
import { deepCopy } from "../core/table";
import { targetIfView } from "../view/view";

/** A value, a section or a view as JSON. Large integers are texts, dates are ISO texts, and bytes are base64. */
export function valueAsJson(value: unknown, indent?: number): string {
  const isView = targetIfView(value) !== undefined || Array.isArray(value);
  const plain = isView ? toObject(value as object) : deepCopy(value);
  return JSON.stringify(
    plain,
    (_key, part) => {
      if (typeof part === "bigint") return String(part);
      return part instanceof Uint8Array ? Buffer.from(part).toString("base64") : part;
    },
    indent,
  );
}
