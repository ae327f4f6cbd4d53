import { SecretsError } from "../core/errors";

const MARK = Symbol.for("toml-secrets store failure");

/**
 * The reason why a store returned no value, without text of the store. A resolver throws it, or puts it into its Map in place of
 * one text. It is recognised by a registered symbol, because each file of the build has its own copy of this class.
 */
export class StoreFailure extends Error {
  readonly reason: string;
  /** What to do, as a sentence without its full stop. */
  readonly next: string | undefined;

  constructor(reason: string, next?: string) {
    super(reason);
    this.reason = reason;
    this.next = next;
    Object.defineProperty(this, MARK, { value: true });
  }
}

export function isStoreFailure(value: unknown): value is StoreFailure {
  return typeof value === "object" && value !== null && MARK in value;
}

/** A failure for an error that a resolver threw. Its message may quote a secret, so only the code of a system error is kept. */
export function failureOf(thrown: unknown): StoreFailure {
  if (isStoreFailure(thrown)) return thrown;
  // A resolver may read a token from the secrets, and that key may be missing. The errors of this library quote no value.
  if (thrown instanceof SecretsError) return new StoreFailure(`its resolver failed: ${thrown.message.split("\n", 1)[0]}`);
  const { constants } = require("node:os") as typeof import("node:os");
  const code = codeOf(thrown);
  const isSystem = code !== undefined && (Object.hasOwn(constants.errno, code) || NETWORK.includes(code));
  return new StoreFailure(
    isSystem
      ? `its resolver failed with ${code}`
      : "its resolver threw an error, which is not shown because it may contain a value",
  );
}

const NETWORK = ["ENOTFOUND", "EAI_AGAIN", "ERR_ACCESS_DENIED"];

function codeOf(thrown: unknown): string | undefined {
  try {
    const { code, cause } = thrown as { code?: unknown; cause?: { code?: unknown } };
    return [code, cause?.code].find((one): one is string => typeof one === "string"); // fetch has it in its cause
  } catch {
    return undefined;
  }
}
