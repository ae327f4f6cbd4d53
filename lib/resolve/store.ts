import type { ResolveError } from "../core/errors";
import type { KeyPath } from "../core/key-path";
import { failureOf, StoreFailure } from "./failure";
import { Answer, type ParsedReference } from "./parse";
import { answerFor, MUST_AWAIT, NO_PART, noResolver, READS_ITSELF } from "./reasons";
import { resolveError } from "./resolve-error";
import type { Answers, Resolver } from "./resolver";

/** A reference at its key. */
export interface Wanted extends ParsedReference {
  readonly path: KeyPath;
}

/**
 * The answers of one instance's resolvers. The same text is fetched once, even if many keys have it. A failure is not kept, so
 * the next read tries again.
 */
export class Store {
  readonly #resolvers: Readonly<Record<string, Resolver>>;
  readonly #answers = new Map<string, Answer>();
  #values: readonly string[] | undefined;
  /** The calls of asynchronous resolvers that have not ended, by the texts that they fetch. */
  readonly #running = new Map<string, Promise<Failures>>();
  /** The texts that a synchronous resolver fetches now. */
  readonly #fetching = new Set<string>();

  constructor(resolvers: Readonly<Record<string, Resolver>>) {
    this.#resolvers = resolvers;
  }

  /** Is there a resolver for this scheme? */
  knows(scheme: string): boolean {
    return Object.hasOwn(this.#resolvers, scheme);
  }

  /** All answers until now; the same list as long as there is no new one. */
  values(): readonly string[] {
    this.#values ??= [...new Set([...this.#answers.values()].map(({ text }) => text))];
    return this.#values;
  }

  /** The value, if it has been fetched and contains the wanted part. */
  peek({ wanted, fragment }: ParsedReference): string | undefined {
    const answer = this.#answers.get(wanted);
    return fragment === undefined ? answer?.text : answer?.part(fragment);
  }

  /** Fetches with one call for each scheme. @throws ResolveError of the first reference that has no value afterwards. */
  fetch(references: readonly Wanted[]): void {
    const failures: Map<string, StoreFailure> = new Map();
    for (const [scheme, texts] of this.#missing(references)) {
      for (const [text, failure] of this.#fetchNow(scheme, texts)) failures.set(text, failure);
    }
    this.#throwIfAbsent(references, failures);
  }

  /** The same for every resolver; several schemes side by side, and each at most `timeoutMs`. */
  async fetchAll(references: readonly Wanted[], timeoutMs: number): Promise<void> {
    this.#throwIfAbsent(references, await this.#failuresOf(references, timeoutMs));
  }

  /** Fetches like `fetchAll`, and returns the error of each reference that has no value afterwards. */
  async tryAll(references: readonly Wanted[], timeoutMs: number): Promise<ResolveError[]> {
    const failures = await this.#failuresOf(references, timeoutMs);
    return this.#absent(references).map((reference) => this.#errorOf(reference, failures, []));
  }

  async #failuresOf(references: readonly Wanted[], timeoutMs: number): Promise<Failures> {
    const failures: Map<string, StoreFailure> = new Map();
    const late = new StoreFailure(`it took longer than ${timeoutMs / 1000} s`);
    const wait = async (texts: readonly string[], running: readonly Promise<Failures>[]) => {
      const ended = await withinTime(Promise.all(running), timeoutMs);
      for (const failed of ended ?? texts.map((text) => same([text], late))) {
        for (const [text, failure] of failed) failures.set(text, failure);
      }
      if (ended === undefined) for (const text of texts) this.#running.delete(text); // the next call starts anew
    };
    // The time begins when all have been started: a synchronous resolver blocks the process, and then the others can't answer.
    const calls = [...this.#missing(references, true)].map(([scheme, texts]) => [texts, this.#callsFor(scheme, texts)] as const);
    await Promise.all(calls.map(([texts, running]) => wait(texts, running)));
    return failures;
  }

  /** The calls that fetch these texts: running ones, and a new one for the rest. */
  #callsFor(scheme: string, texts: readonly string[]): Promise<Failures>[] {
    const rest = texts.filter((text) => !this.#running.has(text));
    if (rest.length > 0) this.#follow(rest, (async () => this.#call(scheme, rest))());
    return [...new Set(texts.flatMap((text) => this.#running.get(text) ?? []))];
  }

  /** The texts that were not fetched yet, by scheme. A new answer may contain a part that the old one lacks. */
  #missing(references: readonly Wanted[], withRunning = false): Map<string, string[]> {
    const texts = new Map<string, Set<string>>();
    for (const reference of references) {
      if (this.peek(reference) !== undefined) continue;
      const { scheme, wanted } = reference;
      const ofScheme = texts.get(scheme) ?? new Set();
      if (withRunning || !this.#running.has(wanted)) ofScheme.add(wanted);
      texts.set(scheme, ofScheme);
    }
    return new Map([...texts].map(([scheme, ofScheme]) => [scheme, [...ofScheme]]));
  }

  #fetchNow(scheme: string, texts: readonly string[]): Failures {
    if (texts.length === 0) return new Map();
    if (texts.some((text) => this.#fetching.has(text))) return same(texts, READS_ITSELF);
    for (const text of texts) this.#fetching.add(text);
    try {
      const answers = this.#call(scheme, texts);
      if (!isPromise(answers)) return this.#keep(texts, answers);
      this.#follow(texts, Promise.resolve(answers)); // it may be a thenable that is not a promise
      return same(texts, MUST_AWAIT);
    } catch (error) {
      return same(texts, failureOf(error));
    } finally {
      for (const text of texts) this.#fetching.delete(text);
    }
  }

  #call(scheme: string, texts: readonly string[]): Answers | Promise<Answers> {
    const resolver = this.#resolvers[scheme];
    if (resolver === undefined || !this.knows(scheme)) throw noResolver(scheme);
    return resolver(Object.freeze([...texts]));
  }

  /** Keeps the answers of the call. If nobody waits for it any more, it does not replace the answer of a later call. */
  #follow(texts: readonly string[], answers: Promise<Answers>): void {
    const isWanted = (text: string) => this.#running.get(text) === running || !this.#answers.has(text);
    const running: Promise<Failures> = answers
      .then((found) => this.#keep(texts.filter(isWanted), found))
      .catch((error) => same(texts, failureOf(error)))
      .finally(() => {
        for (const text of texts) if (this.#running.get(text) === running) this.#running.delete(text);
      });
    for (const text of texts) this.#running.set(text, running);
  }

  #keep(texts: readonly string[], answers: Answers): Failures {
    const failures = new Map<string, StoreFailure>();
    for (const text of texts) {
      const answer = answerFor(text, answers);
      if (typeof answer === "string") this.#add(text, answer);
      else failures.set(text, answer);
    }
    return failures;
  }

  #add(text: string, answer: string): void {
    this.#answers.set(text, new Answer(answer));
    this.#values = undefined;
  }

  #absent(references: readonly Wanted[]): Wanted[] {
    return references.filter((reference) => this.peek(reference) === undefined);
  }

  #throwIfAbsent(references: readonly Wanted[], failures: Failures): void {
    const [first, ...others] = this.#absent(references);
    if (first !== undefined) throw this.#errorOf(first, failures, others);
  }

  #errorOf({ path, scheme, wanted }: Wanted, failures: Failures, others: readonly Wanted[]): ResolveError {
    const failure = failures.get(wanted) ?? (this.#answers.has(wanted) ? NO_PART : MUST_AWAIT);
    const paths = others.map((other) => other.path);
    return resolveError(path, scheme, failure, paths);
  }
}

/** The texts that a call did not return, and the reasons. */
type Failures = ReadonlyMap<string, StoreFailure>;

function same(texts: readonly string[], failure: StoreFailure): Failures {
  return new Map(texts.map((text) => [text, failure]));
}

function isPromise(value: unknown): value is Promise<Answers> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

/** The result, or `undefined` if it takes longer. */
async function withinTime<T>(promise: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
