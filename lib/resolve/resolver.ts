import type { StoreFailure } from "./failure";

/** What a resolver returns: the text of each reference. One that is missing, or is a failure, breaks only its own key. */
export type Answers = ReadonlyMap<string, string | StoreFailure>;

/**
 * Fetches values from a store. It gets all references of its scheme that are wanted now, as they stand in the file without `ref+` and
 * without the fragment, and returns a Map from each of them to its text, or a promise of one.
 */
export type Resolver = (references: readonly string[]) => Answers | Promise<Answers>;

/** The resolvers of an instance by scheme; `false` if texts that look like references are meant as texts. */
export type Resolve = Readonly<Record<string, Resolver>> | false;
