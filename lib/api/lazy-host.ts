import type { Loaded, Place } from "../core/types";
import type { ViewHost } from "../view/target";
import { beginLoad, finishLoad } from "./first-load";
import type { SecretsOptions } from "./options";

/** The host of an instance's views, with what the watcher and `checkFiles` need. */
export interface Instance extends ViewHost {
  readonly options: SecretsOptions;
  /** The places where the load looked; `undefined` before the load, or if the load failed before it looked. */
  looked(): readonly Place[] | undefined;
  /**
   * The secrets before the schema changed them. A reference that can't be resolved stops the schema, but not this method. @throws
   * as `read` does.
   */
  begin(): Loaded;
}

/**
 * The state of an instance. It goes from "new" to "loading", and then to "loaded" or "failed", where it stays. If a store does
 * not answer, it returns to "new". `begun` is the result of the first half of the load, which calls no store.
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

/** A store that does not answer now may answer the next read. */
function isTemporary(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === "ERR_SECRETS_RESOLVE";
}

function errors() {
  return require("../core/errors") as typeof import("../core/errors");
}
