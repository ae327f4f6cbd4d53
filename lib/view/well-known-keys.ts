/*
 * Names that JavaScript and its tools read from every object. Each reads as on a plain object, unless a secret has that name. Every
 * other missing name is an error. An option of a client does not belong here, even if most sections lack it.
 * `node spec/company/record.mjs` prints which package reads which name.
 */

/** JavaScript itself. */
const LANGUAGE: readonly string[] = [
  "then", // await, Promise.resolve
  "toJSON", // JSON.stringify, pretty-format, loggers
  "constructor", // jest, lodash, zod, loggers: "what class is it?"
  "toString", // String, template strings
  "toLocaleString",
  "valueOf", // +, <, ==
  "hasOwnProperty", // the guard in old for…in loops
  "isPrototypeOf",
  "propertyIsEnumerable",
  "length", // lodash, Immutable.js: "is it like an array?"
  "inspect", // chai, object-inspect, old loggers: how Node's inspect was customised before symbols
];

/** Test runners and their printers. */
const TESTS: readonly string[] = [
  "nodeType", // pretty-format, jest-dom, lodash: "is it a DOM node?"
  "nodeName", // object-inspect, and so tape and qs
  "tagName",
  "hasAttribute",
  "asymmetricMatch", // matchers of jest, vitest, jasmine
  "toAsymmetricMatcher",
  "jasmineToString",
];

/** Containers and frameworks, which look for hooks in every object that they keep. */
const CONTAINERS: readonly string[] = [
  "onModuleInit", // NestJS: the hooks of a provider
  "onApplicationBootstrap",
  "onModuleDestroy",
  "beforeApplicationShutdown",
  "onApplicationShutdown",
  "getter", // Fastify's decorate: "is it an accessor?"
  "setter",
  "destroy", // typedi's reset
  "toHTML", // Handlebars: "is it escaped already?"
];

/** Code that takes a body or a reply: "is it a stream, bytes, a form, an observable?" */
const BODIES: readonly string[] = [
  "pipe", // Fastify, hapi, h3, undici, is-stream, serialize-error
  "pipeTo", // h3
  "pipeThrough", // Node's streams
  "getReader", // Fastify
  "getWriter", // Node's streams
  "readable", // Koa
  "writable", // is-stream
  "_readableState", // Node's streams
  "_writableState",
  "buffer", // Fastify, Buffer.from
  "byteLength",
  "arrayBuffer", // "is it a Blob?"
  "append", // undici, axios: "is it a form?"
  "lift", // NestJS, RxJS: "is it an observable?"
  "subscribe", // RxJS, Svelte
  "schedule", // RxJS: "is it a scheduler?"
];

/** Loggers, which look for errors and for HTTP requests. */
const LOGGERS: readonly string[] = [
  "message", // winston, consola, signale, pino: "is it like an error, or an entry of a log?"
  "stack", // consola, serialize-error; see `isReadAfterCopying`
  "args", // consola: "is it an entry of a log?"
  "prefix", // signale: the same
  "suffix",
  "nativeError", // tslog: "is it an error that it wrapped?"
  "method", // pino: "is it a request?"
  "setHeader", // pino: "is it a response?" See prototype.ts for the answer
  "headersSent",
  "getHeaders",
];

/** Libraries that keep, compare, and store state. */
const STATE: readonly string[] = [
  "prototype", // object-hash: "is it a function?"
  "equals", // Immutable.js, Ramda: "does it compare itself?"
  "hashCode",
  "_tag", // fp-ts, Effect: "which variant is it?"
  "_bsontype", // bson, mongoose
  "toBSON",
  "toPostgres", // pg, for the parameter of a query
  "toSqlString", // mysql, mysql2: the same
];

const PROBES: ReadonlySet<string> = new Set([...LANGUAGE, ...TESTS, ...CONTAINERS, ...BODIES, ...LOGGERS, ...STATE]);

/**
 * Marks that tools put on their own objects and look for on all objects: `__proto__`, `__esModule`, `__v_isRef` (Vue), `__isVue`,
 * `__sentry_skip_normalization__`, `__typename` (GraphQL clients), `__wrapped__` (lodash); `_isVue`, `_isMockFunction` (jest),
 * `_isAMomentObject`, `_isBigNumber`, `isMobXAtom`, `isMongooseBuffer`; `$$typeof` (React), `$__` (mongoose); and symbols as text:
 * `@@iterator`, `@@__IMMUTABLE_LIST__@@`, `@@functional/placeholder`, `fantasy-land/equals` (Ramda).
 */
const MARK = /^(?:__|_is[A-Z]|is(?:MobX|Mongoose)[A-Z]|\$|@@|fantasy-land\/)/;

/** Is this a name that tools read without meaning a secret? */
export function isWellKnownKey(key: string): boolean {
  return PROBES.has(key) || MARK.test(key);
}

/**
 * Does the package `caller` read this name after it copied all values into its output? Winston merges an object that follows the
 * text of a message, and then checks whether the object was an error. An answer would let the values into the log.
 */
export function isReadAfterCopying(key: string, caller: () => string | undefined): boolean {
  return key === "stack" && caller() === "winston";
}
