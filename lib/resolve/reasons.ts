import { isStoreFailure, StoreFailure } from "./failure";
import type { Answers } from "./resolver";

/* Reasons why a reference has no value, in addition to those of a resolver. */

export const MUST_AWAIT = new StoreFailure(
  "its resolver is asynchronous",
  "call `await resolveSecrets()` (or resolveSecrets(view)) before you read it",
);
export const READS_ITSELF = new StoreFailure(
  "its resolver reads the same key",
  "change the resolver so that it reads only other keys",
);

export const NO_PART = new StoreFailure(
  "the answer of the store is not JSON with the part that the fragment (#/…) names",
  "correct the fragment in the secrets file, or the secret in the store",
);

export function noResolver(scheme: string): StoreFailure {
  return new StoreFailure(
    `it is a reference to a store, and no resolver for ${scheme}:// is registered`,
    `register one: createSecrets({ resolve: { ${JSON.stringify(scheme)}: … } }), or SECRETS_RESOLVE in the environment; ` +
      "if the text itself is the value: createSecrets({ resolve: false }), or SECRETS_RESOLVE=false",
  );
}

/** The failure of one text, according to the answers of a resolver. */
export function answerFor(text: string, answers: Answers): string | StoreFailure {
  const isMap = typeof (answers as Partial<Answers> | undefined)?.get === "function";
  if (!isMap)
    return new StoreFailure(
      "its resolver did not return a Map",
      "change the resolver to return a Map from each reference to its text",
    );
  const answer: unknown = answers.get(text);
  if (typeof answer === "string" || isStoreFailure(answer)) return answer;
  return answer === undefined
    ? new StoreFailure(
        "the store has no such secret",
        "correct the reference in the secrets file, or create the secret in the store",
      )
    : new StoreFailure(
        "its resolver returned something that is not text",
        "change the resolver to return text for each reference",
      );
}
