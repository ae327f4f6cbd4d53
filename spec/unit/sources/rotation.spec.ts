import fs, { readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { createSecrets, type SecretsOptions, type SourceError } from "../../../lib";
import { readFile } from "../../../lib/sources/file-strict";
import { readFolder } from "../../../lib/sources/folder";
import { sandbox, thrown } from "../../support/sandbox";
import { RELINK, REPLACE, ROTATE, whileSwapping } from "../../support/swapper";

/*
 * Secrets that are replaced while they are read. `ROTATION_LOADS=10000 npx jest spec/unit/sources/rotation.spec.ts` is the long
 * run, and prints its figures.
 */

const LOADS = Number(process.env.ROTATION_LOADS ?? 1_000);
/** So many that the removal of the old ones takes its time. */
const KEYS = Array.from({ length: 12 }, (_, index) => `key${index}`);

interface Counts {
  loads: number;
  mixed: number;
  readonly generations: Set<unknown>;
}

/** Loads again and again, each time as a new instance; whatever a load throws fails the spec. */
function loadAll(files: string, valuesOf: (table: Record<string, unknown>) => unknown[], options: SecretsOptions = {}): Counts {
  const counts: Counts = { loads: 0, mixed: 0, generations: new Set() };
  for (; counts.loads < LOADS || (counts.generations.size < 20 && counts.loads < 1_000_000); counts.loads++) {
    const values = valuesOf({ ...createSecrets({ files, env: {}, exportEnv: false, ...options }) });
    if (new Set(values).size !== 1 || values.includes(undefined)) counts.mixed++;
    counts.generations.add(values[0]);
  }
  return counts;
}

function report(what: string, { loads, mixed, generations }: Counts, swaps: number, seconds: number, retries?: number): void {
  if (process.env.ROTATION_LOADS === undefined) return;
  const tries = retries === undefined ? "" : `, ${retries} retries`;
  console.info(
    `${what}: ${loads} loads in ${seconds.toFixed(1)} s during ${swaps} swaps, ${generations.size} generations seen, ${mixed} mixed${tries}`,
  );
}

/** Does something just before certain of the library's calls of a function of `node:fs`, counted from 1. */
function beforeCalls(name: "readdirSync" | "readFileSync" | "statSync", acts: Record<number, () => void>): void {
  const real = fs[name] as (...args: unknown[]) => unknown;
  let calls = 0;
  jest.spyOn(fs, name as "readdirSync").mockImplementation((...args: unknown[]) => {
    acts[++calls]?.();
    return real(...args) as never;
  });
}

describe("secrets that are replaced at the worst moment", () => {
  it("are read anew where a Kubernetes volume rotates, and its old folder is half removed when it is listed", () => {
    const box = sandbox();
    for (const generation of ["..1", "..2"])
      for (const key of ["a", "b"]) box.write(`mnt/${generation}/${key}`, `canary${generation}`);
    box.link("mnt/..data", "..1");
    beforeCalls("readdirSync", {
      1: () => {
        rmSync(join(box.root, "mnt/..data"));
        box.link("mnt/..data", "..2");
        rmSync(join(box.root, "mnt/..1/a"));
      },
    });
    expect(readFolder(join(box.root, "mnt"))).toEqual({ a: "canary..2", b: "canary..2" });
  });

  it("are read anew where a folder is a link, and leads elsewhere after the first file", () => {
    const box = sandbox();
    for (const release of ["1", "2"]) for (const key of ["a", "b"]) box.write(`${release}/${key}`, `canary-${release}`);
    box.link("mnt", "1");
    beforeCalls("readFileSync", {
      2: () => {
        rmSync(join(box.root, "mnt"));
        box.link("mnt", "2");
      },
    });
    expect(readFolder(join(box.root, "mnt"))).toEqual({ a: "canary-2", b: "canary-2" });
  });

  it.each(["statSync", "readFileSync"] as const)("are found where a link to a file leads nowhere at one %s", (call) => {
    const box = sandbox();
    box.write("mnt/..2/secrets.toml", 'a = "canary-2"\n');
    const link = box.link("mnt/secrets.toml", "..data/secrets.toml");
    box.link("mnt/..data", "..2");
    const away = join(box.root, "mnt/away");
    const lose = () => renameSync(join(box.root, "mnt/..data"), away);
    const find = () => renameSync(away, join(box.root, "mnt/..data"));
    beforeCalls("statSync", call === "statSync" ? { 1: lose, 2: find } : { 2: find });
    if (call === "readFileSync") beforeCalls("readFileSync", { 1: lose });
    expect(readFile(link)?.toString()).toBe('a = "canary-2"\n');
  });

  it("are given up on where they never stay the same, with an error that says so", () => {
    const box = sandbox();
    box.write("mnt/a", "canary");
    jest.spyOn(fs, "readFileSync").mockImplementation(() => {
      throw Object.assign(new Error("canary"), { code: "ENOENT" });
    });
    let now = 0;
    jest.spyOn(Date, "now").mockImplementation(() => (now += 1_000));
    expect(thrown<SourceError>(() => readFolder(join(box.root, "mnt"))).reason).toBe("it kept changing while it was read");
  });
});

describe("secrets that are replaced while they are read", () => {
  it.each([
    ["a Kubernetes volume", ROTATE],
    ["a folder that is a link", RELINK],
  ])("are those of one generation, of %s", async (name, swap) => {
    const lists = jest.spyOn(fs, "readdirSync"); // each try but those that see the link swapped lists the folder once
    let counts: Counts | undefined;
    const { swaps, seconds } = await whileSwapping(swap(KEYS), (root) => {
      lists.mockClear();
      counts = loadAll(join(root, "mnt"), (table) => KEYS.map((key) => table[key]));
    });
    report(name, counts as Counts, swaps, seconds, lists.mock.calls.length - (counts as unknown as Counts).loads);
    expect(counts?.mixed).toBe(0);
    expect(counts?.generations.size).toBeGreaterThanOrEqual(20);
  });

  it("are those of one generation, of a file in a Kubernetes volume", async () => {
    let counts: Counts | undefined;
    const { swaps, seconds } = await whileSwapping(ROTATE(["secrets.toml", ...KEYS]), (root) => {
      symlinkSync("..data/secrets.toml", join(root, "mnt/secrets.toml"));
      const parse = (text: string) => ({ text });
      counts = loadAll(join(root, "mnt/secrets.toml"), ({ text }) => [text], { parse });
    });
    report("a file in a Kubernetes volume", counts as Counts, swaps, seconds);
    expect(counts?.mixed).toBe(0);
    expect(counts?.generations.size).toBeGreaterThanOrEqual(20);
  });

  it("are those of one generation, of a file", async () => {
    let counts: Counts | undefined;
    const { swaps, seconds } = await whileSwapping(REPLACE, (root) => {
      counts = loadAll(join(root, "secrets.toml"), ({ first, last }) => [first, last]);
    });
    report("a file", counts as Counts, swaps, seconds);
    expect(counts?.mixed).toBe(0);
    expect(counts?.generations.size).toBeGreaterThanOrEqual(20);
  });

  it("are mixed for who reads a volume's keys one by one (the control: these races are real)", async () => {
    let [reads, torn] = [0, 0];
    const { swaps } = await whileSwapping(ROTATE(KEYS), (root) => {
      for (; torn === 0 && reads < 1_000_000; reads++) {
        try {
          const values = KEYS.map((key) => readFileSync(join(root, "mnt/..data", key), "utf8"));
          if (new Set(values).size !== 1) torn++;
        } catch {
          torn++;
        }
      }
    });
    expect({ swaps: swaps > 0, torn }).toEqual({ swaps: true, torn: 1 });
  });
});
