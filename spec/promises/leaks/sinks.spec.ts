import assert from "node:assert";
import { format, inspect } from "node:util";
import { serialize } from "node:v8";
import { toObject, type UntypedSecrets } from "../../../lib";
import { canary, SAMPLE_FOLDER, SAMPLE_TOML, traceIn } from "../../support/canaries";
import { sandbox, thrown } from "../../support/sandbox";

/*
 * Every sink gets the object, its parts, and things that hold it, and may show no four characters of a canary. Each sink is
 * first shown the same data as plain objects, which it must give away: a sink that swallows everything would prove nothing.
 */

function loaded(): UntypedSecrets {
  const box = sandbox();
  const file = box.writeProject(SAMPLE_TOML);
  for (const [path, content] of Object.entries(SAMPLE_FOLDER)) box.write(path, content);
  const secrets = box.secrets({ files: [file, `${box.root}/folder`], exportEnv: false });
  expect(secrets.root).toBe(canary(0));
  return secrets;
}

/** The views, and what a program may put them into. */
function holders(secrets: UntypedSecrets): Record<string, unknown> {
  return {
    root: secrets,
    section: secrets.db,
    "inline table": secrets.db.inline,
    "deep section": secrets.db.deep,
    "array of tables": secrets.hosts,
    "table in an array": secrets.hosts[0],
    "section of bytes": secrets.mounted,
    "in an object": { a: { b: secrets } },
    "in an array": [[secrets.db], secrets.hosts],
    "in a Map": new Map([["key", secrets]]),
    "in a Set": new Set([secrets]),
    "in a class": Object.assign(new (class Client {})(), { config: secrets.db }),
    "as a cause": new Error("failed", { cause: secrets }),
    "on an error": Object.assign(new Error("failed"), { config: secrets.db }),
    "in an AggregateError": new AggregateError([secrets, new Error("failed", { cause: secrets.db })], "failed"),
    "as a prototype": Object.create(secrets.db),
    "copied as lodash does": Object.assign(Object.create(Object.getPrototypeOf(secrets)), secrets),
  };
}

const LISTS = (secrets: UntypedSecrets): Record<string, unknown> => ({
  list: secrets.list,
  "nested list": secrets.nested_list,
  "list in an object": { list: secrets.list },
});

const attempt = (act: () => unknown): string => {
  try {
    return `${act()}`;
  } catch (error) {
    const { message, stack } = error as Error;
    return `${message}\n${stack}\n${inspect(error, { depth: null, showHidden: true })}`;
  }
};

function* inspectOptions() {
  const both = [false, true];
  for (const showProxy of both)
    for (const showHidden of both)
      for (const customInspect of both)
        for (const getters of ["get", "set", ...both] as const)
          for (const depth of [null, 0, 1, 20]) yield { showProxy, showHidden, customInspect, getters, depth };
}

type Sink = (value: unknown) => string;

const INSPECT: Record<string, Sink> = {
  "util.inspect": (value) => inspect(value),
  "util.inspect, compact, sorted, coloured": (value) =>
    inspect(value, { compact: false, sorted: true, colors: true, breakLength: Number.POSITIVE_INFINITY, depth: null }),
  "util.inspect, long strings and arrays": (value) =>
    inspect(value, { maxArrayLength: null, maxStringLength: null, numericSeparator: true, depth: null }),
  "format %s": (value) => format("%s", value),
  "format %o": (value) => format("%o", value),
  "format %O": (value) => format("%O", value),
  "format without a template": (value) => format(value, value),
  "format with more than the template takes": (value) => format("%d", 1, value),
};

const JSON_LIKE: Record<string, Sink> = {
  "JSON.stringify": (value) => attempt(() => JSON.stringify(value)),
  "JSON.stringify, indented": (value) => attempt(() => JSON.stringify({ value }, null, 2)),
  "format %j": (value) => format("%j", value),
};

const TEXT: Record<string, Sink> = {
  String: (value) => attempt(() => String(value)),
  "a template string": (value) => attempt(() => `${value}`),
  "+ concatenation": (value) => attempt(() => `x${value as string}`),
  join: (value) => attempt(() => [value, value].join()),
  toLocaleString: (value: unknown) => attempt(() => (value as object).toLocaleString()),
  "an error's message": (value) => attempt(() => assert.fail(`cannot connect with ${value}`)),
};

