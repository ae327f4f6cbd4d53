import { aws } from "./aws-command";
import { createCommand, type Tool } from "./create-command";
import * as desktop from "./desktop";
import { op } from "./one-password";
import type { Resolver } from "./resolver";
import * as servers from "./servers";

/** The schemes of each command, and the names by which `SECRETS_RESOLVE` and `--resolve` know it. */
const TOOLS: Readonly<Record<string, { readonly tool: Tool; readonly schemes: readonly string[] }>> = {
  op: { tool: op, schemes: ["op"] },
  bw: { tool: desktop.bw, schemes: ["bw"] },
  vault: { tool: servers.vault, schemes: ["vault"] },
  bao: { tool: servers.bao, schemes: ["bao", "openbao"] },
  aws: { tool: aws, schemes: ["awssecrets", "awsssm"] },
  gcloud: { tool: servers.gcloud, schemes: ["gcpsecrets"] },
  az: { tool: servers.az, schemes: ["azurekeyvault"] },
  doppler: { tool: servers.doppler, schemes: ["doppler"] },
  infisical: { tool: servers.infisical, schemes: ["infisical"] },
  pass: { tool: desktop.pass, schemes: ["pass"] },
  "secret-tool": { tool: desktop.secretTool, schemes: ["secret-tool"] },
  security: { tool: desktop.security, schemes: ["keychain"] },
  "systemd-creds": { tool: desktop.systemdCreds, schemes: ["systemd-creds"] },
  "keepassxc-cli": { tool: desktop.keepassxc, schemes: ["keepassxc"] },
  sops: { tool: servers.sops, schemes: ["sops"] },
  kubectl: { tool: servers.kubectl, schemes: ["k8s"] },
};

/** The resolvers for names of commands or schemes, and the names that are not known. */
export function namedResolvers(names: readonly string[]) {
  const resolvers: Record<string, Resolver> = {};
  const unknown: string[] = [];
  for (const name of names) {
    const entry = Object.hasOwn(TOOLS, name) ? TOOLS[name] : Object.values(TOOLS).find(({ schemes }) => schemes.includes(name));
    if (entry === undefined) unknown.push(name);
    else for (const scheme of entry.schemes) resolvers[scheme] ??= createCommand(entry.tool, {});
  }
  return { resolvers, unknown, known: Object.keys(TOOLS) };
}
