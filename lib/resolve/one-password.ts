import { randomBytes } from "node:crypto";
import type { Tool } from "./create-command";
import { failureOf, type StoreFailure } from "./failure";
import type { Run } from "./run-command";

/** `op://vault/item/[section/]field`, as 1Password's app copies it. Several are fetched with one `op inject`. */
export const op: Tool = {
  name: "op",
  one: (_uri, run, _options, reference) => run(["read", "--no-newline", "--", reference]),
  many(references, run) {
    const answers = new Map<string, string | StoreFailure>();
    let batches = [references.filter((reference) => FITS_TEMPLATE.test(reference))];
    for (let round = 1; batches.length > 0; round++) {
      const failed: string[][] = [];
      for (const batch of batches) {
        const failure = batch.length > 1 ? inject(batch, run, answers) : undefined;
        if (failure === undefined) continue;
        if (!/exit code/.test(failure.reason)) return withFailure(answers, references, failure);
        failed.push(batch);
      }
      // If all of seven calls fail, the store is more likely locked than full of wrong references.
      if (round === 3 && answers.size === 0) break;
      batches = failed.flatMap((batch) => [batch.slice(0, batch.length / 2), batch.slice(batch.length / 2)]);
    }
    return answers;
  },
};

/** Fetches several with one call. @returns why it failed: one wrong reference makes the whole call fail. */
function inject(references: readonly string[], run: Run, answers: Map<string, string | StoreFailure>): StoreFailure | undefined {
  const mark = `toml-secrets-${randomBytes(16).toString("hex")}`;
  const template = references.map((reference) => `${mark}{{ ${reference} }}`).join("");
  try {
    for (const [reference, value] of answersIn(run(["inject"], `${template}${mark}`), mark, references)) {
      answers.set(reference, value);
    }
    return undefined;
  } catch (error) {
    return failureOf(error);
  }
}

/** If the time is over, or the command is missing, all other references fail too. */
function withFailure(answers: Map<string, string | StoreFailure>, references: readonly string[], failure: StoreFailure) {
  for (const reference of references) if (!answers.has(reference)) answers.set(reference, failure);
  return answers;
}

/** The form of a reference in a template. Others are read one by one, because `op inject` does not replace them. */
const FITS_TEMPLATE = /^op:\/\/[\w .-]+(?:\/[\w .-]+){2,3}(?:\?(?:attribute|ssh-format)=\w+)?$/;

/** Each value follows a mark that no value can contain, because it is random. */
function answersIn(text: string, mark: string, references: readonly string[]): Map<string, string> {
  const [before, ...values] = text.split(mark);
  if (before !== "" || values.length !== references.length + 1) return new Map();
  const found = references.map((reference, index) => [reference, values[index] as string] as const);
  return new Map(found.filter(([reference, value]) => value !== `{{ ${reference} }}`)); // it was not replaced
}
