/** `Date` takes the 30th of February for the 1st of March, and 24:00 for the next day. `rest` is what is not in `text` yet. */
export function isRealDate(text: string, rest: string): boolean {
  const hour = /(?:^|T)(\d\d):/.exec(text)?.[1];
  if (hour !== undefined && Number(hour) > 23) return false;
  const date = /^(\d{4})-(\d\d)(?:-(\d\d))?/.exec(text);
  if (date === null) return true; // a time alone
  const day = date[3] ?? rest;
  const lastDay = new Date(Date.UTC(2000 + (Number(date[1]) % 400), Number(date[2]), 0)).getUTCDate();
  return /^\d\d$/.test(day) && Number(day) >= 1 && Number(day) <= lastDay;
}
