import { VALUES } from "./runs";

/*
 * Does a run hold six bytes of printable ASCII in a row, if it is base64 that begins at any of its letters? A machine with one
 * counter for each of the four beginnings tells; its states are numbers with a digit to the base 7 for each. What a letter says of
 * the byte that begins in its first, second or third pair of bits is in PRINTABLE. It says too often yes, and never wrongly no.
 */
const ENOUGH = 6;
const PRINTABLE = Uint8Array.from(VALUES, (value) => {
  const first = value >> 5 === 0 && value >> 3 !== 0 ? 1 : 0;
  const second = (value & 8) === 0 && (value & 6) !== 0 ? 2 : 0;
  const third = (value & 2) === 0 ? 4 : 0;
  return first | second | third;
});
const STATES = 7 ** 4;
const FOUND = 0xffff;
let transitions: Uint16Array | undefined;

function createTransitions(): Uint16Array {
  const table = new Uint16Array(STATES * 32);
  for (let state = 0; state < STATES; state++) {
    for (let entry = 0; entry < 32; entry++) {
      const [phase, printable] = [entry >> 3, entry & 7];
      let next = 0;
      for (let start = 3; start >= 0; start--) {
        const pair = (phase - start) & 3;
        const counter = Math.floor(state / 7 ** start) % 7;
        const counted = pair === 3 ? counter : (printable & (1 << pair)) === 0 ? 0 : Math.min(ENOUGH, counter + 1);
        next = next === FOUND || counted === ENOUGH ? FOUND : next * 7 + counted;
      }
      table[state * 32 + entry] = next;
    }
  }
  return table;
}

export function mayHoldText(bytes: Uint8Array, from: number, to: number): boolean {
  transitions ??= createTransitions();
  let state = 0;
  for (let at = from; at < to; at++) {
    state = transitions[state * 32 + (((at - from) & 3) << 3) + (PRINTABLE[bytes[at] as number] as number)] as number;
    if (state === FOUND) return true;
  }
  return false;
}
