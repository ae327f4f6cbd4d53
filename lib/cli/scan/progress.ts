import type { Output } from "../context";
import type { Document } from "./find-values";

const PAUSE_MS = 100;

/** Counts files and bytes, and shows the count on a terminal during the scan; elsewhere it is silent. */
export interface Progress {
  watched(document: Document): Document;
  total(): { readonly documents: number; readonly bytes: number };
  /** Removes the line. */
  end(): void;
}

export function createProgress(output: Output): Progress {
  let documents = 0;
  let bytes = 0;
  let shownAt = Date.now();
  let isShown = false;
  const show = () => {
    if (!output.isTerminal || Date.now() - shownAt < PAUSE_MS) return;
    shownAt = Date.now();
    isShown = true;
    output.write(`\r\u001b[K${amountOf(documents, bytes)} …`);
  };
  function* counted(parts: Iterable<Buffer>): Generator<Buffer> {
    documents++;
    for (const part of parts) {
      bytes += part.length;
      show();
      yield part;
    }
  }
  return {
    total: () => ({ documents, bytes }),
    watched: (document) => ({ ...document, parts: counted(document.parts) }),
    end() {
      if (isShown) output.write("\r\u001b[K");
    },
  };
}

/** `"1,234 files, 56.7 MB"` */
export function amountOf(documents: number, bytes: number): string {
  const size = bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${documents.toLocaleString("en-US")} ${documents === 1 ? "file" : "files"}, ${size}`;
}
