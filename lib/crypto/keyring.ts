import { type Identity, openAge } from "./age";
import { isAgeError } from "./age-error";
import { parseAge } from "./age-header";
import { withoutArmor } from "./armor";
import { decodeBase64 } from "./base64";
import type { RecipientLine } from "./format";
import { type KeyPlace, type KeySearchContext, keyPlaces } from "./key-places";
import { identitiesIn, NO_KEY } from "./key-text";
import { KEY_BYTES } from "./siv";

/* The private keys of a load. Each place is read once, when a file needs it, and the result is kept. */

/** A place that was searched. This object contains no private key. */
export interface SearchedPlace {
  readonly name: string;
  /** The public keys of the private ones that it had. */
  readonly recipients: readonly string[];
  /** The reasons why it had no key, and its other problems. */
  readonly problems: readonly string[];
  /** It has text, but no key that can be used. */
  readonly isWrong: boolean;
}

/** How the search for the key of a file ended. */
export interface KeySearch {
  /** 64 bytes; `undefined` if no place had a key for the file. */
  readonly fileKey: Buffer | undefined;
  readonly looked: readonly SearchedPlace[];
  /** The name of a recipient whose key was found and whose line is damaged. */
  readonly damaged: string | undefined;
}

/** How the search for a key of a whole age file ended. */
export interface FileSearch {
  /** `undefined` if no place had a key for it. */
  readonly content: Buffer | undefined;
  readonly looked: readonly SearchedPlace[];
  /** The kinds of its recipients, as age names them: `X25519`, `scrypt` (a passphrase), and others. */
  readonly kinds: readonly string[];
}

export interface Keyring {
  /** Finds the first place that has a key of a recipient, and opens the file's key with it. */
  search(lines: readonly RecipientLine[]): KeySearch;
  /** Opens a whole age file with the first key that fits. @throws AgeError if it is damaged. */
  openFile(file: Buffer): FileSearch;
  /** The private keys that have opened something. */
  used(): readonly string[];
}

export function createKeyring(context: KeySearchContext): Keyring {
  const used = new Set<string>();
  const places: OpenPlace[] = [];
  const rest = keyPlaces(context);
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
        if (damaged !== undefined) break; // the key was found, and no other place can repair the line
      }
      return { fileKey: undefined, looked, damaged };
    },
    openFile(file) {
      const looked: SearchedPlace[] = [];
      const bytes = withoutArmor(file);
      const kinds = parseAge(bytes).stanzas.map(({ type }) => type);
      for (const place of allPlaces()) {
        if (place.isForSsh && !kinds.includes("ssh-ed25519")) continue;
        const { identities, report } = place.look();
        looked.push(report);
        for (const identity of identities) {
          const content = openAge(bytes, [identity]);
          if (content === undefined) continue;
          used.add(identity.secret);
          return { content, looked, kinds };
        }
      }
      return { content: undefined, looked, kinds };
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
  const isWrong = "text" in read && identities.length === 0 && !problems.includes(NO_KEY);
  return { identities, report: { name: place.name, recipients, problems, isWrong } };
}
