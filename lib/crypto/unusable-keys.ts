import { VERSION_LINE } from "./age-header";

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^AGE-SECRET-KEY-PQ-1/i, "a post-quantum key, which this version can't use"],
  [/^AGE-PLUGIN-/i, "a key of an age plugin, which only SECRETS_AGE_KEY_CMD can use"],
  [/^age1|^ssh-|^ecdsa-/, "a public key, and a private one belongs here (AGE-SECRET-KEY-1…)"],
  [/\\n/, "\\n as two characters, and a line break belongs there"],
  [/AGE-SECRET-KEY-/i, "a key with other text around it: remove that text, such as quotes or a name"],
  [/^["'].*-----BEGIN /, "a key in quotes: remove the quotes"],
  [/^-----BEGIN AGE ENCRYPTED FILE-----/, "a key file that is encrypted itself; open it with SECRETS_AGE_KEY_CMD"],
  [new RegExp(`^${VERSION_LINE}$`), "a key file that is encrypted itself; open it with SECRETS_AGE_KEY_CMD"],
  [/^-----BEGIN /, "a key of another kind than age or OpenSSH"],
  [
    /^(?:~?|\.{1,2}|[A-Za-z]:)[/\\]/,
    "a line that looks like a path, and a key belongs here; a path goes into SECRETS_AGE_KEY_FILE",
  ],
];

/** Describes a text that is in the place of a key. The text itself is never shown. */
export function unusableKeyProblem(text: string): string {
  return KINDS.find(([form]) => form.test(text))?.[1] ?? "a line that is not a key";
}
