import { AFTER_VALUES } from "./after-values";
import { BRACKETS } from "./brackets";
import { CHARACTERS } from "./characters";
import { DOCUMENTS } from "./documents";
import { KEYS } from "./keys";
import { LINES } from "./lines";
import type { Mistake } from "./mistake";
import { REDEFINITIONS } from "./redefinitions";
import { STRINGS } from "./strings";
import { VALUES } from "./values";

/**
 * Every mistake that has a name, in the order in which they are looked for: the first that fits is said, so what is specific
 * stands before what is general. To add one, write an entry in one of these files, and an example in docs/mistakes.md.
 */
export const MISTAKES: readonly Mistake[] = [
  ...DOCUMENTS,
  ...CHARACTERS,
  ...REDEFINITIONS,
  ...STRINGS,
  ...LINES,
  ...BRACKETS,
  ...AFTER_VALUES,
  ...VALUES,
  ...KEYS,
];
