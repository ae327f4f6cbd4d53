import { SourceError } from "../../core/errors";
import { printable } from "../../core/printable";
import { decodeToml } from "../../toml/decode";

/**
 * A file that a command is about to write to must be right, and free of what a merge has left.
 * @throws SourceError for conflict markers; ParseError for text that is not TOML.
 */
export function checkValid(text: string, source: string): void {
  if (/^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/m.test(text)) {
    const reason = "it has the marks of a conflict (<<<<<<<)";
    throw new SourceError(
      `cannot change ${printable(source)}: ${reason}\n  Try: resolve the conflict first; encrypted values stay as they are.`,
      {
        source,
        reason,
      },
    );
  }
  decodeToml(text, source);
}
