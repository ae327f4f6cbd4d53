import { writeFileSync } from "node:fs";
import { exportsOf } from "./modules.mjs";

/*
 * Writes import.mjs, which `import` loads. It lists the exports of index.js by name. Node searches the text of an imported
 * CommonJS file for the names of its exports. Up to version 22, the search in index.js takes so long that V8 starts to optimise
 * it, and a short program waits for that at its end. through.js has nothing to search.
 *
 * Gain: an import by path and a first secret take 32 million instructions beyond an empty process on Node 20, and 25 on Node 22, instead
 * of 56 and 444. Node 24 searches faster, and the second file costs more there: 17 instead of 13. Counted with callgrind.
 */
export async function writeImportFile() {
  const names = await exportsOf("index");
  const list = names.map((name) => `  ${name},\n`).join("");
  writeFileSync("dist/through.js", 'exports.index = require("./index.js");\n');
  writeFileSync("dist/import.mjs", `import { index } from "./through.js";\n\nexport const {\n${list}} = index;\n`);
}
