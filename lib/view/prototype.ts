import { outline, REDACTED } from "../core/table";
import type { SecretsTable } from "../core/types";
import { INSPECT, type Inspect, redactedLeaf } from "./inspect";

/** The members of the prototype that views show. */
export type ViewPrototype = Record<PropertyKey, unknown>;

/**
 * The prototype that a view shows. To a reader it is as bare as Object.prototype (its own prototype is null, by which axios,
 * redux and the like know a plain object; `constructor` is Object, by which lodash, zod and jest do). But tools that clone
 * what they print (jest, vitest, lodash) clone it with its prototype, and so the clone redacts itself too.
 * @param tableUnder the table of a view, `undefined` where it is not loaded, or `null` where the object is no view but a copy.
 */
export function createPrototype(tableUnder: (object: object) => SecretsTable | undefined | null): ViewPrototype {
  const printed = (object: object) => {
    const table = tableUnder(object);
    return table === null ? (object as SecretsTable) : table;
  };
  function toJSON(this: object): SecretsTable {
    return outline(printed(this) ?? {});
  }
  function toText(this: object): string {
    return JSON.stringify(toJSON.call(this));
  }
  /** For `util.inspect`. Printing reads no file: an object that nobody asked a key of is shown as that. */
  function inspect(this: object, _depth: number, options: object, nodeInspect: Inspect): string {
    const table = printed(this);
    if (table === undefined) return `Secrets { ${REDACTED}, not loaded }`;
    return nodeInspect === undefined ? toText.call(this) : nodeInspect(outline(table, redactedLeaf), options);
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
    // Where two views print alike, jest and vitest print both again without toJSON, but still ask "asymmetric matchers". The
    // view answers this as well, not its copies alone: what jest copies has the view's answers as members of its own.
    $$typeof: Symbol.for("jest.asymmetricMatcher"),
    toAsymmetricMatcher: toText,
  });
}

/**
 * The members on an object without a prototype, not enumerable. All views show it, so nobody can change it; but a copy that has it
 * as its prototype can have members of its own, as over Object.prototype.
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
