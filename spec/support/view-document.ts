import type { UntypedSecrets } from "../../lib";
import { sandbox } from "./sandbox";

export const DOCUMENT = `
zeta = "canary-z"
alpha = 1
big = 9223372036854775807
yes = true
day = 1979-05-27
empty = ""
list = ["canary-l1", [1, 2], { x = "canary-l2" }]
inline = { a = { b = "canary-in" } }
[db]
user = "canary-u"
[db.pool]
max = 5
[[hosts]]
name = "canary-h1"
[[hosts]]
name = "canary-h2"
`;

export function viewOf(toml = DOCUMENT): UntypedSecrets {
  const box = sandbox();
  box.writeProject(toml);
  return box.secrets();
}
