import { inspect } from "node:util";

/*
 * How a text looks in the places where values end up: each function gives every spelling that the common encoders of its kind use,
 * the text as it is among them where nothing of it needs an escape.
 */

/** In JSON: as JavaScript writes it, with `\/` (PHP), in ASCII (Python), and JSON within JSON; and as `util.inspect` prints it. */
export function quotedForms(text: string): string[] {
  if (/^[\w !#-&(-.:-@^`{-~[\]]*$/.test(text)) return [text]; // nothing that anybody escapes
  const inJson = (value: string) => JSON.stringify(value).slice(1, -1);
  const json = inJson(text);
  const ascii = json.replaceAll(/[\u007f-\uffff]/g, (code) => `\\u${code.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const spellings = [json, ascii, ascii.replaceAll(/\\u[0-9a-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`)];
  const once = spellings.flatMap((spelling) => [spelling, spelling.replaceAll("/", "\\/")]);
  const printed = inspect(text, { breakLength: Number.POSITIVE_INFINITY, maxStringLength: null }).slice(1, -1);
  return [...once, ...once.map(inJson), printed];
}

/** In a URL or a form: no two encoders agree on what may stay as it is. */
export function urlForms(text: string): string[] {
  if (/^[\w.-]*$/.test(text)) return [text];
  const wellFormed = Buffer.from(text).toString(); // half a character would make the encoders throw
  const component = encodeURIComponent(wellFormed);
  const strict = component.replaceAll(/[!'()*~]/g, (code) => `%${code.charCodeAt(0).toString(16).toUpperCase()}`);
  const spellings = [
    component,
    component.replaceAll("'", "%27"),
    strict,
    strict.replaceAll("%7E", "~"), // RFC 3986
    strict.replaceAll("%2A", "*"), // forms
    strict.replaceAll("%7E", "~").replaceAll("%2F", "/"), // Python's quote
    encodeURI(wellFormed),
    ...asPartOfUrl(wellFormed),
  ];
  const all = spellings.flatMap((spelling) => [spelling, spelling.replaceAll("%20", "+")]);
  return [...all, ...all.map((spelling) => spelling.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))];
}

/** As the URL class writes it: as a password, and in a query. */
function asPartOfUrl(text: string): string[] {
  const url = new URL("http://host/");
  url.password = text;
  url.search = `?${text}`;
  return [url.password, url.search.slice(1)];
}

/** In hex, and in base64 and base64url, alone and within longer data. */
export function encodedForms(bytes: Buffer): string[] {
  const hex = bytes.toString("hex");
  return [hex, hex.toUpperCase(), ...[0, 1, 2].flatMap((offset) => base64Within(bytes, offset))];
}

/** What the bytes look like in base64 where `offset` bytes stand before them: the characters that are theirs alone. */
function base64Within(bytes: Buffer, offset: number): string[] {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
  const own = text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  const forUrls = own.replaceAll("+", "-").replaceAll("/", "_");
  return own === forUrls ? [own] : [own, forUrls];
}
