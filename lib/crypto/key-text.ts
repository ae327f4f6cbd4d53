import type { Identity } from "./age";
import { isAgeError } from "./age-error";
import { ageIdentity } from "./age-identity";

/* The private keys in a text: a variable, a key file, or what a command prints. */

export const NO_KEY = "no key in it";

/** The keys and problems of a text. No problem shows a piece of the text. */
export interface KeysInText {
  readonly identities: readonly Identity[];
  readonly problems: readonly string[];
}

/** Age keys, one a line, and SSH keys. Lines that begin with `#` are comments. */
export function identitiesIn(text: string): KeysInText {
  const identities: Identity[] = [];
  const problems = new Set<string>();
  const add = (identity: () => Identity) => {
    try {
      identities.push(identity());
    } catch (error) {
      if (!isAgeError(error)) throw error;
      problems.add(error.message);
    }
  };
  for (const part of partsOf(text)) {
    if (/^AGE-SECRET-KEY-1[A-Z0-9]*$/i.test(part)) add(() => ageIdentity(part));
    else if (part.startsWith("-----BEGIN OPENSSH PRIVATE KEY-----")) {
      const { sshIdentity } = require("./ssh-identity") as typeof import("./ssh-identity");
      add(() => sshIdentity(part));
    } else {
      const { unusableKeyProblem } = require("./unusable-keys") as typeof import("./unusable-keys");
      problems.add(unusableKeyProblem(part));
    }
  }
  if (identities.length === 0 && problems.size === 0) problems.add(NO_KEY);
  return { identities, problems: [...problems] };
}

/** Lines, and blocks from `-----BEGIN …` to `-----END …`, each of which is one part. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let block: string[] | undefined;
  for (const line of text.split(/\r?\n/).map((one) => one.trim())) {
    if (block === undefined && line.startsWith("-----BEGIN ")) block = [];
    if (block === undefined) {
      // A variable may have lost its line breaks, and then its first comment holds the key.
      if (line !== "" && (!line.startsWith("#") || line.includes("\\nAGE-SECRET-KEY-"))) parts.push(line);
      continue;
    }
    block.push(line);
    if (!line.includes("-----END ")) continue;
    parts.push(block.join("\n"));
    block = undefined;
  }
  if (block !== undefined) parts.push(block.join("\n"));
  return parts;
}
