import { REDACTED } from "../core/table";

/** The hook with which an object prints itself in Node. The symbol is registered, so no import is needed. */
export const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** `util.inspect`, which Node passes to the hook. chai calls the hook without it. */
export type Inspect = ((value: unknown, options: object) => string) | undefined;

/** Prints as `[redacted]`, without quotes. */
export const redactedLeaf = Object.freeze(Object.defineProperty({}, INSPECT, { value: () => REDACTED }));
