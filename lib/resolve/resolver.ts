import type { StoreFailure } from "./failure";

/** What a resolver returns: the text of each reference. If the text of a reference is missing, or is a failure, only its own key fails. */
export type Answers = ReadonlyMap<string, string | StoreFailure>;

/**
 * Fetches values from a store. It gets all wanted references of its scheme, as the file writes them, without `ref+` and
 * without the fragment, and returns a Map from each of them to its text, or a promise of one.
 */
export type Resolver = (references: readonly string[]) => Answers | Promise<Answers>;

/** The resolvers of an instance by scheme; `false` if texts that look like references are meant as texts. */
export type Resolve = Readonly<Record<string, Resolver>> | false;
