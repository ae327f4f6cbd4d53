import { dirname } from "node:path";
import { realPathAt } from "./fs";

/** The parent folders of a path, the nearest first. */
export function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(path); folder !== (folders.at(-1) ?? path); folder = dirname(folder)) folders.push(folder);
  return folders;
}

export function isWithin(path: string, folder: string): boolean {
  return path === folder || foldersAbove(path).includes(folder);
}

/** The target of a path with all links followed; the path itself if nothing is there. */
export function realPathOf(path: string): string {
  return realPathAt(path) ?? path;
}
