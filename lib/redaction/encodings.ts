import { inspect } from "node:util";

/*
 * How a text looks in the places where values end up: each function gives every spelling that the common encoders of its kind use,
 * the text as it is among them where nothing of it needs an escape.
 */

/**
 * In JSON: as JavaScript writes it, with `\/` (PHP), in ASCII (Python); as `util.inspect` prints the text or JSON of it; and each of
 * these within JSON.
 */
export function quotedForms(text: string): string[] {
  if (/^[\w !#-&(-.:-@^`{-~[\]]*$/.test(text)) return [text]; // nothing that anybody escapes
  const json = inJson(text);
  const ascii = json.replaceAll(/[\u007f-\uffff]/g, (code) => `\\u${code.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const spellings = [json, ascii, ascii.replaceAll(/\\u[0-9a-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`)];
  const once = [...new Set(spellings.flatMap((spelling) => [spelling, spelling.replaceAll("/", "\\/")]))];
  const twice = once.map(inJson);
  const inspected = [text, ...once, ...twice].flatMap(printed);
  return [...once, ...twice, ...inspected, ...inspected.map(inJson)];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** As `inspect` prints it within a longer text: which quotes it takes, and so whether it escapes `'`, the rest of that text decides. */
function printed(text: string): string[] {
  const whole = inspect(`${text}'"\``, { breakLength: Number.POSITIVE_INFINITY, maxStringLength: null });
  const escaped = whole.slice(1, -`\\'"\`'`.length);
  return [escaped, escaped.replaceAll("\\'", "'")];
}

/** In a URL or a form: no two encoders agree on what may stay as it is. */
export function urlForms(text: string): string[] {
  if (/^[\w.-]*$/.test(text)) return [text];
  const wellFormed = Buffer.from(text).toString(); // half a character would make the encoders throw
  const component = encodeURIComponent(wellFormed);
  const strict = component.replaceAll(/[!'()*~]/g, (code) => `%${code.charCodeAt(0).toString(16).toUpperCase()}`);
  const keeping = (kept: string) =>
    strict.replaceAll(/%[2-7][0-9A-F]/g, (code) => (kept.includes(decodeURIComponent(code)) ? decodeURIComponent(code) : code));
  const spellings = [
    component,
    component.replaceAll("'", "%27"),
    strict,
    keeping("~"), // RFC 3986
    keeping("*"), // forms
    keeping("~/"), // Python's quote
    encodeURI(wellFormed),
    ...asPartOfUrl(wellFormed),
  ];
  const all = [...new Set(spellings.flatMap((spelling) => [spelling, spelling.replaceAll("%20", "+")]))];
  const go = [keeping("~$&+:=@"), keeping("~$&+,/:;=@"), keeping("~$&+,;=")]; // a segment of a path, a path, a user or password
  return [...all, ...all.map((spelling) => spelling.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())), ...go];
}

/** As the URL class writes it: as a password, in a path, in a query and after `#`. A scheme of the web has rules of its own. */
function asPartOfUrl(text: string): string[] {
  const hasDots = /(^|[\\/])(\.|%2e){1,2}([\\/]|$)/i.test(text); // they lead elsewhere, and what is left may be an ordinary word
  const web = new URL("http://host/");
  const other = new URL("other://host/");
  const parts = [web, other].flatMap((url) => {
    if (!hasDots) url.pathname = `/${text}`;
    url.search = `?${text}`;
    return [url.pathname, url.search];
  });
  web.password = text;
  web.hash = `#${text}`;
  const forms = [web.password, ...[web.hash, ...parts].map((part) => part.slice(1))];
  return forms.flatMap((form) => (form.includes("\\") ? [form, inJson(form)] : [form]));
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
