import { basename, dirname, join } from "node:path";

/** `secrets.toml` has its example in `secrets.example.toml`. */
export function examplePathOf(file: string): string {
  return join(dirname(file), `${basename(file).replace(/\.toml$/, "")}.example.toml`);
}
