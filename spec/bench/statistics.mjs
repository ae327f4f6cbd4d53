/** Noise is part of a figure: the median, and how far the samples went to both sides. */
export function summarize(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = Number.isInteger(middle) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[Math.floor(middle)];
  return { median, min: sorted[0], max: sorted.at(-1) };
}

/**
 * Takes `rounds` samples of each subject, A B A B and not A A B B, so that whatever disturbs the machine disturbs all. Each round
 * begins with another subject.
 */
export function interleave(subjects, rounds, measure) {
  const samples = new Map(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round++)
    for (const subject of rotated(subjects, round)) samples.get(subject).push(measure(subject));
  return samples;
}

/** The list from another beginning on. */
function rotated(list, by) {
  const first = by % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}

/** `1.23 (1.10 … 1.90)`: median, least, most. */
export function spread({ median, min, max }) {
  return `${rounded(median)} (${rounded(min)} … ${rounded(max)})`;
}

/** Three digits that count. */
export function rounded(number) {
  if (Math.abs(number) >= 100) return String(Math.round(number));
  return number.toFixed(Math.abs(number) >= 10 ? 1 : 2);
}

/** What was lost in the noise, and came out below nothing, has no ratio. */
export function times(ratio) {
  return Number.isFinite(ratio) && ratio > 0 ? `${rounded(ratio)} ×` : "–";
}
