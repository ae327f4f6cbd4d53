import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const FOLDER = resolve(__dirname, "../../fixtures/encoders");

/** A program that runs the encoders of a language. */
export interface Program {
  /** Asks for the version. It fails if the program does not work. */
  readonly version?: string;
  /** The last command reads the values; `$out` is a folder for what the others make. */
  readonly commands: readonly string[][];
  /** Does it take seconds? */
  readonly isSlow?: boolean;
  /** The shapes that an encoder writes in a form that is not undone, or not at all. docs/redaction.md says so too. */
  readonly unpromised?: Record<string, readonly string[]>;
}

export const PROGRAMS: Record<string, Program> = {
  Python: { commands: [["python3", "encode.py"]] },
  PHP: { commands: [["php", "encode.php"]] },
  Ruby: {
    commands: [["ruby", "encode.rb"]],
    unpromised: {
      "Shellwords.escape": ["lines"], // a line break between quotes
      to_yaml: ["line separators of Unicode"], // folded as line breaks are
    },
  },
  Perl: {
    commands: [["perl", "encode.pl"]],
    unpromised: { quotemeta: ["lines"] }, // a backslash before a line break
  },
  Go: {
    version: "version",
    commands: [["go", "run", "encode.go"]],
    isSlow: true,
    unpromised: { "xml.EscapeText": ["control characters"] }, // U+FFFD takes their place
  },
  Java: { commands: [["java", "Encode.java"]], isSlow: true },
  Rust: { commands: [["rustc", "-o", "$out/encode", "encode.rs"], ["$out/encode"]], isSlow: true },
};

/** What each encoder of a language writes, by its name, in the order of the values. */
export function encodedBy(commands: readonly string[][], values: readonly string[]): Record<string, string[]> {
  const out = mkdtempSync(join(tmpdir(), "toml-secrets-encoders-"));
  try {
    const input = values.map((value) => `${Buffer.from(value).toString("hex")}\n`).join("");
    const written = commands.map((command) => run(command, input, out)).at(-1) ?? "";
    const texts: Record<string, string[]> = {};
    for (const line of written.trim().split("\n")) {
      const [, name = "", hex = ""] = line.split("\t");
      texts[name] = [...(texts[name] ?? []), Buffer.from(hex, "hex").toString()];
    }
    return texts;
  } finally {
    rmSync(out, { recursive: true });
  }
}

function run(command: readonly string[], input: string, out: string): string {
  const [program = "", ...args] = command.map((word) => word.replace("$out", out));
  const env = { ...process.env, GOCACHE: join(tmpdir(), "toml-secrets-go") }; // a spec may have no home folder
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: FOLDER, input, env, encoding: "utf8" });
  if (status !== 0) throw error ?? new Error(stderr);
  return stdout;
}
