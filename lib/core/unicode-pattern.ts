/**
 * A pattern with Unicode properties (`\p{…}`) that is compiled on first use. V8 checks every literal when it parses the file,
 * even if the program never uses it. Each of these patterns takes about 5 million instructions, which is more than all files of a
 * first read.
 */
export function unicodePattern(source: string, flags = "u"): () => RegExp {
  let pattern: RegExp | undefined;
  return () => {
    pattern ??= new RegExp(source, flags);
    return pattern;
  };
}
