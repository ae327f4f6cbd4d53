import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { imageExposures } from "../../../../lib/cli/exposure/container-images";
import { sampled } from "../../../support/full";
import { sandbox } from "../../../support/sandbox";

/* What a real builder puts into the image is the judge: buildah, which needs no daemon, from `scratch`, which needs no network. */

const FILE = ".streamlit/secrets.toml";
type Files = Readonly<Record<string, string>>;

function project(files: Files, secret = FILE) {
  const box = sandbox();
  for (const [path, text] of Object.entries(files)) box.write(`project/${path}`, text);
  box.write("project/main.js", "");
  const path = box.write(`project/${secret}`, 'a = "canary"\n');
  return { ...box, secret: { path, folders: [box.project] } };
}

const found = (files: Files, secret?: string) => imageExposures([project(files, secret).secret]);
const image = (...lines: readonly string[]) => ({ Dockerfile: `FROM scratch\n${lines.join("\n")}\n` });

/** Dockerfile, .dockerignore, and whether the image has the file; `cached` is a stage of the build that is not in the image. */
const ROWS: readonly (readonly [what: string, files: Files, holds: boolean | "cached"])[] = [
  ["COPY . .", image("COPY . ."), true],
  ["ADD", image("ADD . /app"), true],
  ["copy ./ ./ in lower case", { Dockerfile: "from scratch\ncopy ./ ./\n" }, true],
  ["JSON", image('COPY [".", "/app/"]'), true],
  ["quotes", image('COPY "." "/app/"'), true],
  ["flags", image("COPY --chown=1:1 . /app"), true],
  ["continued lines", image("COPY \\", "  # comment", "  . \\", "  /app"), true],
  ["a here-document before it", image("COPY <<EOF /x", "COPY . .", "EOF"), false],
  ["the folder", image("COPY .streamlit /app/.streamlit"), true],
  ["the file", image(`COPY ${FILE} /etc/secrets.toml`), true],
  ["an absolute path", image(`COPY /${FILE} /`), true],
  ["a pattern", image("COPY .stream*/*.toml /app/"), true],
  ["another folder", image("COPY main.js /app/"), false],
  ["a pattern for other files", image("COPY *.js /app/"), false],
  ["a variable", image("ARG from=.streamlit", "COPY $" + "{from} /app/"), true],
  ["no copy", image("WORKDIR /app"), false],
  ["only a comment", image("# COPY . .", "COPY main.js /"), false],
  ["a stage that is not copied", image("COPY . /app", "FROM scratch", "COPY --from=0 /app/main.js /"), "cached"],
  [
    "a stage that is copied",
    { Dockerfile: "FROM scratch AS build\nWORKDIR /app\nCOPY . .\nFROM scratch\nCOPY --from=build /app /srv\n" },
    true,
  ],
  [
    "a stage that is copied in part",
    { Dockerfile: "FROM scratch AS b\nCOPY . /app\nFROM scratch\nCOPY --from=b /app/.streamlit/ /s/\n" },
    true,
  ],
  ["a stage that is the base", { Dockerfile: "FROM scratch AS b\nCOPY . /app\nFROM b\nWORKDIR /x\n" }, true],
  [".dockerignore", { ...image("COPY . ."), ".dockerignore": ".streamlit\n" }, false],
  [".dockerignore for the file", { ...image("COPY . ."), ".dockerignore": `/${FILE}\n` }, false],
  [".dockerignore at any depth", { ...image("COPY . ."), ".dockerignore": "**/secrets.toml\n" }, false],
  [
    ".dockerignore by the name only, which is for the root",
    { ...image("COPY . ."), ".dockerignore": "secrets.toml\n*.toml\n" },
    true,
  ],
  [".dockerignore for everything", { ...image("COPY . /"), ".dockerignore": "*\n!main.js\n" }, false],
  [".dockerignore that includes it again", { ...image("COPY . ."), ".dockerignore": "**/*.toml\n!.streamlit/*.toml\n" }, true],
  [".dockerignore with other rules", { ...image("COPY . ."), ".dockerignore": "node_modules\n# .streamlit\n" }, true],
  [".dockerignore with hidden folders", { ...image("COPY . ."), ".dockerignore": ".*\n" }, false],
  [".dockerignore with doubled stars at the end", { ...image("COPY . ."), ".dockerignore": ".streamlit/**\n" }, false],
];
const rows = ROWS.map(([what, files, holds]) => ({ what, files, holds }));

