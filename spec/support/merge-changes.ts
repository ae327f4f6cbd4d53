/* Changes of one document that two branches may make. */

export const BASE = `# root
api_key = "canary-api"
mail_key = "canary-mail"
token = "canary-token"

[db]
host = "canary-host"
password = "canary-password"
port = 5432

[mail]
user = "canary-user"

[[servers]]
name = "canary-s0"
`;

/** Changes of the plain document by name: what it touches, and how. */
export const CHANGES: Record<string, { keys: string[]; apply(text: string): string }> = {
  "api_key is set": { keys: ["api_key"], apply: (text) => text.replace("canary-api", "canary-api-2") },
  "mail_key is set, on the next line": { keys: ["mail_key"], apply: (text) => text.replace("canary-mail", "canary-mail-2") },
  "token becomes a number": { keys: ["token"], apply: (text) => text.replace('"canary-token"', "42") },
  "a root key is added at the end": { keys: ["zone"], apply: (text) => text.replace("\n[db]", 'zone = "canary-zone"\n\n[db]') },
  "another root key is added there": { keys: ["zulu"], apply: (text) => text.replace("\n[db]", 'zulu = "canary-zulu"\n\n[db]') },
  "db.password is set": { keys: ["db.password"], apply: (text) => text.replace("canary-password", "canary-password-2") },
  "db.port is removed": { keys: ["db.port"], apply: (text) => text.replace("port = 5432\n", "") },
  "db.user is added": {
    keys: ["db.user"],
    apply: (text) => text.replace("port = 5432\n", 'port = 5432\nuser = "canary-db-user"\n'),
  },
  "a section is added before another": {
    keys: ["cache"],
    apply: (text) => text.replace("[mail]", '[cache]\nurl = "canary-cache"\n\n[mail]'),
  },
  "a section is removed": { keys: ["mail"], apply: (text) => text.replace('[mail]\nuser = "canary-user"\n\n', "") },
  "a value of a list is set": { keys: ["servers"], apply: (text) => text.replace("canary-s0", "canary-s0-2") },
  "a comment is changed": { keys: ["#"], apply: (text) => text.replace("# root", "# root keys") },
};

export function changeOf(name: string): (typeof CHANGES)[string] {
  return CHANGES[name] as (typeof CHANGES)[string];
}

/** Both changes. One may replace the text beside which the other one adds a line, so it matters which is first. */
export function both(one: string, other: string): string {
  const singles = [one, other].map((name) => changeOf(name).apply(BASE));
  if (one === other) return singles[0] as string;
  const orders = [changeOf(other).apply(singles[0] as string), changeOf(one).apply(singles[1] as string)];
  return orders.find((text) => !singles.includes(text)) as string;
}
