import { copyDate, REDACTED } from "../core/table";
import { INSPECT, type Inspect, redactedLeaf } from "./inspect";

/*
 * What can't be a Proxy is handed out as a copy that can't be changed: a proxied Date throws on every method, and a frozen
 * one still changes. Date: a copy whose setters throw. Bytes: a plain copy, for typed arrays can't be frozen.
 */

/** A copy of a Date, of the same kind (TOML's local dates are subclasses), whose setters throw what `refusal` makes. */
export function readOnlyDate(date: Date, refusal: (setter: () => never) => unknown): Date {
  const copy = copyDate(date);
  for (const name of Object.getOwnPropertyNames(Date.prototype)) {
    if (!name.startsWith("set")) continue;
    const value = (): never => {
      throw refusal(value);
    };
    Object.defineProperty(copy, name, { value });
  }
  return Object.freeze(copy);
}

/** Freezes a list whose items print as `[redacted]`; what prints itself (`isClosed`) is left to do so. */
export function closeList<T>(items: T[], isClosed: (index: number) => boolean): readonly T[] {
  const inspect = (_depth: number, options: object, nodeInspect: Inspect) => {
    const shown = items.map((item, index) => (isClosed(index) ? item : redactedLeaf));
    return nodeInspect === undefined ? `[ ${shown.map(() => REDACTED).join(", ")} ]` : nodeInspect(shown, options);
  };
  return Object.freeze(Object.defineProperty(items, INSPECT, { value: inspect }));
}
