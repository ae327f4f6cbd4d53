/*
 * Prints which names tools ask for that are not there, and who asks: `node spec/company/record.mjs [words of set-ups]`. So the list in
 * lib/view/well-known-keys.ts came about: what containers, loggers and the like ask of any object is in it, an option of a client
 * is not.
 */
import { execFileSync } from "node:child_process";

const KINDS = ["containers", "replies", "loggers", "state"];
const words = process.argv.slice(2);
const asked = {};
for (const kind of KINDS) {
  const { default: cases } = await import(`./cases/${kind}.mjs`);
  for (const [index, { name }] of cases.entries()) {
    if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
    const program = new URL("try-one.mjs", import.meta.url).pathname;
    const said = execFileSync(process.execPath, [program, kind, String(index), "record"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    for (const [key, packages] of Object.entries(JSON.parse(said.trimEnd().split("\n").at(-1)).asked)) {
      asked[key] = [...new Set([...(asked[key] ?? []), ...packages])];
    }
  }
}
for (const key of Object.keys(asked).sort()) console.log(`${key}: ${asked[key].join(", ")}`);
