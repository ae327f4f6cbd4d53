/**
 * The schemes of stores that people write into their files, for a regular expression. A string that begins with one of these is a
 * reference. It is never returned as if it were the secret, even if no resolver is registered.
 */
export const STORE_SCHEMES =
  "op|bws?|vault|bao|openbao|awssecrets|awsssm|gcpsecrets|azurekeyvault|doppler|infisical|(?:go)?pass|secret-tool|keychain|systemd-creds|keepassxc|sops|k8s";
