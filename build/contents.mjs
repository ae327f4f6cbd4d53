import { bundledInto } from "./bundled.mjs";
import { ERRORS, exportsOf, SHARED, sharedNames } from "./modules.mjs";
import { PARSER } from "./parser-modules.mjs";
import { INTERNALS } from "./shared.mjs";

/*
 * The source of each file of dist/ before esbuild joins its imports. The exports are listed by hand, because the errors of
 * index.js are loaded on first use, and an `export *` would load them at once.
 */

const IS_ESM = 'Object.defineProperty(module.exports, "__esModule", { value: true });';

export async function contentsOf(entry) {
  const bundled = bundledInto(entry);
  if (bundled === PARSER) return `import parser from "${PARSER}"; module.exports = parser;`;
  if (bundled !== undefined) return `module.exports = require("${bundled}");`;
  if (entry === "index") return contentsOfIndex();
  const names = (await exportsOf(entry)).filter((name) => name !== "default");
  if (names.length === 0) return `export * from "./${entry}";`;
  return `${importOf(entry, names)} module.exports = { ${names.join(", ")} }; ${IS_ESM}`;
}

/** The classes of the errors are getters, because a program that has no error never opens their file. */
async function contentsOfIndex() {
  const exported = await exportsOf("index");
  const errors = await exportsOf(ERRORS);
  const internals = await sharedNames();
  const imports = await Promise.all(SHARED.map(async (name) => importOf(name, await exportsOf(name))));
  const own = exported.filter((name) => !errors.includes(name));
  const unshared = own.filter((name) => !internals.includes(name));
  const classes = exported.filter((name) => errors.includes(name));
  const getters = classes.map((name) => `get ${name}() { return require("./${ERRORS}").${name}; }`);
  return `${imports.join("\n")}
    ${importOf("index", unshared)}
    module.exports = { ${[...own, ...getters].join(", ")} };
    ${IS_ESM}
    Object.defineProperty(module.exports, ${INTERNALS}, { value: { ${internals.join(", ")} } });`;
}

function importOf(module, names) {
  return `import { ${names.join(", ")} } from "./${module}";`;
}
