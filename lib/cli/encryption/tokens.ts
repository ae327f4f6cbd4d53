import { formatPath } from "../../core/key-path";
import { readText } from "../../sources/file";
import { headerOf } from "./header";
import { fileValues } from "./values";

/** The content of an encrypted file that can be read without its key. */
export interface Tokens {
  /** Identifies the key of the file; `undefined` for a plain file, and for anything that is not a file. */
  readonly public: string | undefined;
  /** The tokens of the file, by path. */
  readonly tokens: ReadonlyMap<string, string>;
}

/** Equal values at the same place of files with the same key have the same token, so tokens can be compared. */
export function tokensIn(path: string): Tokens {
  const none = { public: undefined, tokens: new Map<string, string>() };
  const text = path.endsWith(".toml") ? readText(path) : undefined;
  const header = text === undefined ? undefined : headerOf(text, path);
  if (text === undefined || header === undefined) return none;
  const tokens = fileValues(text).flatMap(({ path, encoded }) => {
    return encoded?.form === "token" ? [[formatPath(path), `${encoded.kind}:${encoded.base64}`] as const] : [];
  });
  return { public: header.public, tokens: new Map(tokens) };
}
