import { AgeError } from "./age-error";
import { VERSION_LINE } from "./age-header";
import { decodeBase64 } from "./base64";

/* The text form of an age file: PEM, strictly as age writes it. */

export const ARMOR_BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";
const ARMOR_END = "-----END AGE ENCRYPTED FILE-----";
const COLUMNS = 64;

/** The binary form of an age file in either form. @throws AgeError for anything else. */
export function withoutArmor(bytes: Buffer): Buffer {
  if (bytes.toString("latin1", 0, VERSION_LINE.length) === VERSION_LINE) return bytes;
  const text = withoutBlankEnds(bytes.toString("latin1"));
  const [begin, ...lines] = text.split(/\r?\n/);
  const end = lines.pop();
  const last = lines.at(-1);
  const areFull = lines.slice(0, -1).every((line) => line.length === COLUMNS);
  if (begin !== ARMOR_BEGIN || end !== ARMOR_END) throw new AgeError("it is not an age file, or its armor is cut off");
  if (last === undefined || last.length === 0 || last.length > COLUMNS || !areFull) throw new AgeError("its armor is malformed");
  return decodeBase64(lines.join(""), { padded: true });
}

/** Removes white space at both ends. A regular expression would take quadratic time for a long run of white space. */
function withoutBlankEnds(text: string): string {
  const isBlank = (at: number) => " \t\r\n".includes(text.charAt(at));
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(start)) start++;
  while (end > start && isBlank(end - 1)) end--;
  return text.slice(start, end);
}
