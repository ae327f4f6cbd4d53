/* A plain object that answers as one, and writes down what is asked for that is not there: how well-known-keys.ts came about. */

/** `asked` gets each name with those who asked for it: the packages, or modules of Node, nearest to the question. */
export function recordingOf(value, asked) {
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  const recorded = Array.isArray(value) ? value.map((item) => recordingOf(item, asked)) : { ...value };
  if (Array.isArray(value)) return recorded;
  for (const key of Object.keys(recorded)) recorded[key] = recordingOf(recorded[key], asked);
  return new Proxy(recorded, {
    get(target, key, receiver) {
      if (typeof key === "string" && !Object.hasOwn(target, key)) note(asked, key);
      return Reflect.get(target, key, receiver);
    },
  });
}

function note(asked, key) {
  const by = asked.get(key) ?? [];
  const who = whoAsked(new Error().stack.split("\n").slice(4));
  if (!by.includes(who)) by.push(who);
  asked.set(key, by);
}

function whoAsked(frames) {
  for (const frame of frames) {
    const name = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(frame)?.[1] ?? /node:[\w/]+/.exec(frame)?.[0];
    if (name !== undefined) return name;
  }
  return "the set-up itself";
}
