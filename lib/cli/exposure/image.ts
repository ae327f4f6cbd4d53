import { posix } from "node:path";
import { assignmentsIn, expanded, type Instruction } from "./dockerfile";

/*
 * Follows files of the build context through the stages of a Dockerfile: which instruction copies them, and whether they are in the image
 * at the end. A file that a `RUN` removes stays in the layer below, so it counts.
 */

/** A file in a stage. */
export interface ImageFile {
  /** Its path in the context. */
  readonly file: string;
  /** Its path in the stage. */
  readonly at: string;
  /** The instruction that took it out of the context. */
  readonly by: Instruction;
}

interface Stage {
  readonly name: string | undefined;
  held: readonly ImageFile[];
  folder: string;
  readonly variables: Map<string, string>;
}

export interface Image {
  /** The files in the image. */
  readonly held: readonly ImageFile[];
  /** Files that only other stages have. They stay in the cache of the builder. */
  readonly cached: readonly ImageFile[];
}

/**
 * @param files paths in the context, with slashes, that the builder sends.
 * @param isExcluded does a pattern of `--exclude` match a path?
 * @param target the stage to build. @default the last
 */
export function imageOf(
  instructions: readonly Instruction[],
  files: readonly string[],
  isExcluded: (patterns: readonly string[], path: string) => boolean,
  target?: string,
): Image {
  const stages: Stage[] = [];
  const globals = new Map<string, string>();
  for (const instruction of instructions) {
    const stage = stages.at(-1);
    if (instruction.name === "FROM") stages.push(stageFrom(instruction, stages, globals));
    else if (stage === undefined) {
      for (const [name, value] of assignmentsIn(instruction)) globals.set(name, expanded(value, globals));
    } else apply(instruction, stage, stages, { files, isExcluded, globals });
  }
  const built = stages.find(({ name }) => target !== undefined && name === target.toLowerCase()) ?? stages.at(-1);
  const held = built?.held ?? [];
  const cached = stages.flatMap((stage) => stage.held).filter(({ file }) => !held.some((one) => one.file === file));
  return { held, cached };
}

function stageFrom({ words }: Instruction, stages: readonly Stage[], globals: ReadonlyMap<string, string>): Stage {
  const [image = "", as, name] = words;
  const below = stageCalled(expanded(image, globals), stages);
  return {
    name: as?.toLowerCase() === "as" ? name?.toLowerCase() : undefined,
    held: below?.held ?? [],
    folder: below?.folder ?? "/",
    variables: new Map(below?.variables),
  };
}

function stageCalled(name: string, stages: readonly Stage[]): Stage | undefined {
  return stages.findLast((stage) => stage.name === name.toLowerCase());
}

interface Context {
  readonly files: readonly string[];
  readonly isExcluded: (patterns: readonly string[], path: string) => boolean;
  readonly globals: ReadonlyMap<string, string>;
}

function apply(instruction: Instruction, stage: Stage, stages: readonly Stage[], context: Context): void {
  const { name, words } = instruction;
  if (name === "ENV" || name === "ARG") {
    for (const word of name === "ARG" ? words : []) {
      const value = context.globals.get(word);
      if (value !== undefined) stage.variables.set(word, value); // a bare `ARG name` takes the value from before the first FROM
    }
    for (const [name, value] of assignmentsIn(instruction)) stage.variables.set(name, expanded(value, stage.variables));
  } else if (name === "WORKDIR") {
    stage.folder = posix.resolve(stage.folder, expanded(words.join(" "), stage.variables).replaceAll("\\", "/"));
  } else if (name === "COPY" || name === "ADD") {
    stage.held = [...stage.held, ...copiedBy(instruction, stage, stages, context)];
  }
}

function copiedBy(instruction: Instruction, stage: Stage, stages: readonly Stage[], context: Context): ImageFile[] {
  const { flags, words } = instruction;
  const paths = words.map((word) => expanded(word, stage.variables));
  const [from] = flags.get("from") ?? [];
  const sources = paths.slice(0, -1).filter((source) => !/^(?:<<|https?:|git@|git:)/.test(source));
  const goal = { path: paths.at(-1) ?? "", folder: stage.folder, isFolder: paths.length > 2, parents: flags.has("parents") };
  const excluded = flags.get("exclude") ?? [];
  if (from !== undefined) {
    const name = expanded(from, stage.variables);
    const other = stageCalled(name, stages) ?? (/^\d+$/.test(name) ? stages[Number(name)] : undefined); // else another image
    return sources.flatMap((source) =>
      (other?.held ?? []).flatMap((one) => {
        const at = goalOf(one.at.slice(1), source, goal);
        return at === undefined ? [] : [{ ...one, at }];
      }),
    );
  }
  return sources.flatMap((source) =>
    context.files.flatMap((file) => {
      const at = goalOf(file, source, goal);
      const isLeftOut = excluded.length > 0 && context.isExcluded(excluded, file);
      return at === undefined || isLeftOut ? [] : [{ file, at, by: instruction }];
    }),
  );
}

interface Goal {
  readonly path: string;
  readonly folder: string;
  readonly isFolder: boolean;
  readonly parents: boolean;
}

/** The path of a file after this source was copied; `undefined` if the source does not contain it. */
function goalOf(file: string, source: string, { path, folder, isFolder, parents }: Goal): string | undefined {
  const clean = posix.normalize(`/${source.replaceAll("\\", "/")}`).replace(/^\/|\/$/g, "");
  const goal = posix.resolve(folder, path.replaceAll("\\", "/"));
  if (clean === "") return posix.join(goal, file);
  const [wanted, steps] = [clean.split("/"), file.split("/")];
  if (steps.length < wanted.length || !wanted.every((step, at) => isMatch(step, steps[at] as string))) return undefined;
  if (parents) return posix.join(goal, file);
  if (steps.length > wanted.length) return posix.join(goal, ...steps.slice(wanted.length));
  const intoFolder = isFolder || /[/\\]$|^\.$/.test(path) || /[*?[]/.test(source);
  return intoFolder ? posix.join(goal, steps.at(-1) as string) : goal;
}

/** A step of a path and a pattern of it, as Go's filepath.Match has them: `*`, `?`, `[a-z]`, `[^a-z]`. */
function isMatch(pattern: string, step: string): boolean {
  if (!/[*?[]/.test(pattern)) return pattern === step;
  const source = pattern.replaceAll(/\*+|\?|\[\^?[^\]]+\]|[\\^$+.()|{}[\]]/g, (sign) => {
    if (sign.startsWith("*")) return "[^/]*";
    if (sign === "?") return "[^/]";
    return sign.length > 1 ? sign : `\\${sign}`;
  });
  try {
    return new RegExp(`^${source}$`).test(step);
  } catch {
    return false;
  }
}
