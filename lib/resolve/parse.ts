import { valueAt } from "../core/value-at";
/** The parts of a reference: `ref+awssecrets://app/db?region=eu-west-1#/password`. */
export interface ParsedReference {
  /** In lower case: `awssecrets`. */
  readonly scheme: string;
  /** What the resolver gets: the text without `ref+` and without the fragment. */
  readonly wanted: string;
  /** The JSON pointer after `#`, which picks a part of a JSON answer. */
  readonly fragment: string | undefined;
  /** Begins with `ref+`, so it can only be a reference. */
  readonly isMarked: boolean;
}

const FORM = /^(ref\+)?([a-z][a-z0-9.-]*):\/\//i;

/** `undefined` if the text does not have the form `SCHEME://…`. */
export function parseReference(text: string): ParsedReference | undefined {
  const [, mark, scheme] = FORM.exec(text) ?? [];
  if (scheme === undefined) return undefined;
  const plain = text.slice(mark?.length ?? 0);
  const hash = plain.indexOf("#/"); // a lone # may be part of a name
  return {
    scheme: scheme.toLowerCase(),
    wanted: hash === -1 ? plain : plain.slice(0, hash),
    fragment: hash === -1 ? undefined : plain.slice(hash + 1),
    isMarked: mark !== undefined,
  };
}

/** The answer of a store. It is parsed once, because many keys may use parts of it. */
export class Answer {
  readonly text: string;
  #json: { readonly value: unknown } | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** The part that a JSON pointer (RFC 6901) picks, as text; `undefined` if there is none. */
  part(pointer: string): string | undefined {
    let value: unknown;
    try {
      this.#json ??= { value: parsedOrNothing(this.text) };
      const steps = decodeURIComponent(pointer).split("/").slice(1);
      value = valueAt(
        this.#json.value,
        steps.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~")),
      );
    } catch {
      return undefined; // the pointer has a % that is not an escape
    }
    return typeof value === "string" ? value : JSON.stringify(value);
  }
}

function parsedOrNothing(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // the error quotes the text
  }
}
