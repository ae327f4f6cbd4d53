/** `SPEC_FULL=1`, which `.ci/run` sets, tries every variation. A plain run tries each behaviour with fewer variations, to be fast. */
export const isFull = process.env.SPEC_FULL === "1";

/** All rows in a full run. Otherwise one of each `every` rows, beginning with the first. */
export function sampled<T>(rows: readonly T[], every: number): readonly T[] {
  return isFull ? rows : rows.filter((_row, index) => index % every === 0);
}

/** Random cases are the same in each run, so that a failure belongs to a change. `FUZZ_SEED` tries others. */
export const SEED = Number(process.env.FUZZ_SEED ?? 1);
