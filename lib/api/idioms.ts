import { formatAccess, type KeyPath } from "../core/key-path";

/* Methods that people know from Streamlit, Python, and other libraries. Here, every name on the object is a key. */

const IDIOMS: Readonly<Record<string, (view: string) => string>> = {
  get: (view) => `getSecret(${view}, "key", fallback)`,
  getSecret: (view) => `getSecret(${view}, "key", fallback)`,
  getItem: (view) => `getSecret(${view}, "key", fallback)`,
  __getitem__: (view) => `${view}["key"]`,
  to_dict: (view) => `toObject(${view})`,
  toDict: (view) => `toObject(${view})`,
  toObject: (view) => `toObject(${view})`,
  parsed: (view) => `toObject(${view})`,
  copy: (view) => `toObject(${view})`,
  __dict__: (view) => `toObject(${view})`,
  items: (view) => `Object.entries(${view})`,
  entries: (view) => `Object.entries(${view})`,
  __iter__: (view) => `Object.keys(${view})`,
  keys: (view) => `Object.keys(${view})`,
  values: (view) => `Object.values(${view})`,
  forEach: (view) => `for (const [key, value] of Object.entries(${view})) …`,
  __len__: (view) => `Object.keys(${view}).length`,
  has: (view) => `"key" in ${view}`,
  has_key: (view) => `"key" in ${view}`,
  hasKey: (view) => `"key" in ${view}`,
  __contains__: (view) => `"key" in ${view}`,
  load_if_toml_exists: () => "loadIfExists()",
  loadIfExists: () => "loadIfExists()",
  config: () => "nothing: the first key that is read loads the files, and loadIfExists() loads them now",
  load: () => "nothing: the first key that is read loads the files, and loadIfExists() loads them now",
  pop: (view) => `const copy = toObject(${view}), and change the copy`,
  popitem: (view) => `const copy = toObject(${view}), and change the copy`,
  update: (view) => `const copy = toObject(${view}), and change the copy`,
  setdefault: (view) => `getSecret(${view}, "key", fallback)`,
  clear: (view) => `const copy = toObject(${view}), and change the copy`,
  set: (view) => `const copy = toObject(${view}), and change the copy`,
  __setitem__: (view) => `const copy = toObject(${view}), and change the copy`,
};

/** The replacement for a method of that name; `undefined` if the last step of the path is not such a name. */
export function idiomFor(path: KeyPath): string | undefined {
  const name = path.at(-1);
  if (typeof name !== "string" || !Object.hasOwn(IDIOMS, name)) return undefined;
  return IDIOMS[name]?.(formatAccess(path.slice(0, -1)));
}
