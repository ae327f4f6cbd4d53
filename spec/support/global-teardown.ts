import { rmSync } from "node:fs";

export default function tearDown(): void {
  rmSync(process.env.SPEC_RUN_FOLDER as string, { recursive: true, force: true });
}
