import { type Identity, openAge } from "./age";
import { isAgeError } from "./age-error";
import { ageIdentity } from "./age-identity";
import { withoutArmor } from "./armor";
import { decodeBase64 } from "./base64";
import type { RecipientLine } from "./format";
import { type KeyEdges, type KeyPlace, keyPlaces } from "./key-places";
import { KEY_BYTES } from "./siv";

/* The private keys of a load. Each place is read when a file needs it, and once; what came of it stands. */

/** A place that was looked at. It holds no private key. */
export interface SearchedPlace {
  readonly name: string;
  /** The public keys of the private ones that it had. */
  readonly recipients: readonly string[];
  /** Why it had no key, or what else is wrong with it. */
  readonly problems: readonly string[];
}

/** How the search for the key of a file ended. */
export interface KeySearch {
  /** 64 bytes; `undefined` if no place had a key for the file. */
  readonly fileKey: Buffer | undefined;
  readonly looked: readonly SearchedPlace[];
  /** The name of a recipient whose key was found and whose line is damaged. */
  readonly damaged: string | undefined;
}

export interface Keyring {
  /** Finds the first place that has a key of a recipient, and opens the file's key with it. */
  search(lines: readonly RecipientLine[]): KeySearch;
  /** Opens a whole age file with the first key that fits. @throws AgeError if it is damaged. */
  openFile(file: Buffer): { readonly content: Buffer | undefined; readonly looked: readonly SearchedPlace[] };
  /** The private keys that have opened something. */
  used(): readonly string[];
}

export function createKeyring(edges: KeyEdges): Keyring {
  const used = new Set<string>();
  const places: OpenPlace[] = [];
  const rest = keyPlaces(edges);
  function* allPlaces(): Generator<OpenPlace> {
    for (let at = 0; ; at++) {
      if (at === places.length) {
        const next = rest.next();
        if (next.done) return;
        places.push(openPlace(next.value));
      }
      yield places[at] as OpenPlace;
    }
  }
  return {
    used: () => [...used],
    search(lines) {
      const looked: SearchedPlace[] = [];
      const hasSsh = lines.some(({ recipient }) => recipient.startsWith("ssh-"));
      let damaged: string | undefined;
      for (const place of allPlaces()) {
        if (place.isForSsh && !hasSsh) continue;
        const { identities, report } = place.look();
        looked.push(report);
        for (const identity of identities) {
          for (const line of lines) {
            if (line.recipient !== identity.recipient) continue;
            used.add(identity.secret);
            const fileKey = unwrap(line, identity);
            if (fileKey !== undefined) return { fileKey, looked, damaged: undefined };
            damaged ??= line.name;
          }
        }
        if (damaged !== undefined) break; // the key was found; no other place can mend the line
      }
      return { fileKey: undefined, looked, damaged };
    },
    openFile(file) {
      const looked: SearchedPlace[] = [];
      const bytes = withoutArmor(file);
      const hasSsh = bytes.includes("\n-> ssh-ed25519 ");
      for (const place of allPlaces()) {
        if (place.isForSsh && !hasSsh) continue;
        const { identities, report } = place.look();
        looked.push(report);
        for (const identity of identities) {
          const content = openAge(bytes, [identity]);
          if (content === undefined) continue;
          used.add(identity.secret);
          return { content, looked };
        }
      }
      return { content: undefined, looked };
    },
  };
}

/** The key of a file; `undefined` if the line is damaged. */
function unwrap({ wrapped }: RecipientLine, identity: Identity): Buffer | undefined {
  try {
    const key = openAge(decodeBase64(wrapped, { padded: true }), [identity]);
    return key?.length === KEY_BYTES ? key : undefined;
  } catch (error) {
    if (isAgeError(error)) return undefined;
    throw error;
  }
}

interface OpenPlace {
  readonly isForSsh: boolean;
  look(): { readonly identities: readonly Identity[]; readonly report: SearchedPlace };
}

function openPlace(place: KeyPlace): OpenPlace {
  let outcome: ReturnType<OpenPlace["look"]> | undefined;
  return {
    isForSsh: place.isForSsh ?? false,
    look() {
      outcome ??= outcomeOf(place);
      return outcome;
    },
  };
}

function outcomeOf(place: KeyPlace): ReturnType<OpenPlace["look"]> {
  const read = place.read();
  const { identities, problems } = "text" in read ? identitiesIn(read.text) : { identities: [], problems: [read.problem] };
  const recipients = identities.map(({ recipient }) => recipient);
  return { identities, report: { name: place.name, recipients, problems } };
}

/** The keys in a text: an SSH key, or age keys, one a line. Lines that begin with `#` are comments. */
export function identitiesIn(text: string): { readonly identities: readonly Identity[]; readonly problems: readonly string[] } {
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
  if (text.includes("-----BEGIN OPENSSH PRIVATE KEY-----")) {
    const { sshIdentity } = require("./ssh-identity") as typeof import("./ssh-identity");
    add(() => sshIdentity(text));
    return { identities, problems: [...problems] };
  }
  for (const line of text.split(/\r?\n/).map((one) => one.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    if (/^AGE-SECRET-KEY-1/i.test(line)) add(() => ageIdentity(line));
    else problems.add(strangerOf(line));
  }
  if (identities.length === 0 && problems.size === 0) problems.add("no key in it");
  return { identities, problems: [...problems] };
}

/** Describes a line that is not a key. The line itself is never shown. */
function strangerOf(line: string): string {
  if (/^AGE-SECRET-KEY-PQ-1/i.test(line)) return "a post-quantum key, which this version can't use";
  if (/^AGE-PLUGIN-/i.test(line)) return "a key of an age plugin, which only SECRETS_AGE_KEY_CMD can use";
  if (/^-----BEGIN AGE ENCRYPTED FILE-----$/.test(line))
    return "a key file that is encrypted itself; open it with SECRETS_AGE_KEY_CMD";
  return /^-----BEGIN /.test(line) ? "a key of another kind than age or OpenSSH" : "a line that is not a key";
}
