import { copyDate, REDACTED } from "../core/table";
import { INSPECT, type Inspect, redactedLeaf } from "./inspect";

/*
 * Values that can't be a Proxy are returned as copies. A proxied Date throws on every method, and a frozen Date can still be
 * changed, so a Date is a copy whose setters throw. Typed arrays can't be frozen, so bytes are a plain copy.
 */

/** A copy of a Date, of the same class (TOML's local dates are subclasses). Its setters throw the error of `refusal`. */
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

/** Freezes a list and makes its items print as `[redacted]`, except items that redact themselves (`isClosed`). */
export function closeList<T>(items: T[], isClosed: (index: number) => boolean): readonly T[] {
  const inspect = (_depth: number, options: object, nodeInspect: Inspect) => {
    const shown = items.map((item, index) => (isClosed(index) ? item : redactedLeaf));
    return nodeInspect === undefined ? `[ ${shown.map(() => REDACTED).join(", ")} ]` : nodeInspect(shown, options);
  };
  return Object.freeze(Object.defineProperty(items, INSPECT, { value: inspect }));
}
