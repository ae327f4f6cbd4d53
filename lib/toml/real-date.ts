/**
 * Does the date exist? `Date` would accept the 30th of February as the 1st of March, and 24:00 as the next day. `rest` are the
 * digits that the parser has not yet added to `text`.
 */
export function isRealDate(text: string, rest: string): boolean {
  const hour = /(?:^|T)(\d\d):/.exec(text)?.[1];
  if (hour !== undefined && Number(hour) > 23) return false;
  const date = /^(\d{4})-(\d\d)(?:-(\d\d))?/.exec(text);
  if (date === null) return true; // a time alone
  const day = date[3] ?? rest;
  const lastDay = new Date(Date.UTC(2000 + (Number(date[1]) % 400), Number(date[2]), 0)).getUTCDate();
  return /^\d\d$/.test(day) && Number(day) >= 1 && Number(day) <= lastDay;
}
