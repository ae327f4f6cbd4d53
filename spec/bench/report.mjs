import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { arch, cpus, release, totalmem, type } from "node:os";

/** A section as the Markdown that is printed and kept. */
export function reportOf({ title, how, tables, verdicts }, { versions, rounds, quick }) {
  const warning = quick ? ", by a quick run that proves nothing" : rounds === 0 ? "" : `, with ${rounds} rounds`;
  return [
    `# ${title}`,
    `Measured on ${new Date().toISOString().slice(0, 10)}${warning}: ${machine()}.`,
    `${versions.join(", ")}.`,
    how,
    ...(verdicts.length > 0 ? ["**Targets**", verdictTable(verdicts)] : []),
    ...tables.flatMap(({ title: caption, columns, rows }) => [...(caption ? [`**${caption}**`] : []), table(columns, rows)]),
  ].join("\n\n");
}

/** Writes a section into its own file, in the format of the project. */
export function keepReport(folder, section, context) {
  const file = `${folder}/${section.title.toLowerCase().replaceAll(/[^a-z]+/g, "-")}.md`;
  writeFileSync(file, `${reportOf(section, context)}\n`);
  execFileSync(process.execPath, ["node_modules/@biomejs/biome/bin/biome", "format", "--write", file], { stdio: "ignore" });
}

function machine() {
  const [{ model }] = cpus();
  return `${model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release().split(".").slice(0, 2).join(".")} ${arch()}`;
}

function verdictTable(verdicts) {
  const rows = verdicts.map(({ target, reached, figure }) => [target, reached ? "yes" : "**no**", figure]);
  return table(["target", "reached", "measured"], rows);
}

function table(columns, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}