const NUMERIC: Record<string, Sink> = {
  "format %d %i %f %c": (value) => format("%d %i %f %c", value, value, value, value),
  Number: (value) => attempt(() => Number(value)),
};

const CLONE: Record<string, Sink> = {
  structuredClone: (value) => attempt(() => inspect(structuredClone(value), { depth: null })),
  "v8.serialize": (value) => attempt(() => serialize(value).toString("latin1")),
  postMessage: (value) => {
    const { port1, port2 } = new MessageChannel();
    const shown = attempt(() => {
      port1.postMessage(value);
      return inspect(jest.requireActual("node:worker_threads").receiveMessageOnPort(port2), { depth: null });
    });
    port1.close();
    return shown;
  },
};

const ASSERT: Record<string, Sink> = {
  "assert.deepEqual": (value) => attempt(() => assert.deepEqual(value, { other: 1 })),
  "assert.deepStrictEqual": (value) => attempt(() => assert.deepStrictEqual(value, { other: 1 })),
  "assert.deepStrictEqual, the other way round": (value) => attempt(() => assert.deepStrictEqual([{ other: 1 }], [value])),
  "assert.strictEqual": (value) => attempt(() => assert.strictEqual(value, "other")),
  "assert.notStrictEqual": (value) => attempt(() => assert.notStrictEqual(value, value)),
  "assert.notDeepStrictEqual": (value) => attempt(() => assert.notDeepStrictEqual(value, value)),
  "assert.ifError": (value) => attempt(() => assert.ifError(value)),
  "assert.rejects and throws": (value) => attempt(() => assert.throws(() => assert.fail("x"), { message: value as string })),
  "assert.match": (value) => attempt(() => assert.match(value as string, /other/)),
};

/** `sink / holder` of everything that shows a piece. */
function leaksOf(sinks: Record<string, Sink>, held: Record<string, unknown>): string[] {
  const found: string[] = [];
  for (const [sink, show] of Object.entries(sinks))
    for (const [name, value] of Object.entries(held))
      if (traceIn(attempt(() => show(value))) !== undefined) found.push(`${sink} / ${name}`);
  return found;
}

/** Sinks that do not give even a plain object away: here for what a view could do worse. */
const SILENT = new Set([...Object.keys(NUMERIC), "assert.rejects and throws"]);

describe("what shows a plain object does not show the secrets", () => {
  it.each(Object.entries({ ...INSPECT, ...JSON_LIKE, ...TEXT, ...NUMERIC, ...CLONE, ...ASSERT }))("%s", (name, show) => {
    const secrets = loaded();
    const plain = toObject(secrets);
    const controls = { object: plain, section: plain.db, array: plain.list, text: plain.root };
    if (!SILENT.has(name)) expect(leaksOf({ [name]: show }, controls)).not.toEqual([]);
    expect(leaksOf({ [name]: show }, withoutCopies(name, holders(secrets)))).toEqual([]);
  });

  it("util.inspect with every combination of its options", () => {
    const secrets = loaded();
    const held = withoutCopies("assert", holders(secrets));
    let tried = 0;
    for (const options of inspectOptions()) {
      const show = (value: unknown) => inspect(value, options as Parameters<typeof inspect>[1]);
      if (options.depth !== 0) expect([options, leaksOf({ show }, { plain: toObject(secrets).db })]).not.toEqual([options, []]);
      expect([options, leaksOf({ show }, held)]).toEqual([options, []]);
      tried++;
    }
    expect(tried).toBe(128);
  });

  it("shows the items of an array as redacted, and the secrets before they are loaded as that", () => {
    const secrets = loaded();
    expect(leaksOf(INSPECT, LISTS(secrets))).toEqual([]);
    expect(inspect(secrets.list)).toBe("[ [redacted], [redacted] ]");
    const box = sandbox();
    box.writeProject(SAMPLE_TOML);
    expect(inspect(box.secrets())).toBe("Secrets { [redacted], not loaded }");
  });
});

