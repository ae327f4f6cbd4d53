import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { arch, cpus, release, totalmem, type } from "node:os";

/** What was measured, as the Markdown that is printed and kept. */
export function reportOf(sections, { versions, rounds, quick }) {
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)}${quick ? ", by a quick run that proves nothing" : `, with ${rounds} rounds`}: ${machine()}.`,
    `${versions.join(", ")}.`,
    ...(sections.some(({ verdicts }) => verdicts.length > 0) ? ["### Targets", verdictTable(sections)] : []),
    ...sections.flatMap(sectionOf),
  ].join("\n\n");
}

/** Puts a report into its page, between its marks, in the project's format. */
export function keepReport(page, report) {
  const text = readFileSync(page, "utf8");
  const kept = text.replace(/(<!-- figures -->\n)[\s\S]*?(\n<!-- end -->)/, (_all, begin, end) => `${begin}\n${report}\n${end}`);
  writeFileSync(page, kept);
  execFileSync(process.execPath, ["node_modules/@biomejs/biome/bin/biome", "format", "--write", page], { stdio: "ignore" });
}

function machine() {
  const [{ model }] = cpus();
  return `${model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release().split(".").slice(0, 2).join(".")} ${arch()}`;
}

function verdictTable(sections) {
  const rows = sections
    .flatMap(({ verdicts }) => verdicts)
    .map(({ target, reached, figure }) => [target, reached ? "yes" : "**no**", figure]);
  return table(["target", "reached", "measured"], rows);
}

function sectionOf({ title, how, tables }) {
  return [
    `### ${title}`,
    how,
    ...tables.flatMap(({ title: caption, columns, rows }) => [...(caption ? [`**${caption}**`] : []), table(columns, rows)]),
  ];
}

function table(columns, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}
