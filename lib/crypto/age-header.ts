import { AgeError } from "./age-error";
import { decodeBase64 } from "./base64";

/* The header of an age file, version 1 (https://c2sp.org/age): its recipients, and a MAC over them. */

export const VERSION_LINE = "age-encryption.org/v1";
const LINE_FEED = 0x0a;
const MAX_COLUMNS = 64;
const MAC_BYTES = 32;
/** Each stanza may cost a key agreement, so a hostile file could cost much time. The format itself has no limit. */
const MAX_STANZAS = 1000;

/** The file key, wrapped for one recipient. */
export interface Stanza {
  readonly type: string;
  readonly args: readonly string[];
  readonly body: Buffer;
}

export interface AgeFile {
  readonly stanzas: readonly Stanza[];
  readonly mac: Buffer;
  /** The bytes that the MAC covers. */
  readonly macInput: Buffer;
  readonly payload: Buffer;
}

/** @throws AgeError for anything but a well-formed header. */
export function parseAge(bytes: Buffer): AgeFile {
  let at = 0;
  const nextLine = () => {
    const end = bytes.indexOf(LINE_FEED, at);
    if (end === -1) throw new AgeError("its header is cut off");
    const line = bytes.toString("latin1", at, end);
    at = end + 1;
    return line;
  };
  if (nextLine() !== VERSION_LINE) throw new AgeError("it is not an age file, or of another version");
  const stanzas: Stanza[] = [];
  for (;;) {
    const start = at;
    const line = nextLine();
    if (line.startsWith("--- ")) {
      if (stanzas.length === 0) throw new AgeError("its header names no recipient");
      const mac = decodeBase64(line.slice(4), { padded: false });
      if (mac.length !== MAC_BYTES) throw new AgeError("its header is malformed");
      return { stanzas, mac, macInput: bytes.subarray(0, start + 3), payload: bytes.subarray(at) };
    }
    if (stanzas.length === MAX_STANZAS) throw new AgeError("its header names more than 1,000 recipients");
    stanzas.push(stanzaOf(line, nextLine));
  }
}

function stanzaOf(line: string, nextLine: () => string): Stanza {
  const [arrow, type, ...args] = line.split(" ");
  if (arrow !== "->" || type === undefined || ![type, ...args].every(isVisible)) throw new AgeError("its header is malformed");
  let body = "";
  for (let part = nextLine(); ; part = nextLine()) {
    if (part.length > MAX_COLUMNS) throw new AgeError("its header is malformed");
    body += part;
    if (part.length < MAX_COLUMNS) break; // a body ends with a short line, which may be empty
  }
  return { type, args, body: decodeBase64(body, { padded: false }) };
}

/** Is it one or more visible ASCII characters? */
function isVisible(word: string): boolean {
  return /^[\x21-\x7e]+$/.test(word);
}
