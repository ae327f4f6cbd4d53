import { chmodSync, mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that the workers of this run of jest share. Some specs run as another user, who must be able to read it. */
export default function setUp(): void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "toml-secrets-specs-")));
  chmodSync(folder, 0o755);
  process.env.SPEC_RUN_FOLDER = folder;
}
