import { REDACTED } from "../core/table";

/** Node's name for the hook with which an object prints itself; a registered symbol, so no import is needed. */
export const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** `util.inspect`, which Node hands to a hook; chai calls the hook without it. */
export type Inspect = ((value: unknown, options: object) => string) | undefined;

/** Prints as `[redacted]`, without quotes. */
export const redactedLeaf = Object.freeze(Object.defineProperty({}, INSPECT, { value: () => REDACTED }));
