import { outline, REDACTED, REDACTED_IN_JSON } from "../core/table";
import type { SecretsTable } from "../core/types";
import { INSPECT, type Inspect, redactedLeaf } from "./inspect";

/** The members of the prototype of views. */
export type ViewPrototype = Record<PropertyKey, unknown>;

/**
 * The prototype of views. It looks like Object.prototype: its own prototype is null, which axios and redux check to recognise a
 * plain object, and `constructor` is Object, which lodash, zod, and jest check. Tools that clone what they print (jest, vitest,
 * lodash) keep the prototype, so the clone redacts itself too.
 * @param tableUnder returns the table of a view, `undefined` if it is not loaded, or `null` if the object is a copy and not a
 * view.
 */
export function createPrototype(tableUnder: (object: object) => SecretsTable | undefined | null): ViewPrototype {
  const printed = (object: object) => {
    const table = tableUnder(object);
    return table === null ? (object as SecretsTable) : table;
  };
  function toJSON(this: object): SecretsTable {
    return outline(printed(this) ?? {}, REDACTED_IN_JSON);
  }
  function toText(this: object): string {
    return JSON.stringify(outline(printed(this) ?? {}));
  }
  /** For `util.inspect`. Printing reads no file: before the first read it prints that nothing is loaded. */
  function inspect(this: object, _depth: number, options: object, nodeInspect: Inspect): string {
    const table = printed(this);
    if (table === undefined) return `Secrets { ${REDACTED}, not loaded }`;
    return nodeInspect === undefined ? toText.call(this) : nodeInspect(outline(table, redactedLeaf), options);
  }
  function setHeader(): never {
    throw new TypeError("a secrets object is not an HTTP response; it has setHeader because pino looks for it");
  }
  return hidden({
    constructor: Object,
    hasOwnProperty: Object.prototype.hasOwnProperty,
    isPrototypeOf: Object.prototype.isPrototypeOf,
    propertyIsEnumerable: Object.prototype.propertyIsEnumerable,
    valueOf: Object.prototype.valueOf,
    toString: toText,
    toLocaleString: toText,
    toJSON,
    [INSPECT]: inspect,
    // If two views print alike, jest and vitest print both again without toJSON, but still call "asymmetric matchers". The view
    // must answer this too, not only its copies, because a copy that jest makes has the answers of the view as own members.
    $$typeof: Symbol.for("jest.asymmetricMatcher"),
    toAsymmetricMatcher: toText,
    // pino takes an object with `setHeader` for a response and logs the result of `getHeaders`. It copies any other object key by
    // key, with the values.
    setHeader,
    getHeaders: toJSON,
  });
}

/**
 * The members as accessors on a frozen object without a prototype. All views share it, so it must not be changeable. The setters
 * let a copy with this prototype have own members of the same names, as with Object.prototype.
 */
function hidden(members: object): ViewPrototype {
  const bare = Object.create(null);
  for (const key of Reflect.ownKeys(members)) {
    Object.defineProperty(bare, key, {
      get: () => members[key as keyof typeof members],
      set(this: object, value: unknown) {
        Object.defineProperty(this, key, { value, writable: true, enumerable: true, configurable: true });
      },
    });
  }
  return Object.freeze(bare);
}
