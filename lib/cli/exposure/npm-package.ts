import { existsSync } from "node:fs";
import { join } from "node:path";
import { foldersAbove, isWithin } from "../../core/paths";
import { below, manifestIn, type SecretFile } from "./secret-files";
import type { Exposure } from "./types";

/*
 * Would `npm pack` include a secrets file? The rules are npm's own (npm-packlist). They are applied only to the folders on the
 * path to the file, because the project may be large.
 */

interface Tree {
  readonly path: string;
  readonly package: Record<string, unknown>;
  readonly isProjectRoot: boolean;
  readonly edgesOut: Map<string, never>;
  readonly workspaces?: Map<string, string>;
}

/** What this file uses of a class of npm-packlist, which has no types. */
declare class PackWalker {
  constructor(tree: Tree, options: object);
  readonly path: string;
  readonly tree: Tree;
  isIgnoreFile(name: string): boolean;
  onReaddir(names: readonly string[]): void;
  walker(entry: string, options: object, callback: () => void): void;
  walkerOpt(entry: string, options: object): object;
  on(event: "done", listener: (files: readonly string[]) => void): this;
  on(event: "error", listener: (error: Error) => void): this;
  start(): void;
}

/** A problem for each package that would contain a secrets file; only a note if npm refuses to publish the package. */
export async function npmExposures(files: readonly SecretFile[]): Promise<Exposure[]> {
  const found: Exposure[] = [];
  for (const folder of new Set(files.flatMap(({ folders }) => folders))) {
    const manifest = manifestIn(folder);
    if (typeof manifest?.name !== "string" || typeof manifest.version !== "string") continue; // npm packs nothing without both
    const inside = files.map(({ path }) => path).filter((path) => isWithin(path, folder));
    const packed = await packedOf(folder, manifest, inside);
    if (packed.length > 0) found.push(exposureOf(folder, manifest, packed));
  }
  return found;
}

function exposureOf(folder: string, manifest: Record<string, unknown>, packed: readonly string[]): Exposure {
  const isPrivate = manifest.private === true;
  const names = packed.map((path) => below(folder, path)).join(", ");
  return {
    code: "PACKED_BY_NPM",
    where: join(folder, "package.json"),
    message: isPrivate
      ? `\`npm pack\` would put ${names} into the package; only "private": true stops \`npm publish\``
      : `\`npm publish\` would put ${names} into the package`,
    fix: mend(folder, manifest, packed[0] as string),
    isNote: isPrivate,
  };
}

/** The advice names the list that npm reads: "files", else .npmignore, else .gitignore. */
function mend(folder: string, manifest: Record<string, unknown>, path: string): string {
  const line = lineFor(below(folder, path));
  const named = fieldThatNames(below(folder, path), manifest);
  if (named !== undefined)
    return `remove the file from "${named}" of package.json: npm packs every path that it lists, whatever a rule says`;
  const { files } = manifest;
  const look = "`npm pack --dry-run` shows what npm packs";
  if (Array.isArray(files)) {
    return `list only what belongs to the package in "files" of package.json, or add "!${line}" as its last item; ${look}`;
  }
  const nearest = foldersAbove(path).find((above) => existsSync(join(above, ".npmignore")));
  if (nearest !== undefined && isWithin(nearest, folder)) {
    return `add the line ${line} to ${join(folder, ".npmignore")}, because npm does not read a .gitignore beside it; ${look}`;
  }
  return `list what belongs to the package in "files" of package.json, or add the line ${line} to ${join(folder, ".gitignore")}; ${look}`;
}

/** No rule excludes a path that package.json names. */
function fieldThatNames(path: string, manifest: Record<string, unknown>): string | undefined {
  return ["files", "main", "bin", "browser"].find((field) => {
    const value = manifest[field];
    const paths = typeof value === "object" && value !== null ? Object.values(value) : [value];
    return paths.some((named) => typeof named === "string" && named.replace(/^\.?\//, "") === path);
  });
}

function lineFor(path: string): string {
  return path.includes(".streamlit/") ? path.slice(0, path.indexOf(".streamlit/") + ".streamlit".length) : path;
}

/** The files among `wanted` that npm would pack; none if npm could not list them either. */
async function packedOf(
  folder: string,
  manifest: Record<string, unknown>,
  wanted: readonly string[],
): Promise<readonly string[]> {
  const { Walker } = require("npm-packlist") as { readonly Walker: typeof PackWalker };
  const slashed = (path: string) => path.replaceAll("\\", "/");
  const onTheWay = new Set(wanted.flatMap((path) => [path, ...foldersAbove(path)]).map(slashed));
  class WalkerOnTheWay extends Walker {
    override onReaddir(names: readonly string[]): void {
      super.onReaddir(names.filter((name) => this.isIgnoreFile(name) || onTheWay.has(`${this.path}/${name}`)));
    }
    override walker(entry: string, options: object, callback: () => void): void {
      new WalkerOnTheWay(this.tree, this.walkerOpt(entry, options)).on("done", callback).start();
    }
  }
  try {
    const tree = treeOf(folder, manifest, wanted);
    const names = await new Promise<readonly string[]>((done, failed) => {
      new WalkerOnTheWay(tree, { isPackage: true }).on("done", done).on("error", failed).start();
    });
    const packed = new Set(names.map((name) => slashed(join(folder, name))));
    return wanted.filter((path) => packed.has(slashed(path)));
  } catch {
    return [];
  }
}

/** The part of npm's tree that npm-packlist needs. Bundled dependencies contain no secrets of the project. */
function treeOf(folder: string, manifest: Record<string, unknown>, wanted: readonly string[]): Tree {
  const { bin, files } = manifest;
  const normal = {
    ...manifest,
    bin: typeof bin === "string" ? { bin } : bin,
    files: Array.isArray(files) ? files.filter((file) => typeof file === "string") : undefined,
    bundleDependencies: [],
  };
  const tree = { path: folder, package: normal, isProjectRoot: true, edgesOut: new Map<string, never>() };
  if (manifest.workspaces === undefined) return tree;
  // Npm reads "files" of a workspace that it packs with the root. The globs are not matched: each package counts as a workspace.
  const inside = wanted.flatMap(foldersAbove).filter((above) => above !== folder && isWithin(above, folder));
  const workspaces = new Map(inside.filter((above) => manifestIn(above) !== undefined).map((above) => [above, above]));
  return { ...tree, workspaces };
}
