import type { Resolver } from "../../lib";
import { sandbox } from "./sandbox";

/** Answers every text with `canary-of-<text>`, and keeps the lists that it was called with. */
export function fakeStore(answers: Record<string, string> = {}) {
  const calls: string[][] = [];
  const resolver: Resolver = (references) => {
    calls.push([...references]);
    return new Map(references.map((reference) => [reference, answers[reference] ?? `canary-of-${reference}`]));
  };
  return { calls, resolver };
}

export const TOML = `
token = "op://v/i/token"
plain = "canary-plain"
url = "postgres://localhost/app"
hosts = ["op://v/h/0", "op://v/h/1"]
[db]
user = "app"
password = "op://v/db/password"
again = "op://v/db/password"
other = "mine://x"
[[servers]]
key = "op://v/s/0"
[[servers]]
key = "op://v/s/1"
[db.replica]
password = "op://v/replica/password"
`;

/** An instance with these secrets, and stores for `op://` and `mine://`. */
export function setUp(toml = TOML, options: object = {}) {
  const box = sandbox();
  box.writeProject(toml);
  const op = fakeStore();
  const mine = fakeStore();
  const secrets = box.secrets({ resolve: { op: op.resolver, mine: mine.resolver }, ...options });
  return { box, op, mine, secrets };
}
