import type { TomlParserClass } from "./parser-types";

/** Records where each value began. A value that is never closed is reported there, and not at the end of the file. */
export function tracking(Parser: TomlParserClass): TomlParserClass {
  return class extends Parser {
    override call(state: unknown, returnWith?: unknown): void {
      super.call(state, returnWith);
      this.state.line = this.line;
      this.state.col = this.col;
    }
  };
}
