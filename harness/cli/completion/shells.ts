import type { Candidate } from './candidates.ts';

export const shellNames = ['bash', 'zsh', 'fish'] as const;
export type ShellName = (typeof shellNames)[number];

/** What a shell needs: a script that asks `heatsoak completion` at each Tab, and candidates as it reads them. */
interface Shell {
  readonly script: string;
  line(candidate: Candidate): string;
}

export const shells: Readonly<Record<ShellName, Shell>> = {
  bash: {
    script: `# in ~/.bashrc: source <(heatsoak completion bash)
_heatsoak() {
  local IFS=$'\\n'
  COMPREPLY=($(heatsoak completion bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _heatsoak heatsoak
`,
    line: ({ word }) => word,
  },
  zsh: {
    script: `#compdef heatsoak
# in ~/.zshrc, behind compinit: source <(heatsoak completion zsh)
_heatsoak() {
  local -a found
  found=("\${(@f)$(heatsoak completion zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found" ]]; then _describe heatsoak found; else _files; fi
}
compdef _heatsoak heatsoak
`,
    // What stands behind a colon is the description; one in a word is escaped.
    line: ({ word, means }) => [word.replaceAll(':', '\\:'), ...(means === '' ? [] : [means])].join(':'),
  },
  fish: {
    script: `# in ~/.config/fish/config.fish: heatsoak completion fish | source
complete -c heatsoak -a '(heatsoak completion fish -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`,
    line: ({ word, means }) => `${word}\t${means}`,
  },
};
