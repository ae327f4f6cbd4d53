import { accessSync, constants, lstatSync, type Stats, statfsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { foldersAbove, isWithin } from "../core/paths";

/** Where Docker, systemd and Kubernetes put secrets. */
const PLATFORM_FOLDERS = ["/run/secrets", "/run/credentials", "/var/run/secrets"];
const OVERLAY = 0x794c7630;

/**
 * Is it root's, not to be changed by who asks, and mounted: below one of the platforms' folders, in a volume of Kubernetes, or is it, or
 * its folder, or a folder within the source, where a file system begins? Farther up it may be any disk's, such as that of /var.
 * @param path with no link in it.
 */
export function isPlatformMount(path: string, { uid }: Stats, source: string): boolean {
  if (uid !== 0 || canWrite(path) || canWrite(dirname(path))) return false;
  if (PLATFORM_FOLDERS.some((folder) => isWithin(path, folder)) || foldersAbove(path).some(isVolume)) return true;
  const point = mountPointOf(path);
  return point !== undefined && (point === path || point === dirname(path) || isWithin(point, source));
}

/** Is it mounted read-only, or is the whole file system? */
export function isReadOnly(path: string): boolean {
  return accessError(path) === "EROFS";
}

/** Root is kept from writing by a mount that is read-only, and by nothing else. */
function canWrite(path: string): boolean {
  return accessError(path) === undefined;
}

function accessError(path: string): string | undefined {
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "";
  }
}

/** Kubernetes swaps what is in a volume by a link of this name. */
function isVolume(folder: string): boolean {
  try {
    const link = lstatSync(join(folder, "..data"));
    return link.isSymbolicLink() && link.uid === 0;
  } catch {
    return false;
  }
}

/** Where the file system that holds a path begins; `undefined` where that is the root, or can't be told. */
function mountPointOf(path: string): string | undefined {
  try {
    // An overlay over several file systems says of a file another device than of the folder it is in.
    const isOverlaid = statfsSync(path).type === OVERLAY;
    let point = isOverlaid ? dirname(path) : path;
    const { dev } = statSync(point);
    for (const folder of foldersAbove(point)) {
      if (statSync(folder).dev !== dev) return point;
      point = folder;
    }
    return undefined;
  } catch {
    return undefined;
  }
}
