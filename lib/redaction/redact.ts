import { Transform, type TransformCallback } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import type { SecretsTable } from "../core/types";
import { createMasker, type Masker } from "./mask";
import { type Matcher, matcherOfValues } from "./matcher";

/**
 * A matcher of a table's values and of `others`: what a schema made the table of, values that became known later. It is made on
 * first use, and again if `others` are not the same objects as before.
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

/** The text with every value of the table masked. What several values cover between them is masked as one. */
export function redactText(text: string, matcher: Matcher): string {
  const masker = createMasker(matcher);
  return masker.write(text) + masker.end();
}

/**
 * A Transform that masks values also where they are split over chunks. It holds back only what may be the beginning of one.
 * `matcherNow` is asked at each chunk: what is loaded later is masked from then on.
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
