/*
 * The completion scripts for each shell. All call the command itself, which knows the keys. If it returns nothing, they complete
 * the names of files.
 */

const BASH = `_toml_secrets() {
  local IFS=$'\\n'
  local line="\${COMP_LINE:0:COMP_POINT}"
  local -a words=()
  IFS=$' \\t\\n' read -ra words <<< "$line"
  [[ "$line" == *[[:space:]] ]] && words+=("")
  local current="\${words[-1]}"
  COMPREPLY=($(toml-secrets __complete -- "\${words[@]:1}" 2>/dev/null))
  if [[ \${#COMPREPLY[@]} -eq 0 ]]; then
    compopt -o default 2>/dev/null
    return
  fi
  local before="\${current%"\${COMP_WORDS[COMP_CWORD]}"}"
  COMPREPLY=("\${COMPREPLY[@]#"$before"}")
}
complete -F _toml_secrets toml-secrets
`;

const ZSH = `#compdef toml-secrets
_toml_secrets() {
  local -a found
  found=("\${(@f)$(toml-secrets __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found" ]]; then
    compadd -Q -- "\${(@)found}"
  else
    _files
  fi
}
if [[ "$funcstack[1]" = "_toml_secrets" ]]; then
  _toml_secrets "$@"
else
  compdef _toml_secrets toml-secrets
fi
`;

const FISH = `function __toml_secrets_complete
  set -l words (commandline -opc) (commandline -ct)
  toml-secrets __complete -- $words[2..-1] 2>/dev/null
end
complete -c toml-secrets -f -a '(__toml_secrets_complete)'
complete -c toml-secrets -n '__fish_seen_subcommand_from scan import diff run' -F
complete -c toml-secrets -s f -l file -r -F
`;

const POWERSHELL = `Register-ArgumentCompleter -Native -CommandName toml-secrets -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($wordToComplete -eq '') { $words += '""' }
  toml-secrets __complete -- @words 2>$null | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;

export const COMPLETION_SCRIPTS: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH, powershell: POWERSHELL };
