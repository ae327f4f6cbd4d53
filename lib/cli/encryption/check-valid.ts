import { decodeToml } from "../../toml/decode";
import { cannotChange } from "../write-error";

/**
 * A file that a command is about to write to must be right, and free of what a merge has left.
 * @throws SourceError for conflict markers; ParseError for text that is not TOML.
 */
export function checkValid(text: string, source: string): void {
  if (/^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/m.test(text)) {
    throw cannotChange(
      source,
      "it has the marks of a conflict (<<<<<<<)",
      "resolve the conflict first; encrypted values stay as they are",
    );
  }
  decodeToml(text, source);
}
