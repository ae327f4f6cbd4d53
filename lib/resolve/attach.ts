import type { ResolveError } from "../core/errors";
import type { KeyPath } from "../core/key-path";
import {
  isSealed,
  OPEN,
  opened,
  openedIfAny,
  PEEK,
  REFERENCE,
  type ReferenceState,
  referenceState,
  rememberValues,
  type Sealed,
  type SealedKind,
} from "../core/sealed";
import { STORE_SCHEMES } from "../core/store-schemes";
import { isTable } from "../core/table";
import type { SecretsTable } from "../core/types";
import { parseReference } from "./parse";
import type { Resolver } from "./resolver";
import { Store, type Wanted } from "./store";

/*
 * Replaces every text of a table that names a store with a reference. Nothing is fetched before a reference is opened.
 */

export type Resolvers = Readonly<Record<string, Resolver>>;

/** The table with references. It is the same table if it has none. */
export function attach(table: SecretsTable, resolvers: Resolvers): SecretsTable {
  const context = { store: new Store(resolvers), isReference: referenceTest(resolvers) };
  const result = attached(table, [], context, []) as SecretsTable;
  if (result !== table) rememberValues(result, () => context.store.values());
  return result;
}

interface Context {
  readonly store: Store;
  readonly isReference: (text: string) => boolean;
}

/** Is this text a reference: to a store that is registered, to a well-known one, or marked with `ref+`? */
function referenceTest(resolvers: Resolvers) {
  const ofStore = new RegExp(`^(?:${STORE_SCHEMES})$`);
  return (text: string) => {
    const parsed = parseReference(text);
    if (parsed === undefined) return false;
    return parsed.isMarked || Object.hasOwn(resolvers, parsed.scheme) || ofStore.test(parsed.scheme);
  };
}

function attached(value: unknown, path: KeyPath, context: Context, above: readonly unknown[], isHidden = false): unknown {
  if (typeof value === "string") {
    return context.isReference(value) ? new Reference(value, path, context.store, isHidden) : value;
  }
  if (isSealed(value)) return mayBeText(value) ? new EncryptedReference(value, path, context) : value;
  if (above.includes(value)) return value; // a circle
  if (Array.isArray(value)) {
    const list = value.map((item, index) => attached(item, [...path, index], context, [...above, value], isHidden));
    return list.some((item, index) => item !== value[index]) ? list : value;
  }
  if (!isTable(value)) return value;
  let copy: Record<PropertyKey, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const inner = attached(value[key], [...path, key], context, [...above, value]);
    if (inner === value[key]) continue;
    // Without a prototype `__proto__` is an ordinary key, and the symbols of an encrypted table are copied too.
    copy ??= Object.assign(Object.create(null), value) as Record<PropertyKey, unknown>;
    copy[key] = inner;
  }
  return copy ?? value;
}

function mayBeText({ kind }: Sealed): boolean {
  return kind === "str" || kind === "list" || kind === "str[]";
}

/** The parts that are needed to resolve a reference. */
interface Handle {
  readonly store: Store;
  readonly wanted: Wanted;
}

const handles = new WeakMap<ReferenceState, Handle>();

/** A class, because an object literal would count as a section. Private fields, because nothing prints them. */
class Reference implements Sealed {
  readonly kind = "str";
  readonly #handle: Handle;
  readonly #state: ReferenceState;

  /** @param isHidden the text itself is encrypted, so it is not shown. */
  constructor(text: string, path: KeyPath, store: Store, isHidden: boolean) {
    const wanted = { ...(parseReference(text) as Wanted), path };
    this.#handle = { store, wanted };
    this.#state = {
      text: isHidden ? undefined : text,
      isRegistered: store.knows(wanted.scheme),
      peek: () => store.peek(wanted),
      openAll,
      openAllLater,
      tryAll,
    };
    handles.set(this.#state, this.#handle);
  }

  get [REFERENCE](): ReferenceState {
    return this.#state;
  }

  [PEEK](): string | undefined {
    return this.#state.peek();
  }

  [OPEN](): string {
    const { store, wanted } = this.#handle;
    store.fetch([wanted]);
    return store.peek(wanted) as string;
  }
}

/** An encrypted value that may turn out to be a reference when it is decrypted. */
class EncryptedReference implements Sealed {
  readonly kind: SealedKind;
  readonly #sealed: Sealed;
  readonly #path: KeyPath;
  readonly #context: Context;
  #value: unknown;

  constructor(sealed: Sealed, path: KeyPath, context: Context) {
    this.kind = sealed.kind;
    this.#sealed = sealed;
    this.#path = path;
    this.#context = context;
  }

  get [REFERENCE](): ReferenceState | undefined {
    return referenceState(this.#value);
  }

  [PEEK](): unknown {
    return openedIfAny(this.#value);
  }

  [OPEN](): unknown {
    return opened(this.decrypted());
  }

  /** The value, or a reference if the decrypted text is one. */
  decrypted(): unknown {
    this.#value ??= attached(opened(this.#sealed), this.#path, this.#context, [], true);
    return this.#value;
  }
}

/** Opens references with one call for each scheme. @throws ResolveError of the first one that fails. */
function openAll(references: readonly Sealed[]): void {
  for (const [store, wanted] of byStore(references)) store.fetch(wanted);
}

/** The same for every resolver, asynchronous ones too. @throws ResolveError */
async function openAllLater(references: readonly Sealed[], timeoutMs: number): Promise<void> {
  await Promise.all(byStore(references).map(([store, wanted]) => store.fetchAll(wanted, timeoutMs)));
}

/** Tries them all, and returns the error of each one that fails. */
async function tryAll(references: readonly Sealed[], timeoutMs: number): Promise<ResolveError[]> {
  return (await Promise.all(byStore(references).map(([store, wanted]) => store.tryAll(wanted, timeoutMs)))).flat();
}

function byStore(references: readonly Sealed[]): [Store, Wanted[]][] {
  const stores = new Map<Store, Wanted[]>();
  for (const reference of references) {
    const state = referenceState(reference);
    const handle = state && handles.get(state);
    if (handle === undefined) continue;
    const { store, wanted } = handle;
    const ofStore = stores.get(store);
    if (ofStore === undefined) stores.set(store, [wanted]);
    else ofStore.push(wanted);
  }
  return [...stores];
}
