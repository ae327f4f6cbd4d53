import type { Loaded, Place } from "../core/types";
import type { ViewHost } from "../view/target";
import { beginLoad, finishLoad } from "./first-load";
import type { SecretsOptions } from "./options";

/** The host of an instance's views, with what the watcher and `checkFiles` need. */
export interface Instance extends ViewHost {
  readonly options: SecretsOptions;
  /** Where the load looked; `undefined` before the load, and if the load failed early. */
  looked(): readonly Place[] | undefined;
  /** The secrets before a schema changed them, even if references keep the schema from being run. @throws as `read` does. */
  begin(): Loaded;
}

/**
 * How far an instance is. "new" becomes "loading", and that becomes "loaded" or "failed" for good. Only if a store does not answer, it
 * becomes "new" again. `begun` is the result of the first half of the load, which needs no store.
 */
type LoadState =
  | { readonly step: "new" | "loading"; readonly begun?: Loaded | undefined }
  | { readonly step: "loaded"; readonly begun: Loaded; readonly loaded: Loaded }
  | { readonly step: "failed"; readonly begun?: Loaded | undefined; readonly error: unknown };

/** Loads on the first call, and keeps the result. */
export function lazyHost(options: SecretsOptions): Instance {
  let state: LoadState = { step: "new" };
  const host: Instance = {
    options,
    ask() {
      const override = host.override?.();
      if (override !== undefined) return override;
      if (state.step === "loading") throw errors().readWhileLoading();
      if (state.step === "new") {
        let { begun } = state;
        try {
          state = { step: "loading", begun };
          begun ??= beginLoad(options);
          state = { step: "loading", begun };
          state = { step: "loaded", begun, loaded: finishLoad(begun, options) };
        } catch (error) {
          state = isTemporary(error) ? { step: "new", begun } : { step: "failed", begun, error };
          if (state.step === "new") throw error;
        }
      }
      if (state.step === "loaded") return state.loaded;
      if (state.step !== "failed" || state.error instanceof errors().FileNotFoundError) return undefined;
      throw errors().freshCopyOf(state.error);
    },
    read() {
      const found = host.ask();
      if (found !== undefined) return found;
      throw errors().freshCopyOf(state.step === "failed" ? state.error : undefined);
    },
    begin() {
      if (state.begun === undefined) {
        try {
          host.read();
        } catch (error) {
          if (state.begun === undefined) throw error;
        }
      }
      return state.step === "loaded" ? state.loaded : (state.begun as unknown as Loaded);
    },
    peek: () => host.override?.() ?? (state.step === "loaded" ? state.loaded : undefined),
    looked: () => (state.step === "failed" ? (state.error as Partial<Loaded> | undefined) : state.begun)?.places,
    missing(path, table, at, read) {
      const { missing } = require("./missing-key") as typeof import("./missing-key");
      return missing(path, table, at, host.read(), options.schema, read);
    },
  };
  return host;
}

/** A store may answer later. */
function isTemporary(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === "ERR_SECRETS_RESOLVE";
}

function errors() {
  return require("../core/errors") as typeof import("../core/errors");
}