it.each(rows)("knows what the image has: $what", ({ files, holds }) => {
  const [exposure] = found(files);
  expect(exposure === undefined ? false : exposure.isNote ? "cached" : true).toBe(holds);
});

/** The names in the image that buildah makes. @throws if it can't make one, as in a container that may not mount. */
function imageOf(files: Files): string[] {
  const box = project(files);
  const out = join(box.root, "image");
  const store = ["--storage-driver", "vfs", "--root", join(box.root, "store"), "--runroot", join(box.root, "run")];
  const build = ["bud", "--isolation", "chroot", "--output", `type=local,dest=${out}`, "-f", join(box.project, "Dockerfile")];
  execFileSync("buildah", [...store, ...build, box.project], { cwd: box.project, stdio: "pipe" });
  return existsSync(out) ? readdirSync(out, { recursive: true, encoding: "utf8" }) : [];
}

let canBuild = process.getuid?.() === 0;
beforeAll(() => {
  try {
    if (canBuild) imageOf(image("COPY main.js /"));
  } catch {
    canBuild = false;
  }
  if (!canBuild) console.log("skipped: buildah can't build here, so the rows are not compared with real images");
});

it.each(sampled(rows, 3))("is what a builder makes: $what", ({ files, holds }) => {
  // Debian's version may lack here-documents.
  if (!canBuild || files.Dockerfile?.includes("<<EOF")) return;
  expect(imageOf(files).some((name) => name.endsWith("secrets.toml"))).toBe(holds === true);
});

it.each([
  ["COPY --link . /app", image("COPY --link . /app"), 1],
  ["the Dockerfile of a folder", { "docker/Dockerfile": "FROM scratch\nCOPY . .\n" }, 1],
  ["a Dockerfile with another ending", { "Dockerfile.prod": "FROM scratch\nCOPY . .\n" }, 1],
  ["a Containerfile", { Containerfile: "FROM scratch\nCOPY . .\n" }, 1],
  ["a Containerfile and its list", { Containerfile: "FROM scratch\nCOPY . .\n", ".containerignore": ".streamlit" }, 0],
  ["a list of the Dockerfile's own", { ...image("COPY . ."), "Dockerfile.dockerignore": ".streamlit", ".dockerignore": "x" }, 0],
  [
    "a list of its own without the rule",
    { ...image("COPY . ."), "Dockerfile.dockerignore": "x", ".dockerignore": ".streamlit" },
    1,
  ],
  ["--exclude", image("COPY --exclude=**/.streamlit . /app"), 0],
  [
    "a Compose file with another context",
    { "src/Dockerfile": "FROM scratch\nCOPY . .\n", "compose.yaml": "services:\n  a:\n    build: src\n" },
    0,
  ],
  [
    "a Compose file with a Dockerfile below",
    {
      "src/Dockerfile": "FROM scratch\nCOPY . .\n",
      "compose.yaml": "services:\n  a:\n    build:\n      context: .\n      dockerfile: src/Dockerfile\n",
    },
    1,
  ],
  [
    "a Compose file with a target",
    {
      Dockerfile: "FROM scratch AS a\nWORKDIR /x\nFROM scratch\nCOPY . .\n",
      "docker-compose.yml": "services:\n  a:\n    build: { context: ., target: a }\n",
    },
    "note",
  ],
  ["notes that are named like one", { "Dockerfile.md": "FROM scratch\nCOPY . .\n" }, 0],
] as const)("looks at %s", (_what, files, count) => {
  const all = found(files as unknown as Files);
  expect(count === "note" ? all.map(({ isNote }) => isNote) : all.length).toEqual(count === "note" ? [true] : count);
});

it("says which line, and which rule to add, and the rule helps", () => {
  const [exposure] = found(image("WORKDIR /app", "COPY --chown=node:node . ."));
  expect(exposure?.message).toContain("line 3, `COPY --chown=node:node . .`, copies .streamlit/secrets.toml into the image");
  const [, line = ""] = /add the line (\S+) to \S+\.dockerignore/.exec(exposure?.fix ?? "") ?? [];
  expect(found({ ...image("COPY . ."), ".dockerignore": `${line}\n` })).toEqual([]);
  const [again] = found({ ...image("COPY . ."), ".dockerignore": ".streamlit\n!.streamlit\n" });
  expect(again?.fix).toMatch(/^a rule with ! in .*\.dockerignore includes it again: add the line \S+ at the end/);
});
