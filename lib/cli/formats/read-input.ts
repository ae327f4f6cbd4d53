import { isUtf8 } from "node:buffer";
import { SourceError } from "../../core/errors";
import { printable } from "../../core/printable";
import { UsageError } from "../context";
import { tomlString } from "../edit/literal";
import { sourceOfPlain } from "../write/value-source";
import { readEnvFile } from "./env-file";

/** One imported value, as TOML. */
export interface ImportedValue {
  readonly path: readonly string[];
  readonly source: string;
  readonly comments: readonly string[];
  readonly trailing: string | undefined;
  /** It contains `${…}` or `$NAME`, which nothing expands here. */
  readonly hasReference: boolean;
}

export interface Input {
  readonly values: readonly ImportedValue[];
  readonly unknownLines: readonly number[];
}

/** The values of a .env or JSON file. UTF-16 is read if it has a byte order mark. @throws for any other text, without quoting it. */
export function readInputFile(bytes: Uint8Array, name: string): Input {
  const text = decodeText(bytes, name);
  if (/\.ya?ml$/i.test(name))
    throw new UsageError(`${printable(name)} is YAML, which import does not read; convert it to JSON first`);
  if (/\.json$/i.test(name) || /^\s*\{/.test(text)) return { values: fromJson(text, name), unknownLines: [] };
  const { entries, unknownLines } = readEnvFile(text);
  const values = entries.map(({ key, value, comments, trailing }) => {
    return { path: [key], source: tomlString(value), comments, trailing, hasReference: /\$(?:\{|[A-Za-z_])/.test(value) };
  });
  return { values, unknownLines };
}

function decodeText(bytes: Uint8Array, name: string): string {
  const [first, second] = bytes;
  const encoding = first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  if (encoding === "utf-8" && !isUtf8(bytes)) throw unreadable(name, "it is not UTF-8 text", "save the file as UTF-8");
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes); // without the mark
  } catch {
    throw unreadable(name, `it is not ${encoding.toUpperCase()} text`, "save the file as UTF-8");
  }
}

function fromJson(text: string, name: string): ImportedValue[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable(name, "it is not valid JSON", "check it with a JSON editor; its text is not shown here");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw unreadable(name, "it is not a JSON object", "put the values into an object: names and values");
  }
  return [...leaves(value, [])];
}

function* leaves(object: object, above: readonly string[]): Generator<ImportedValue> {
  for (const [key, value] of Object.entries(object)) {
    const path = [...above, key];
    const isSection = typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
    if (isSection) yield* leaves(value, path);
    else {
      try {
        yield { path, source: sourceOfPlain(value), comments: [], trailing: undefined, hasReference: false };
      } catch (error) {
        throw new UsageError(`${path.map((step) => printable(JSON.stringify(step))).join(".")}: ${(error as Error).message}`);
      }
    }
  }
}

function unreadable(name: string, reason: string, next: string): SourceError {
  return new SourceError(`cannot import ${printable(name)}: ${reason}\n  Try: ${next}.`, { source: name, reason });
}
