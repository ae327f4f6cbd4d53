import { Transform, type TransformCallback } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { createMatcher, type Matcher } from "./matcher";
import { needlesOf } from "./needles";
import { REDACTED } from "./outline";
import type { SecretsTable } from "./types";

/** A matcher of a table's values, made once for each table. */
export function matcherOf(table: SecretsTable): Matcher {
  let matcher = matchers.get(table);
  if (matcher === undefined) {
    matcher = createMatcher(needlesOf(table));
    matchers.set(table, matcher);
  }
  return matcher;
}

const matchers = new WeakMap<SecretsTable, Matcher>();

/** The text with every value of the table masked. What several values cover between them is masked as one. */
export function redactText(text: string, matcher: Matcher): string {
  return mask(text, matcher, text.length).text;
}

/**
 * A Transform that masks values also where they are split over chunks. It holds back only what may be the beginning of one.
 * `tableNow` is asked at each chunk: what is loaded later is masked from then on.
 */
export function createRedactStream(tableNow: () => SecretsTable | undefined): Transform {
  const decoder = new StringDecoder("utf8");
  let held = "";
  const push = (stream: Transform, chunk: string, isLast: boolean) => {
    held += chunk;
    const table = tableNow();
    const matcher = table === undefined ? undefined : matcherOf(table);
    const until = matcher === undefined || isLast ? held.length : matcher.openEnd(held);
    const { text, upTo } = matcher === undefined ? { text: held, upTo: held.length } : mask(held, matcher, until);
    held = held.slice(upTo);
    if (text !== "") stream.push(text);
  };
  return new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      push(this, decoder.write(chunk), false);
      done();
    },
    flush(done: TransformCallback) {
      push(this, decoder.end(), true);
      done();
    },
  });
}

/** The masked text up to `until`, or to where a value begins that reaches beyond it. */
function mask(text: string, matcher: Matcher, until: number): { text: string; upTo: number } {
  const parts: string[] = [];
  let done = 0;
  let start = -1;
  let end = -1;
  const close = () => {
    if (start === -1) return;
    parts.push(text.slice(done, start), REDACTED);
    done = end;
  };
  for (const match of matcher.matches(text)) {
    if (match.start >= until) break;
    if (match.start < end) {
      end = Math.max(end, match.end);
      continue;
    }
    close();
    ({ start, end } = match);
  }
  if (start !== -1 && end > until && until < text.length)
    return { text: parts.concat(text.slice(done, start)).join(""), upTo: start };
  close();
  const upTo = Math.max(done, until);
  return { text: parts.concat(text.slice(done, upTo)).join(""), upTo };
}
