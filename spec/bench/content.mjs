import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The same `count` entries in the files that each peer reads: half of them in the home folder, half in the project. */
export function writeContent(root, count) {
  const [home, project] = [join(root, "home"), join(root, "project")];
  const entries = entriesOf(count);
  const [lower, upper] = [entries.slice(0, count / 2), entries.slice(count / 2)];
  write(home, ".streamlit/secrets.toml", toml(lower));
  write(project, ".streamlit/secrets.toml", toml(upper));
  write(project, ".env", dotenv(entries));
  write(home, ".env", dotenv(lower));
  write(project, ".env.upper", dotenv(upper));
  write(project, "config/default.toml", toml(lower));
  write(project, "config/local.toml", toml(upper));
  write(home, ".apprc", dotenv(lower));
  write(project, "app.config.toml", toml(upper));
  write(project, "plain.cjs", `module.exports = ${JSON.stringify(Object.fromEntries(entries), null, 2)};\n`);
  return { home, cwd: project };
}

/** Names and values; a value is as long as a token and of no kind that another format would read as something else. */
export function entriesOf(count) {
  return Array.from({ length: count }, (_, index) => [`key_${index + 1}`, tokenOf(index + 1)]);
}

export function tokenOf(number) {
  return `fake-token-${String(number).padStart(6, "0")}-0123456789abcdef`;
}

export function toml(entries) {
  return lines(entries.map(([key, value]) => `${key} = "${value}"`));
}

/** Sections of two entries each. */
export function sections(count) {
  return lines(entriesOf(count).map(([key, value]) => `[${key}]\nuser = "user_of_${key}"\npassword = "${value}"\n`));
}

/** A build: a folder of files of 50 kB each, of words and numbers. */
export function writeTree(root, megabytes) {
  const words = Array.from({ length: 400 }, (_, index) => `w${(index * 7919).toString(36)}(${index})`);
  const lines = Array.from({ length: 1_500 }, (_, line) => {
    return `${Array.from({ length: 6 }, (_, at) => words[(line * 31 + at * at * 17) % words.length]).join(" ")};\n`;
  });
  const text = lines.join("").slice(0, 50_000).padEnd(50_000, "\n");
  for (let file = 0; file < megabytes * 20; file++) write(root, `${file % 40}/${file}.js`, `/* ${file} */${text}`);
  return root;
}

/** What no plain reader reads, at the end of a document that otherwise is one. */
export const NEEDS_THE_PARSER = "\n[last]\nlist = [1, 2]\n";

export function write(folder, file, content) {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

function dotenv(entries) {
  return lines(entries.map(([key, value]) => `${key}=${value}`));
}

function lines(list) {
  return `${list.join("\n")}\n`;
}
