import type { StoreFailure } from "./failure";

/**
 * The result of a resolver: the text of each reference. If the text of a reference is missing, or is a failure, only the read of
 * its own key fails.
 */
export type Answers = ReadonlyMap<string, string | StoreFailure>;

/**
 * Fetches values from a store. It gets all requested references of its scheme, as the file writes them, without `ref+` and
 * without the fragment. It returns a Map from each of them to its text, or a promise of that Map.
 */
export type Resolver = (references: readonly string[]) => Answers | Promise<Answers>;

/** The resolvers of an instance, by scheme. With `false`, strings that look like references are plain strings. */
export type Resolve = Readonly<Record<string, Resolver>> | false;
