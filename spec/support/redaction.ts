import type { UntypedSecrets } from "../../lib";
import { sandbox } from "./sandbox";

export const SECRETS = `
api_key = "canary-key-9f8e7d"
quoted = 'canary "quoted" \\ back'
spaced = "canary with blank/ä"
pin = "12345"
small = 42
big = 987654321
yes = true
day = 1979-05-27
username = "username"
host = "localhost"
dashes = "--------"
pem = """
-----BEGIN CANARY-----
MIIBcanary0123456789abcdef
-----END CANARY-----
"""
list = ["canary-in-list", { deep = "canary-in-deep" }]
`;

export function loaded(toml = SECRETS): UntypedSecrets {
  const box = sandbox();
  box.writeProject(toml);
  const secrets = box.secrets();
  Object.keys(secrets);
  return secrets;
}
