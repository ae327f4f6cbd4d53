import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { isWithin } from "../../core/paths";
import { printable } from "../../core/printable";
import { type Build, buildsIn } from "./compose";
import { instructionsIn } from "./dockerfile";
import { type ImageFile, imageOf } from "./image";
import { below, namesIn, projectText, type SecretFile } from "./secret-files";
import type { Exposure } from "./types";

/* Finds container images that would contain a secrets file. */

const DOCKERFILE = /^(?:Dockerfile|Containerfile)(?:[._-].+)?$|\.(?:Dockerfile|Containerfile)$/i;
const NO_DOCKERFILE = /\.(?:dockerignore|containerignore|md|txt|j2|tmpl|swp|bak|orig)$|~$/i;
/** Folders where projects keep a Dockerfile whose context is the folder above. */
const FOLDERS = ["docker", ".docker", "build", "deploy", "container", "ops"];

/** A problem for each Dockerfile whose image would contain a secrets file; a note if only a stage of the build would. */
export function imageExposures(files: readonly SecretFile[]): Exposure[] {
  const found: Exposure[] = [];
  for (const folder of new Set(files.flatMap(({ folders }) => folders))) {
    const inside = files.map(({ path }) => path).filter((path) => isWithin(path, folder));
    for (const build of buildsOf(folder)) {
      const exposure = exposureOf(build, inside);
      if (exposure !== undefined && !found.some(({ where }) => where === exposure.where)) found.push(exposure);
    }
  }
  return found;
}

/** The builds whose context is this folder. A Compose file names the context of a Dockerfile; otherwise the folder of the Dockerfile counts. */
function buildsOf(folder: string): Build[] {
  const places = [folder, ...FOLDERS.map((name) => join(folder, name))];
  const composed = places.flatMap(buildsIn);
  const lying = places.flatMap((place) =>
    namesIn(place)
      .filter((name) => DOCKERFILE.test(name) && !NO_DOCKERFILE.test(name))
      .map((name): Build => ({ dockerfile: join(place, name), context: folder, target: undefined })),
  );
  const isComposed = ({ dockerfile }: Build) => composed.some((build) => build.dockerfile === dockerfile);
  return [...composed.filter(({ dockerfile }) => existsSync(dockerfile)), ...lying.filter((build) => !isComposed(build))];
}

function exposureOf({ dockerfile, context, target }: Build, files: readonly string[]): Exposure | undefined {
  const text = projectText(dockerfile);
  if (text === undefined) return undefined;
  const ignore = ignoreFileOf(dockerfile, context);
  const rules = projectText(ignore) ?? "";
  const inside = files.filter((path) => isWithin(path, context)).map((path) => below(context, path));
  const sent = inside.filter((path) => !isExcluded(rules.split(/\r?\n/), path));
  if (sent.length === 0) return undefined;
  const { held, cached } = imageOf(instructionsIn(text), sent, isExcluded, target);
  const first = held[0] ?? cached[0];
  if (first === undefined) return undefined;
  const names = [...new Set((held.length > 0 ? held : cached).map(({ file }) => file))].join(", ");
  return {
    code: "COPIED_INTO_IMAGE",
    where: dockerfile,
    message: `line ${first.by.line}, \`${shown(first)}\`, copies ${names} into ${
      held.length > 0
        ? "the image, and everybody who can pull the image can read it"
        : "a stage of the build; it is not in the image, but stays in the cache of the build"
    }`,
    fix: `${mend(ignore, rules, first.file)}, and give the secrets to the container when it starts: a mount, or SECRETS_TOML`,
    isNote: held.length === 0,
  };
}

function mend(ignore: string, rules: string, file: string): string {
  const line = file.includes(".streamlit/") ? "**/.streamlit/*secrets*" : `${file}*`;
  const lines = rules.split(/\r?\n/);
  const isUndone = isExcluded(
    lines.filter((rule) => !rule.trim().startsWith("!")),
    file,
  );
  return isUndone
    ? `a rule with ! in ${ignore} includes it again: add the line ${line} at the end`
    : `add the line ${line} to ${ignore}`;
}

/** `<Dockerfile>.dockerignore` comes before the `.dockerignore` of the context. Podman reads `.containerignore` first. */
function ignoreFileOf(dockerfile: string, context: string): string {
  const isContainerfile = /containerfile/i.test(basename(dockerfile));
  const names = [`${dockerfile}.dockerignore`, ...(isContainerfile ? [join(context, ".containerignore")] : [])];
  return names.find((name) => existsSync(name)) ?? join(context, ".dockerignore");
}

/** By Docker's own rules: the last rule that matches decides, and `!` includes again. */
function isExcluded(patterns: readonly string[], path: string): boolean {
  const dockerignore = require("@balena/dockerignore") as (options: { ignorecase: boolean }) => {
    add(patterns: readonly string[]): { ignores(path: string): boolean };
  };
  try {
    return dockerignore({ ignorecase: false }).add(patterns).ignores(path);
  } catch {
    return false; // a pattern that Docker refuses
  }
}

function shown({ by: { name, flags, words } }: ImageFile): string {
  const given = [...flags].flatMap(([flag, values]) => values.map((value) => `--${flag}${value === "true" ? "" : `=${value}`}`));
  const text = printable([name, ...given, ...words].join(" "));
  return text.length > 70 ? `${text.slice(0, 70)}…` : text;
}
