import { STORE_SCHEMES } from "../core/store-schemes";
import { isTable } from "../core/table";
import type { Loaded, Place, SecretsTable, Source } from "../core/types";
import { discover } from "../sources/discover";
import { readText } from "../sources/file";
import type { DecodeFile } from "../sources/folder";
import { decodeToml } from "../toml/decode";
import type { Decryption } from "./decryption";
import type { LoadRequest } from "./load-request";

/*
 * Every program waits for its first load, and V8 compiles each function at its first call. So this file has few functions, and
 * imports only what every load needs. Modules that only some loads need are required at the point of use.
 */

/**
 * Discovers, reads, decodes, and merges every source. Keeps no state and writes nothing.
 * @throws FileNotFoundError, ParseError, SourceError.
 */
export function load(request: LoadRequest): Loaded {
  const { env, envPrefix, parse } = request;
  let decryption: Decryption | undefined; // one for all sources, because a key is searched for once
  let mayRefer: Loaded["mayRefer"];
  const decode = (text: string, where: string): SecretsTable => {
    const isAgeFile = text.trimStart().startsWith("-----BEGIN AGE ENCRYPTED FILE-----");
    const isHidden = text.includes("enc:") || (text.includes("\\") && /\\[uU\s]/.test(text)); // no function here: compiling one costs more
    if (parse !== undefined || isAgeFile || isHidden) {
      mayRefer = "store"; // its values may be escaped or encrypted in the text
    } else if (text.includes("://")) mayRefer = seen(mayRefer, text);
    const table = isAgeFile ? undefined : decodeToml(text, where, parse);
    if (table !== undefined && !Object.hasOwn(table, "toml-secrets") && !text.includes("enc:")) return table;
    decryption ??= (require("./decryption") as typeof import("./decryption")).createDecryption(request, decodeToml);
    return table === undefined ? decryption.wholeFile(text, where) : decryption.values(table, where);
  };
  const places: Place[] = [];
  const sources: Source[] = [];
  for (const { kind, path, user, isUnknown } of discover(request.files, env, request)) {
    const text = kind === "file" && !isUnknown ? readText(path, user) : undefined;
    const table = kind === "folder" ? fromFolder(path, decode) : text === undefined ? undefined : decode(text, path);
    let place: Place = { where: path, kind, found: table !== undefined };
    if (table !== undefined && Object.keys(table).length === 0) place = { ...place, isEmpty: true };
    places.push(place);
    if (kind === "folder") mayRefer = seen(mayRefer, table);
    if (table !== undefined) sources.push({ place, table });
  }
  if (request.values !== undefined) {
    const place: Place = { where: "values option", kind: "values", found: true };
    places.push(place);
    mayRefer = "store"; // a plain object may contain anything, even circles
    sources.push({ place, table: request.values });
  }
  const document = env.SECRETS_TOML;
  const place: Place = { where: "SECRETS_TOML", kind: "environment", found: Boolean(document) };
  places.push(place);
  if (document) {
    const table = decode(document, place.where);
    if (document.includes("\\n") && Object.keys(table).length === 0) throw swallowed();
    sources.push({ place, table });
  }

  let loaded: Loaded = { table: merge(sources), sources, places };
  if (envPrefix !== false) {
    const names = Object.keys(env).filter((name) => name.startsWith(envPrefix));
    if (names.length > 0) {
      for (const name of names) mayRefer = seen(mayRefer, env[name]);
      const { withVariables } = require("../sources/environment") as typeof import("../sources/environment");
      const one = (text: string) => decodeToml(text, "a variable", parse);
      loaded = withVariables(loaded, env, envPrefix, one, request.written);
    }
    places.push({ where: `${envPrefix}*`, kind: "environment", found: loaded.sources.length > sources.length });
  }
  if (loaded.sources.length > 0) return mayRefer === undefined ? loaded : { ...loaded, mayRefer };
  const { nothingFound } = require("./not-found") as typeof import("./not-found");
  throw nothingFound(places);
}

/** The widest kind of reference in a value and in the texts before it. */
function seen(before: Loaded["mayRefer"], value: unknown): Loaded["mayRefer"] {
  if (typeof value === "string")
    return before === "store" || !value.includes("://") ? before : namesStore(value) ? "store" : "any";
  return isTable(value) ? Object.values(value).reduce<Loaded["mayRefer"]>(seen, before) : before;
}

/** Does the text name a well-known store? */
function namesStore(text: string): boolean {
  return new RegExp(`ref\\+|(?:^|[^\\w.-])(?:${STORE_SCHEMES})://`, "i").test(text);
}

/** Merges all tables. A key of a later table replaces the whole value, and keeps the position of its first appearance. */
function merge(sources: readonly Source[]): SecretsTable {
  if (sources.length === 1) return (sources[0] as Source).table;
  const merged = Object.create(null); // without a prototype, `__proto__` is an ordinary key
  for (const { table } of sources) Object.assign(merged, table);
  return merged;
}

/** The error for a document in a variable that is one comment, because its line breaks are not real ones. */
function swallowed(): Error {
  const { swallowedByComment } = require("./not-found") as typeof import("./not-found");
  return swallowedByComment();
}

function fromFolder(path: string, decode: DecodeFile): SecretsTable | undefined {
  const { readFolder } = require("../sources/folder") as typeof import("../sources/folder");
  return readFolder(path, decode);
}
