/**
 * Names that JavaScript and its tools read from every object. Each reads as on a plain object, unless a secret has that name.
 * Every other missing name is an error.
 */
const PROBES: ReadonlySet<PropertyKey> = new Set([
  "then", // await, Promise.resolve
  "toJSON", // JSON.stringify, pretty-format, loggers
  "constructor", // jest, lodash, zod, loggers: "what class is it?"
  "toString", // String, template strings
  "toLocaleString",
  "valueOf", // +, <, ==
  "hasOwnProperty", // the guard in old for…in loops
  "isPrototypeOf",
  "propertyIsEnumerable",
  "__proto__", // the prototype, the old way
  "$$typeof", // React, pretty-format: "is it an element?"
  "nodeType", // pretty-format, jest-dom, lodash: "is it a DOM node?"
  "nodeName", // object-inspect, and so tape and qs
  "tagName",
  "length", // lodash, Immutable.js: "is it like an array?"
  "hasAttribute",
  "asymmetricMatch", // matchers of jest, vitest, jasmine
  "toAsymmetricMatcher",
  "_isMockFunction", // jest: "is it a mock?"
  "__esModule", // interop of bundlers and vitest
  "__v_isRef", // Vue
  "__v_isReactive",
  "__v_isReadonly",
  "__v_isShallow",
  "__v_raw",
  "__v_skip",
  "_isVue", // Sentry: "is it a Vue component?"
  "__isVue",
  "__sentry_skip_normalization__",
  "__sentry_override_normalization_depth__",
  "_bsontype", // bson, jest-mongodb
  "toBSON",
]);

/** Is this a name that tools read without meaning a secret? */
export function isProbed(key: string): boolean {
  // Tools write a symbol as text with `@@`: "@@iterator" (React), "@@__IMMUTABLE_LIST__@@" (pretty-format), "@@functional/placeholder".
  return PROBES.has(key) || key.startsWith("@@");
}
