import { readFileSync } from "node:fs";
import { BUNDLES, bundled } from "../support/encoders/bundles";
import { SHAPES } from "../support/encoders/encoder";
import { PACKAGES } from "../support/encoders/packages";
import { encodedBy, PROGRAMS } from "../support/encoders/programs";
import { RULES } from "../support/encoders/rules";
import { type Encoded, encodedShapes, findThem } from "../support/encoders/users";
import { isFull } from "../support/full";
import { runs } from "../support/programs";

/*
 * What docs/redaction.md promises, encoder by encoder, for values of every shape: `redact`, `redactStream`, `scan`, `guardErrors`, and
 * the check of the messages of validators find them.
 */

const VALUES = Object.values(SHAPES);

/** Lists of bytes keep their commas, and what is printed in lines keeps more of its structure than one line has. */
const MAX_LEFT: Record<string, number> = {
  "`JSON.stringify` of a `Buffer`": 400,
  "`JSON.stringify` of a `Buffer` with indentation": 3000,
  "`util.inspect` of long lists": 80,
  "`util.inspect` within `util.inspect`": 30,
  "`util.inspect` of an error": 30,
  "devalue's uneval": 50, // a function, if a long value is there twice
};

describe.each(Object.entries({ ...PACKAGES, ...RULES }))("%s", (name, encode) => {
  const encoded = encodedShapes(VALUES.map(encode), (encode("") ?? "").length);
  findThem(() => encoded, MAX_LEFT[name]);
});

describe.each(Object.entries(BUNDLES))("%s", (_name, configuration) => {
  let encoded: Encoded[] = [];
  beforeAll(async () => {
    const texts = await bundled([...VALUES, ""], configuration);
    encoded = encodedShapes(texts, texts.at(-1)?.length ?? 0);
  });
  findThem(() => encoded, 40);
});

/** The armour of a PEM file, if it is known by its lines. */
const ARMOUR = 80;
/** A mask for each item of a list of bytes keeps the commas. */
const COMMAS = 1000;

describe.each(Object.entries(PROGRAMS))("%s", (language, { commands, version = "--version", isSlow, unpromised = {} }) => {
  if ((isSlow && !isFull) || !runs((commands[0] as string[])[0] as string, version)) {
    it.skip("is not tried here", () => {});
    return;
  }
  const texts = encodedBy(commands, [...VALUES, ""]);

  it("has the encoders that docs/redaction.md names", () => {
    expect(namedAfter(`\n- ${language}: `)).toBe(Object.keys(texts).join("; "));
  });

  describe.each(Object.entries(texts))("%s", (name, all) => {
    const encoded = encodedShapes(all, (all.at(-1) as string).length).filter(({ shape }) => !unpromised[name]?.includes(shape));
    findThem(() => encoded, /bytes|HexFormat/.test(name) ? COMMAS : ARMOUR);
  });
});

it("docs/redaction.md names the encoders of npm and the rules, and no others", () => {
  expect(namedAfter("These encoders of npm and of Node run: ")).toBe(Object.keys({ ...PACKAGES, ...BUNDLES }).join("; "));
  expect(namedAfter("the source or the documentation of the encoder: ")).toBe(Object.keys(RULES).join("; "));
});

function namedAfter(start: string): string {
  const page = readFileSync("docs/redaction.md", "utf8").replaceAll(/(?<!\n)\n(?!\n|- )\s*/g, " ");
  return page.slice(page.indexOf(start) + start.length).split(/\.\n/)[0] as string;
}
