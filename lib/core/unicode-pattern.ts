/**
 * A pattern with properties of Unicode (`\p{…}`), which is compiled when it is used first. V8 checks every literal when it reads the file,
 * used or not, and each of these takes it about 5 million instructions: more than all files of a first read.
 */
export function unicodePattern(source: string, flags = "u"): () => RegExp {
  let pattern: RegExp | undefined;
  return () => {
    pattern ??= new RegExp(source, flags);
    return pattern;
  };
}
