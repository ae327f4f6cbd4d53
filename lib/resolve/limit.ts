/** The longest time of Node's timers; a longer one would end at once. */
const MAX = 2 ** 31 - 1;

/** @throws TypeError if it is not a whole number from 1 to 2147483647. */
export function checkLimit(name: string, value: unknown): void {
  if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX) return;
  throw new TypeError(`${name} is a whole number from 1 to ${MAX}`);
}
