import { randomBytes } from "node:crypto";
import { isAgeError } from "../../crypto/age-error";
import { decodeBech32 } from "../../crypto/bech32";
import { x25519 } from "../../crypto/x25519";
import { UsageError } from "../context";
import { montgomeryOf } from "./wrap";

/**
 * A public key in the form of the file, from the argument of a person: `age1…`, a line `ssh-ed25519 AAAA… comment`, or the lines of
 * `https://github.com/NAME.keys`, whose first ed25519 key is used. @throws UsageError for anything else.
 */
export function recipientIn(text: string): string {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (lines.some((line) => /AGE-SECRET-KEY-|PRIVATE KEY/i.test(line))) {
    throw new UsageError(
      "that is a private key; a recipient is a public key (age1…, ssh-ed25519 …). Keep the private one to yourself",
    );
  }
  const line = lines.find((one) => one.startsWith("age1") || one.startsWith("ssh-ed25519 "));
  if (line?.startsWith("age1")) return ageRecipient(line);
  if (line !== undefined) return sshRecipient(line);
  throw new UsageError("that is not a public key of age (age1…) or an SSH key of the kind ed25519 (ssh-ed25519 …)");
}

function ageRecipient(line: string): string {
  if (line.startsWith("age1pq1")) throw new UsageError("post-quantum keys (age1pq1…) are not supported by this version");
  try {
    const point = decodeBech32("age", line);
    if (point.length === 32 && isUsable(point)) return line.toLowerCase();
  } catch (error) {
    if (!isAgeError(error)) throw error;
  }
  throw new UsageError("that public key of age is mistyped, or of an age plugin");
}

function sshRecipient(line: string): string {
  const [, base64 = ""] = line.split(/\s+/);
  const wire = Buffer.from(base64, "base64");
  const point = wire.subarray(-32);
  const head = Buffer.from("\0\0\0\x0bssh-ed25519\0\0\0\x20", "latin1");
  if (
    wire.length !== head.length + 32 ||
    !wire.subarray(0, head.length).equals(head) ||
    wire.toString("base64") !== base64 ||
    !isUsable(montgomeryOf(point))
  ) {
    throw new UsageError("that SSH key is mistyped");
  }
  return `ssh-ed25519 ${base64}`;
}

/** With a point of low order, everybody gets the same secret, so nothing may be encrypted for it. */
function isUsable(point: Buffer): boolean {
  return x25519(randomBytes(32), point) !== undefined;
}

/** @throws UsageError for a name that the file can't have. */
export function checkName(name: string): void {
  if (name.trim() === "" || name.length > 100 || /[\p{Cc}]/u.test(name)) {
    throw new UsageError("the name of a recipient is short text, such as alice or ci");
  }
}
