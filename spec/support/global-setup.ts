import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that the workers of this run of jest share. Some specs run as another user, who must be able to read it. */
export default function setUp({ nonFlagArgs }: { readonly nonFlagArgs: readonly string[] }): void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "toml-secrets-specs-")));
  chmodSync(folder, 0o755);
  process.env.SPEC_RUN_FOLDER = folder;
  // Node 20 reads these certificates whenever it starts, which takes as long as the rest of its start. No spec leaves this machine.
  delete process.env.NODE_EXTRA_CA_CERTS;
  // A run of all specs needs the package. It is packed while the unit specs run.
  if (nonFlagArgs.length === 0) spawn(process.execPath, [join(__dirname, "packed.cjs")], { stdio: "ignore" }).unref();
}
