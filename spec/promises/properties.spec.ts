import fc from "fast-check";
import { createSecrets, ReadOnlyError, toObject, type UntypedSecrets } from "../../lib";
import { isFull } from "../support/full";
import { thrown } from "../support/sandbox";

/* Whatever a table holds, every way to look at it through a view says the same, and none changes it. */

const RUNS = isFull ? 1_000 : 100;

const name = fc.oneof(
  fc.constantFrom(
    "__proto__",
    "constructor",
    "toString",
    "then",
    "toJSON",
    "",
    "a.b",
    "0",
    "length",
    "hasOwnProperty",
    "$$typeof",
  ),
  fc.string({ maxLength: 8 }),
);
const { table } = fc.letrec<{ value: unknown; table: Record<string, unknown> }>((tie) => ({
  table: fc.dictionary(name, tie("value"), { maxKeys: 6 }),
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string(),
    fc.integer(),
    fc.bigInt(),
    fc.boolean(),
    fc.double({ noNaN: true }),
    fc.date({ noInvalidDate: true }),
    fc.array(tie("value"), { maxLength: 4 }),
    tie("table"),
  ),
}));

function viewOf(data: object): UntypedSecrets {
  return createSecrets({ env: { SECRETS_TOML: "x" }, files: [], envPrefix: false, exportEnv: false, parse: () => data });
}

/** A view as plain data by every way there is to look: keys, `in`, get, descriptors. */
function lookAt(view: UntypedSecrets): unknown {
  return Object.fromEntries(
    Object.keys(view).map((key) => {
      expect(key in view).toBe(true);
      expect(Object.getOwnPropertyDescriptor(view, key)?.value).toEqual(view[key]);
      return [key, lookAtValue(view[key])];
    }),
  );
}

function lookAtValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lookAtValue);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return lookAt(value as UntypedSecrets);
}

describe("any table", () => {
  it("reads the same by view, by spread and by toObject", () => {
    fc.assert(
      fc.property(table, (data) => {
        const view = viewOf(data);
        expect(Object.keys(view)).toEqual(Object.keys(data));
        expect(toObject(view)).toEqual(data);
        expect(lookAt(view)).toEqual(data);
        expect(lookAtValue({ ...view })).toEqual(lookAt(view));
        expect(Object.entries(view).map(([key]) => key)).toEqual(Object.keys(data));
      }),
      { numRuns: RUNS },
    );
  });

  it("stays what it was, whatever is done to it and in whatever order", () => {
    const acts: ((view: UntypedSecrets, key: string) => unknown)[] = [
      (view, key) => view[key],
      (view, key) => key in view,
      (view) => Object.keys(view),
      (view) => ({ ...view }),
      (view) => JSON.stringify(view),
      (view) => String(view),
      (view) => Object.assign(toObject(view), { mine: 1 }),
      (view, key) => Object.assign(view, { [key]: "mine" }),
      (view, key) => Reflect.deleteProperty(view, key),
      (view) => Object.freeze(view),
      (view, key) => (Array.isArray(view[key]) ? view[key].push("mine") : undefined),
      (view, key) => (view[key] instanceof Date ? Date.prototype.setTime.call(view[key], 0) : undefined),
    ];
    fc.assert(
      fc.property(table, fc.array(fc.tuple(fc.nat(acts.length - 1), fc.nat(5)), { maxLength: 20 }), (data, steps) => {
        const view = viewOf(data);
        const before = JSON.stringify(toObject(view), (_key, value) => (typeof value === "bigint" ? `${value}n` : value));
        for (const [act, index] of steps) {
          try {
            acts[act]?.(view, Object.keys(data)[index] ?? "nope");
          } catch {
            // what is missing or read-only
          }
        }
        expect(JSON.stringify(toObject(view), (_key, value) => (typeof value === "bigint" ? `${value}n` : value))).toBe(before);
      }),
      { numRuns: RUNS },
    );
  });

  it("refuses every write, on every section", () => {
    fc.assert(
      fc.property(table, name, (data, key) => {
        const sections: unknown[] = [viewOf(data)];
        for (const section of sections) {
          expect(thrown(() => Reflect.set(section as object, key, 1))).toBeInstanceOf(ReadOnlyError);
          expect(thrown(() => Reflect.deleteProperty(section as object, key))).toBeInstanceOf(ReadOnlyError);
          for (const value of Object.values(section as object)) {
            if (Object.prototype.toString.call(value) === "[object Object]") sections.push(value);
          }
        }
      }),
      { numRuns: RUNS },
    );
  });
});
