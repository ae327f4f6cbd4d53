import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { headerText, joined, partsOf } from "../../../lib/cli/encryption/header";
import { mergeTexts } from "../../../lib/cli/encryption/merge-texts";
import { decryptValues, encryptValues } from "../../../lib/cli/encryption/values";
import { deepCopy } from "../../../lib/core/table";
import { createSiv } from "../../../lib/crypto/siv";
import { decodeToml } from "../../../lib/toml/decode";
import { keyPair } from "../../support/encrypted";
import { HARD_MERGES } from "../../support/merge-hard";
import { sandbox } from "../../support/sandbox";

/* Pairs of changes that are easy to merge wrongly. A merge must be right or a conflict. */

const fileKey = randomBytes(64);
const siv = createSiv(fileKey);
let header: string;

beforeAll(async () => {
  header = await headerText([{ name: "alice", recipient: keyPair().recipient }], fileKey);
});

const sealed = (plain: string) => {
  const text = joined({ body: encryptValues(plain, siv).text, header });
  return plain.includes("\r\n") ? text.replaceAll(/\r?\n/g, "\r\n") : text;
};
const tableOf = (toml: string) => deepCopy(decodeToml(toml, "file"));

/** The values of a merged file; `undefined` if one of them does not open, which every reader is told. */
function tableIn(text: string): unknown {
  const { text: plain, failed } = decryptValues(partsOf(text).body, siv);
  return failed.length === 0 ? tableOf(plain) : undefined;
}

function lineMerge(texts: readonly string[]): string | undefined {
  const box = sandbox();
  const files = texts.map((text, at) => box.write(`${at}.toml`, text));
  const { status, stdout } = spawnSync("git", ["merge-file", "-p", ...files], { encoding: "utf8" });
  return status === 0 ? stdout : undefined;
}

describe.each(HARD_MERGES)("$name", ({ base, ours, theirs, right }) => {
  it("with the merge driver: right, or a conflict if nobody else can decide", () => {
    const sides = [ours, base, theirs].map(sealed) as [string, string, string];
    const { text, conflicts } = mergeTexts(sides[1], sides[0], sides[2], lineMerge(sides));
    const isClean = text !== undefined && conflicts.length === 0;
    expect(isClean ? tableIn(text) : "a conflict").toEqual(right === undefined ? "a conflict" : tableOf(right));
    if (isClean && ours.includes("\r\n")) expect(text.replaceAll("\r\n", "")).not.toContain("\n");
  });

  it("with git alone: right, or a conflict, or a value that does not open", () => {
    const text = lineMerge([ours, base, theirs].map(sealed));
    const table = text === undefined ? undefined : tableIn(text);
    if (text !== undefined && table === undefined) console.log("CLEAN BUT LOCKED");
    if (table !== undefined) expect(table).toEqual(right === undefined ? "a conflict" : tableOf(right));
  });
});
