import { Transform, type TransformCallback } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import type { SecretsTable } from "../core/types";
import { createMasker, type Masker } from "./mask";
import { type Matcher, matcherOfValues } from "./matcher";

/**
 * A matcher of the values of a table and of `others`: the table before a schema changed it, and values that became known later. It
 * is made on first use, and made again if `others` are not the same objects as before.
 */
export function matcherOf(table: SecretsTable, ...others: readonly unknown[]): Matcher {
  const known = matchers.get(table);
  if (known !== undefined && known.others.length === others.length && known.others.every((one, at) => one === others[at]))
    return known.matcher;
  const matcher = matcherOfValues(table, ...others);
  matchers.set(table, { matcher, others });
  return matcher;
}

const matchers = new WeakMap<SecretsTable, { readonly matcher: Matcher; readonly others: readonly unknown[] }>();

/** The text with every value of the table masked. Values that overlap get one mask. */
export function redactText(text: string, matcher: Matcher): string {
  const masker = createMasker(matcher);
  return masker.write(text) + masker.end();
}

/**
 * A Transform that also masks values that are split over chunks. It holds back only text that may be the beginning of a value.
 * `matcherNow` is called for each chunk, so values that are loaded later are masked from then on.
 */
export function createRedactStream(matcherNow: () => Matcher | undefined): Transform {
  const decoder = new StringDecoder("utf8");
  let matcher: Matcher | undefined;
  let masker: Masker | undefined;
  const masked = (chunk: string): string => {
    const now = matcherNow() ?? matcher;
    if (now === undefined) return chunk;
    if (masker !== undefined && now === matcher) return masker.write(chunk);
    const rest = masker?.rest() ?? "";
    matcher = now;
    masker = createMasker(now);
    return masker.write(rest + chunk);
  };
  const push = (stream: Transform, text: string) => {
    if (text !== "") stream.push(text);
  };
  return new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      push(this, masked(decoder.write(chunk)));
      done();
    },
    flush(done: TransformCallback) {
      push(this, masked(decoder.end()) + (masker?.end() ?? ""));
      done();
    },
  });
}
