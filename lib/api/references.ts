import { SourceError, seeDocs } from "../core/errors";
import { openTogether, openTogetherLater, unresolvedIn } from "../core/references";
import type { Environment, Loaded } from "../core/types";
import { exportEnv } from "../env/export-env";
import { attach } from "../resolve/attach";
import { checkLimit } from "../resolve/limit";
import type { Resolver } from "../resolve/resolver";
import type { Secrets, ViewHost } from "../view/target";
import type { SecretsOptions } from "./options";

/* Resolves the references of an instance. This module is loaded only if a source contains text that may be a reference. */

/** The secrets, with a reference in place of each string that names a store. */
export function withReferences(loaded: Loaded, { resolve }: SecretsOptions, env: Environment): Loaded {
  if (resolve === false || (resolve === undefined && env.SECRETS_RESOLVE?.trim() === "false")) return loaded;
  const table = attach(loaded.table, { ...namedInEnvironment(env), ...resolve });
  return table === loaded.table ? loaded : { ...loaded, table };
}

/** The resolvers that `SECRETS_RESOLVE=op,pass` names. @throws SourceError for an unknown name. */
function namedInEnvironment({ SECRETS_RESOLVE = "" }: Environment): Record<string, Resolver> {
  const names = SECRETS_RESOLVE.split(",").map((name) => name.trim());
  const wanted = names.filter((name) => name !== "" && name !== "false");
  if (wanted.length === 0) return {};
  const { namedResolvers } = require("../resolve/named") as typeof import("../resolve/named");
  const { resolvers, unknown, known } = namedResolvers(wanted);
  if (unknown.length === 0) return resolvers;
  const reason = `there is no resolver called ${unknown.map((name) => JSON.stringify(name)).join(", ")}`;
  throw new SourceError(
    `cannot read SECRETS_RESOLVE: ${reason}\n  Try: names from this list, separated by commas: ${known.join(", ")}.\n${seeDocs("ERR_SECRETS_SOURCE")}`,
    { source: "SECRETS_RESOLVE", reason },
  );
}

/** A schema reads every value, so all references are resolved together. @throws ResolveError */
export function resolveForSchema({ table }: Loaded): void {
  openTogether(unresolvedIn(table));
}

/** See `resolveSecrets`. @throws TypeError if the time is not a whole number of milliseconds. */
export async function resolveWithin(target: Secrets, timeoutMs: number): Promise<void> {
  checkLimit("resolveSecrets: timeoutMs", timeoutMs);
  const host = target.host() as ViewHost & { begin(): Loaded };
  const isRoot = target.path().length === 0;
  const table = isRoot ? (host.override?.() ?? host.begin()).table : target.read();
  await openTogetherLater(unresolvedIn(table), timeoutMs);
}

/** Exports the root references of an instance that has been loaded, for the preload. @throws ResolveError */
export function exportReferences({ table }: Loaded, env: Environment): void {
  const references = Object.entries(table).filter(([, value]) => unresolvedIn([value], false).length > 0);
  exportEnv(Object.fromEntries(references), env, "override", { withReferences: true, envPrefix: "SECRETS__" });
}
