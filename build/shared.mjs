import { SHARED } from "./modules.mjs";
import { moduleOf, pathTo } from "./paths.mjs";

/*
 * Modules with state must exist once, or one process would have two default instances. index.js contains them, and keeps them under a
 * symbol, so that they are not among its exports. Every other file of dist/ takes them from there.
 */

/** The symbol, as an expression for the generated code. */
export const INTERNALS = 'Symbol.for("toml-secrets internals")';

/** A plugin of esbuild that takes imports of SHARED modules from index.js. `names` are the exports of those modules. */
export function sharedFromIndex(entry, names) {
  return {
    name: "shared-from-index",
    setup({ onResolve, onLoad }) {
      if (entry === "index") return;
      onResolve({ filter: /^\./ }, ({ path, resolveDir, namespace }) => {
        if (namespace === "shared") return { path, external: true };
        return SHARED.includes(moduleOf(path, resolveDir)) ? { path: "internals", namespace: "shared" } : undefined;
      });
      onLoad({ filter: /.*/, namespace: "shared" }, () => ({
        // A file that index.js requires finds index.js as its parent, which is faster than resolving it again.
        contents: `const key = ${INTERNALS};
          const found = module.parent?.exports?.[key] ?? require(${JSON.stringify(pathTo("index", entry))})[key];
          export const { ${names.join(", ")} } = found;`,
      }));
    },
  };
}
