import { ResolveError, seeDocs } from "../core/errors";
import { formatPath, type KeyPath } from "../core/key-path";
import { printable } from "../core/printable";
import type { StoreFailure } from "./failure";

/** The error for a reference that was not resolved. It never contains text of the store. */
export function resolveError(
  path: KeyPath,
  scheme: string,
  failure: StoreFailure,
  others: readonly KeyPath[] = [],
): ResolveError {
  const { reason, next = "check that the store is reachable and unlocked, then read the key again" } = failure;
  const shown = others.slice(0, MAX_OTHERS).map(formatPath).join(", ");
  const rest = others.length > MAX_OTHERS ? ` and ${others.length - MAX_OTHERS} more` : "";
  return new ResolveError(
    [
      `cannot resolve ${formatPath(path)} (${printable(scheme)}://): ${reason}`,
      ...(others.length > 0 ? [`  Neither: ${shown}${rest}.`] : []),
      `  Try: ${next}.`,
      seeDocs("ERR_SECRETS_RESOLVE"),
    ].join("\n"),
    { path, scheme, reason },
  );
}

const MAX_OTHERS = 10;
