import { adviceForCommandLine } from "../../../lib/cli/advice";
import { tryLine } from "../../../lib/cli/terminal";
import { sandbox, thrown } from "../../support/sandbox";

describe("the advice of the command line", () => {
  it("is its own commands, which can be pasted", () => {
    const box = sandbox();
    expect(adviceForCommandLine(thrown(() => box.secrets().a))).toContain("\n  Try: npx toml-secrets init\n");
    box.writeProject('a = "canary"\n');
    expect(adviceForCommandLine(thrown(() => box.secrets().db))).toContain("\n  Try: npx toml-secrets set db\n");
    expect(adviceForCommandLine(thrown(() => box.secrets()["it's"]))).toContain(`\n  Try: npx toml-secrets set '"it'\\''s"'\n`);
  });

  it("is no command for a place that no command writes to", () => {
    const error = thrown(() => sandbox().secrets({ files: [] }).a);
    expect(adviceForCommandLine(error)).not.toContain("npx toml-secrets");
  });

  it("does not ask for a restart", () => {
    const box = sandbox();
    box.writeProject("a = True\n");
    expect(adviceForCommandLine(thrown(() => box.secrets().a))).not.toContain("restart");
  });

  it.each([
    ["chmod 600 /app/secrets.toml", "Try: chmod 600 /app/secrets.toml"],
    ["rename or remove it", "Try: rename or remove it."],
    ["chown 1 x, or keep secrets in a folder of your own", "Try: chown 1 x, or keep secrets in a folder of your own."],
  ])("has a full stop only if it is a sentence: %s", (advice, line) => {
    expect(tryLine(advice)).toBe(line);
  });
});
