/** Decodes bytes, and keeps a BOM; `undefined` if they are not UTF-8, because a secret with replacement characters in it is another secret. */
export function utf8OrUndefined(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }); // one for all, because a folder may have many files