/** A copy that took the prototype along is open to what ignores hooks; see "what stays open". */
function withoutCopies(sink: string, held: Record<string, unknown>): Record<string, unknown> {
  const { "copied as lodash does": _copy, ...rest } = held;
  return sink in ASSERT || sink in CLONE || sink === "assert" ? rest : held;
}

describe("what asks for a value gets it", () => {
  it("by attribute, key, spread, entries, destructuring, assign, for…in and toObject", () => {
    const secrets = loaded();
    const { root, db } = secrets;
    expect([root, secrets["root"], { ...secrets }.root]).toEqual([canary(0), canary(0), canary(0)]);
    expect([db.password, { ...db }.password, Object.assign({}, db).password]).toEqual([canary(6), canary(6), canary(6)]);
    expect(new Map(Object.entries(secrets.hosts[0])).get("token")).toBe(canary(9));
    expect(secrets.list).toEqual([canary(3), canary(4)]);
    expect(Buffer.from(secrets.mounted["key.der"]).subarray(2).toString()).toBe(canary(12));
    expect(traceIn(JSON.stringify(toObject(secrets.db)))).toBeDefined();
    for (const key in secrets.hosts[1]) expect(secrets.hosts[1][key]).toBe(canary(10));
  });
});

/*
 * The list in docs/security.md, "Limits of printing". Each of these reads the values just as a program does that
 * means to; should one of them close, this spec fails and the list gets shorter.
 */
describe("what stays open", () => {
  it("a spread section, a copy by toObject, and a single value are plain data", () => {
    const secrets = loaded();
    const held = { spread: { ...secrets.db }, copy: toObject(secrets.db), value: secrets.db.password };
    expect(leaksOf({ "util.inspect": (value) => inspect(value) }, held)).toHaveLength(3);
  });

  it("JSON, text and clones of an array of strings", () => {
    const held = { list: loaded().list };
    expect(leaksOf({ ...JSON_LIKE, ...TEXT, ...CLONE }, held)).toHaveLength(12);
  });

  it("an array of strings where the hook is switched off, as assert's diffs do", () => {
    const { list, hosts } = loaded();
    const bare = { "customInspect: false": (value: unknown) => inspect(value, { customInspect: false }), ...ASSERT };
    expect(leaksOf(bare, { list })).toEqual(expect.arrayContaining(["customInspect: false / list", "assert.deepEqual / list"]));
    expect(leaksOf(bare, { hosts })).toEqual([]);
  });

  it("a copy that took the prototype along, where the hook is switched off", () => {
    const copy = holders(loaded())["copied as lodash does"];
    expect(leaksOf(INSPECT, { copy })).toEqual([]);
    expect(traceIn(inspect(copy, { customInspect: false }))).toBeDefined();
  });

  it("what copies the keys to write them elsewhere: a query string, a form", () => {
    const { db } = loaded();
    expect(traceIn(String(new URLSearchParams({ ...db.inline })))).toBeDefined();
    expect(traceIn(String(new URLSearchParams(db.inline)))).toBeDefined();
  });

  it("assert.throws, for the keys of an expectation that is a view", () => {
    const fails = () => assert.throws(() => assert.fail("other"), loaded().db.inline);
    expect(traceIn(attempt(fails))).toBeDefined();
  });

  it("a view within another Proxy, or as a prototype where hooks are off, is an error when it is printed, and no value", () => {
    const { db } = loaded();
    for (const [held, options] of [
      [new Proxy(db, {}), {}],
      [Object.create(db), { customInspect: false }],
    ] as const) {
      const shown = attempt(() => inspect(held, options));
      expect(shown).toContain("there is no secret db.");
      expect(traceIn(shown)).toBeUndefined();
    }
  });

  it("a secret that is called toJSON is what JSON.stringify asks for", () => {
    const box = sandbox();
    box.writeProject(`toJSON = "${canary(0)}"\nother = "${canary(1)}"\n`);
    const secrets = box.secrets({ exportEnv: false });
    expect(secrets.toJSON).toBe(canary(0));
    expect(traceIn(JSON.stringify(secrets))).toBeDefined();
    expect(traceIn(inspect(secrets))).toBeUndefined();
    expect(thrown(() => String(box.secrets({ files: "missing.toml" }).x))).toMatchObject({ code: "ERR_SECRETS_FILE_NOT_FOUND" });
  });
});
