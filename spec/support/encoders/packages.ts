import { stringify as querystring } from "node:querystring";
import { inspect } from "node:util";
import axios from "axios";
import { transformSync } from "esbuild";
import { encode as htmlEntities } from "html-entities";
import { dump } from "js-yaml";
import { stringify as qs } from "qs";
import { requireEsm } from "../require-esm";
import { type Encoders, json } from "./encoder";

const { minify_sync }: { minify_sync(code: string, options?: object): { code: string } } = require("terser");
const serialize: (value: unknown) => string = require("serialize-javascript");
const devalue = requireEsm("devalue") as Record<"stringify" | "uneval", (value: unknown) => string>;
const superjson = requireEsm("superjson") as Record<"stringify", (value: unknown) => string>;

const text = JSON.stringify;
const call = (value: string) => `x(${text(value)})`;
const template = (value: string) => `x(\`a\${b}${value.replaceAll(/[\\`$]/g, "\\$&")}\`)`;
const esbuild = (code: string, options: Parameters<typeof transformSync>[1]) => transformSync(code, options);

/** YAML's own escapes of U+2028 and U+2029, `\\L` and `\\P`, are not undone. */
function yaml(value: object, options?: Parameters<typeof dump>[1]): string | undefined {
  const written = dump(value, options);
  return written.includes("\\L") ? undefined : written;
}

/** Node and packages of npm; each runs. */
export const PACKAGES: Encoders = {
  "`JSON.stringify`": json,
  "`JSON.stringify` twice": (value) => text(json(value)),
  "`JSON.stringify` three times": (value) => text(text(json(value))),
  "`JSON.stringify` with indentation": (value) => text({ deep: { value } }, null, 2),
  "`JSON.stringify` of a `Buffer`": (value) => text(Buffer.from(value)),
  "`JSON.stringify` of a `Buffer` with indentation": (value) => text(Buffer.from(value), null, 2),
  "`util.inspect`": (value) => inspect({ value }),
  "`util.inspect` of long lists": (value) => inspect(Array.from({ length: 3 }, () => ({ value: `${value}\n${value}` }))),
  "`util.inspect` of JSON": (value) => inspect([json(value)]),
  "`util.inspect` within `util.inspect`": (value) => inspect([inspect({ value })]),
  "`util.inspect` with colours": (value) => inspect({ value }, { colors: true }),
  "`util.inspect` of an error": (value) => inspect(new Error(`failed: ${value}`, { cause: new Error(json(value)) })),
  "JSON of `util.inspect`": (value) => text({ message: inspect({ value }) }),
  "`util.inspect` of a `Map`": (value) => inspect(new Map([[value, { value }]])),
  encodeURIComponent,
  "`encodeURIComponent` twice": (value) => encodeURIComponent(encodeURIComponent(value)),
  encodeURI,
  escape,
  URLSearchParams: (value) => new URLSearchParams({ value }).toString(),
  "`node:querystring`": (value) => querystring({ value }),
  qs: (value) => qs({ deep: { value } }),
  "qs in ISO 8859-1": (value) => qs({ value: [value] }, { charset: "iso-8859-1" }),
  "axios's params": (value) => axios.getUri({ url: "/", params: { value, deep: { list: [value] } } }),
  "axios's forms": (value) => String(axios.toFormData({ deep: { value } }, new URLSearchParams())),
  "the password of a `URL`": (value) => Object.assign(new URL("http://user@host/"), { password: value }).href,
  esbuild: (value) => esbuild(call(value), { minify: true }).code,
  "esbuild with `charset=utf8`": (value) => esbuild(call(value), { minify: true, charset: "utf8" }).code,
  "esbuild, template literals": (value) => esbuild(template(value), { minify: true }).code,
  "esbuild, a source map": (value) => esbuild(call(value), { sourcemap: "external", sourcefile: "a.js" }).map,
  "esbuild, a source map in the file": (value) => esbuild(call(value), { sourcemap: "inline", sourcefile: "a.js" }).code,
  terser: (value) => minify_sync(call(value)).code,
  "terser with `ascii_only`": (value) => minify_sync(template(value), { format: { ascii_only: true } }).code,
  "terser with `inline_script`": (value) => minify_sync(call(value), { format: { inline_script: true, quote_style: 1 } }).code,
  "serialize-javascript": (value) => serialize({ value, at: new Date(0) }),
  "devalue's stringify": (value) => devalue.stringify({ value, map: new Map([[value, new Set([value])]]) }),
  "devalue's uneval": (value) => devalue.uneval({ value, map: new Map([[value, new Set([value])]]) }),
  superjson: (value) => superjson.stringify({ value, set: new Set([value]), error: new Error(value) }),
  "html-entities": (value) => htmlEntities(value),
  "html-entities, all names of HTML 4": (value) => htmlEntities(value, { level: "html4", mode: "nonAscii" }),
  "html-entities, all in decimal": (value) => htmlEntities(value, { level: "xml", mode: "nonAscii" }),
  "html-entities, all in hex": (value) => htmlEntities(value, { level: "xml", mode: "nonAscii", numeric: "hexadecimal" }),
  "js-yaml": (value) => yaml({ deep: { list: [{ value }] } }),
  "js-yaml, quoted": (value) => yaml({ value }, { forceQuotes: true }),
};
