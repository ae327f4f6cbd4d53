import assert from "node:assert";
import { createRequire } from "node:module";
import { isDeepStrictEqual } from "node:util";
import v8 from "node:v8";

const require = createRequire(import.meta.url);
const TOML = `token = "canary-token"\n[db]\nuser = "canary-user"\npassword = "canary-password"\n[db.ssl]\nca = "canary-ca"\n[[hosts]]\nname = "canary-host"`;

/** What keeps, copies, compares, checks and serialises objects, with the object and with a section in its hands. */
const USES = {
  immer: (value) => {
    const { produce } = require("immer");
    const next = produce({ secrets: value, count: 0 }, (draft) => {
      draft.count++;
    });
    return [next.count, next.secrets === value, Object.keys(next.secrets)];
  },
  "immer, the draft is read": (value) => {
    const { produce } = require("immer");
    return produce({ secrets: value, user: "" }, (draft) => {
      draft.user = draft.secrets.user ?? draft.secrets.db.user;
    }).user;
  },
  "Redux Toolkit": (value) => {
    const { configureStore, createSlice } = require("@reduxjs/toolkit");
    const slice = createSlice({
      name: "app",
      initialState: { secrets: value, count: 0 },
      reducers: { add: (state) => ({ ...state, count: state.count + 1 }) },
    });
    const store = configureStore({ reducer: slice.reducer });
    store.dispatch(slice.actions.add());
    store.dispatch({ type: "with", payload: value, meta: { value } });
    return [store.getState().count, Object.keys(store.getState().secrets)];
  },
  "serialize-error, a detail": printed(async (value) => {
    const { serializeError } = await import("serialize-error");
    return JSON.stringify(serializeError(Object.assign(new Error("failed"), { config: value })).config);
  }),
  "serialize-error, itself": async (value) => {
    const { serializeError, isErrorLike } = await import("serialize-error");
    return [isErrorLike(value), Object.keys(serializeError(value) ?? {})];
  },
  "lodash, cloneDeep": (value) => Object.keys(require("lodash").cloneDeep(value)),
  "lodash, isPlainObject and the like": (value) => {
    const _ = require("lodash");
    return [_.isPlainObject(value), _.isEmpty(value), _.isArrayLike(value), _.isElement(value), _.size(value), _.keys(value)];
  },
  "lodash, merge and defaults": (value) => {
    const _ = require("lodash");
    const made = [
      _.merge({}, value),
      _.defaultsDeep({ port: 1 }, value),
      _.mapValues(value, (item) => typeof item),
      _.pick(value, Object.keys(value)[0]),
    ];
    return made.map((item) => Object.keys(item));
  },
  "lodash, isEqual": (value) => {
    const _ = require("lodash");
    return [_.isEqual(value, { ...value }), _.isMatch(value, {}), _.has(value, "absent"), _.get(value, Object.keys(value)[0])];
  },
  "fast-safe-stringify": printed((value) => require("fast-safe-stringify")({ value })),
  "safe-stable-stringify": printed((value) => require("safe-stable-stringify")({ value })),
  "fast-json-stringify": printed((value) =>
    require("fast-json-stringify")({ type: "object", additionalProperties: true })({ value }),
  ),
  flatted: (value) => require("flatted").stringify({ value }).length > 0,
  superjson: printed(async (value) => (await import("superjson")).default.stringify(value)),
  devalue: async (value) => (await import("devalue")).stringify(value).length > 0,
  structuredClone: refusal((value) => structuredClone(value)),
  "node:v8, serialize": refusal((value) => v8.serialize(value)),
  postMessage: refusal((value) => new MessageChannel().port1.postMessage(value)),
  "node:util, isDeepStrictEqual": (value) => [isDeepStrictEqual(value, value), isDeepStrictEqual({ a: value }, { a: 1 })],
  "node:assert, deepEqual": (value) => {
    assert.deepEqual(value, { ...value });
    assert.partialDeepStrictEqual?.({ value }, { value });
    return true;
  },
  "node:events, emit and once": async (value) => {
    const { EventEmitter, once } = require("node:events");
    const emitter = new EventEmitter();
    const got = once(emitter, "ready");
    emitter.emit("ready", value);
    return Object.keys((await got)[0]);
  },
  "node:stream, object mode": async (value) => {
    const { Readable } = require("node:stream");
    const got = [];
    for await (const item of Readable.from([value])) got.push(Object.keys(item));
    return got;
  },
  "node:async_hooks": (value) => {
    const { AsyncLocalStorage } = require("node:async_hooks");
    const storage = new AsyncLocalStorage();
    return storage.run(value, () => Object.keys(storage.getStore()));
  },
  zod: (value) => {
    const { z } = require("zod");
    return [
      Object.keys(z.looseObject({}).parse(value)),
      z.record(z.string(), z.unknown()).safeParse(value).success,
      z.any().parse(value) === value,
    ];
  },
  "zod, an optional key": (value) => {
    const { z } = require("zod");
    return Object.keys(z.object({ absent: z.string().optional() }).loose().parse(value));
  },
  "class-transformer": (value) => {
    require("reflect-metadata");
    const { plainToInstance, instanceToPlain } = require("class-transformer");
    class Config {}
    return [Object.keys(plainToInstance(Config, value)), Object.keys(instanceToPlain(value))];
  },
  rxjs: async (value) => {
    const { of, from, firstValueFrom, isObservable } = require("rxjs");
    return [isObservable(value), Object.keys(await firstValueFrom(of(value))), Object.keys(await firstValueFrom(from([value])))];
  },
  mobx: (value) => {
    const { observable, toJS, isObservable } = require("mobx");
    const store = observable({ value }, {}, { deep: false });
    const box = observable.box(value);
    return [isObservable(value), Object.keys(store.value), Object.keys(box.get()), Object.keys(toJS(store).value)];
  },
  "Vue, reactive and ref": (value) => {
    const { reactive, ref, shallowRef, isRef, isReactive, toRaw, readonly, unref } = require("vue");
    const keys = [reactive({ value }).value, ref(value).value, readonly(value)].map((item) => Object.keys(item));
    return [isRef(value), isReactive(value), keys, toRaw(value) === value, unref(shallowRef(value)) === value];
  },
  "Vue, provide and inject": async (value) => {
    const { createSSRApp, inject, h } = require("vue");
    const { renderToString } = require("vue/server-renderer");
    const app = createSSRApp({ setup: () => () => h("p", Object.keys(inject("secrets")).join()) });
    app.provide("secrets", value);
    app.config.globalProperties.$secrets = value;
    return renderToString(app);
  },
  Effect: async (value) => {
    const { Effect, Option, Equal, Hash } = await import("effect");
    const keys = Object.keys(await Effect.runPromise(Effect.succeed(value)));
    return [keys, Option.isOption(value), Equal.equals(value, value), typeof Hash.hash(value)];
  },
  ramda: (value) => {
    const R = require("ramda");
    return [R.keys(value), R.equals(value, value), R.type(value), Object.keys(R.mergeRight({}, value))];
  },
  "ramda, map": (value) => require("ramda").map((item) => typeof item, value),
  "GraphQL, the root value and a field": async (value) => {
    const { graphql, buildSchema } = require("graphql");
    const schema = buildSchema("type Query { section: Section } type Section { user: String, token: String }");
    const field = "user" in value ? "user" : "token";
    const { data, errors } = await graphql({
      schema,
      source: `{ section { ${field} } }`,
      rootValue: { section: value },
      contextValue: value,
    });
    return [data, errors?.length ?? 0];
  },
  "Promise.all and Promise.resolve": async (value) => [
    Object.keys((await Promise.all([value]))[0]),
    (await Promise.resolve(value)) === value,
  ],
  "Map, Set and WeakMap": (value) => [
    new Map([[value, 1]]).get(value),
    new Set([value]).has(value),
    new WeakMap([[value, 1]]).get(value),
  ],
  "express-session's store": async (value) => {
    const { MemoryStore } = require("express-session");
    const store = new MemoryStore();
    await new Promise((done) => store.set("id", { cookie: {}, value }, done));
    return (await new Promise((done) => store.get("id", (_error, session) => done(session)))) !== undefined;
  },
};

export default Object.entries(USES).flatMap(([name, use]) =>
  Object.entries({ "the object": (secrets) => secrets, "a section": ({ db }) => db }).map(([what, of]) => ({
    name: `${name}: ${what}`,
    printed: use.printed,
    refuses: use.refuses,
    toml: TOML,
    use: (secrets) => use(of(secrets)),
  })),
);

/** What comes of it is text, in which no value may be. */
function printed(use) {
  return Object.assign(use, { printed: true });
}

/** JavaScript itself refuses every Proxy there: what matters is that it says so. */
function refusal(use) {
  return Object.assign(use, { refuses: true });
}
