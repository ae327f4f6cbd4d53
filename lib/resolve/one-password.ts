import { randomBytes } from "node:crypto";
import { unicodePattern } from "../core/unicode-pattern";
import type { Tool } from "./create-command";
import { failureOf } from "./failure";
import type { Answers } from "./resolver";

/** `op://vault/item/[section/]field`, as 1Password's app copies it. Several are fetched with one `op inject`. */
export const op: Tool = {
  name: "op",
  one: (_uri, run, _options, reference) => run(["read", "--no-newline", "--", reference]),
  many(references, run) {
    const plain = references.filter((reference) => fitsTemplate().test(reference));
    if (plain.length < 2) return new Map();
    const mark = `toml-secrets-${randomBytes(16).toString("hex")}`;
    const template = plain.map((reference) => `${mark}{{ ${reference} }}`).join("");
    try {
      return answersIn(run(["inject"], `${template}${mark}`), mark, plain);
    } catch (error) {
      const failure = failureOf(error);
      // One reference that is wrong makes the whole call fail, so then each is asked for by itself. If the time is over, it is over for all.
      return /exit code/.test(failure.reason) ? new Map() : new Map(plain.map((reference) => [reference, failure]));
    }
  },
};

/** What can stand in a template without changing it. Other references are read one by one. */
const fitsTemplate = unicodePattern(String.raw`^op://[\p{L}\p{N} _./@:?=&,+-]+$`);

/** Each value follows a mark that no value can contain, because it is random. */
function answersIn(text: string, mark: string, references: readonly string[]): Answers {
  const [before, ...values] = text.split(mark);
  if (before !== "" || values.length !== references.length + 1) return new Map();
  return new Map(references.map((reference, index) => [reference, values[index] as string]));
}
