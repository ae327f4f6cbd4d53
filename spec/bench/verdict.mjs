import { rounded } from "./statistics.mjs";

/* A target of the project, and whether this run reached it; the words on the page follow from the figures. */

export function atMost(target, value, limit, unit) {
  return { target: `${target}: at most ${limit} ${unit}`, reached: value <= limit, figure: `${rounded(value)} ${unit}` };
}

export function atLeast(target, value, limit, unit) {
  return { target: `${target}: at least ${limit} ${unit}`, reached: value >= limit, figure: `${rounded(value)} ${unit}` };
}
