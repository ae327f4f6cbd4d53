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
 * Every named mistake, in the order in which they are tried. The first match is reported, so specific mistakes come before
 * general ones. To add one, write an entry in one of these files, and an example in docs/mistakes.md.
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
