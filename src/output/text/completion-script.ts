import type { ShellData } from '../../config/flags.ts'
import { unreachable } from '../../model/unreachable.ts'

export const SHELLS = ['bash', 'zsh', 'fish'] as const

export type Shell = (typeof SHELLS)[number]

/** What a shell has to know of the program. */
export interface Grammar {
  readonly commands: readonly {
    readonly name: string
    readonly summary: string
    readonly flags: readonly GrammarFlag[]
    /** What its arguments are; files where nothing is said. */
    readonly words: 'products' | undefined
  }[]
}

export interface GrammarFlag {
  readonly name: string
  /** The letter that stands for it behind one dash. */
  readonly short?: string | undefined
  readonly help: string
  readonly takesValue: boolean
  /** Whether it may be given more than once. */
  readonly repeats: boolean
  /** What its values name, where a shell can list it. */
  readonly values?: 'entries' | 'files' | ShellData | undefined
  /** The values there are, where they are few. */
  readonly choices?: readonly string[] | undefined
}

/**
 * A completion script of one shell: commands, then the flags of the command, files, and for `--only` and `--exclude` the
 * names of the entries, and ids of products and clusters, which the program itself lists.
 */
export function completionScript(shell: Shell, grammar: Grammar): string {
  switch (shell) {
    case 'bash':
      return bash(grammar)
    case 'zsh':
      return zsh(grammar)
    case 'fish':
      return fish(grammar)
    default:
      return unreachable(shell)
  }
}

const wordsOf = (flags: readonly GrammarFlag[]): string => flags.flatMap(spellingsOf).join(' ')

/** How a flag is written, the short form last. */
const spellingsOf = ({ name, short }: GrammarFlag): readonly string[] =>
  short === undefined ? [`--${name}`] : [`--${name}`, `-${short}`]

/** Without any function of the bash-completion package, which not every machine has. */
function bash({ commands }: Grammar): string {
  const spelt = (values: GrammarFlag['values']) => {
    const flags = commands.flatMap((command) =>
      command.flags.filter((flag) => flag.values === values),
    )
    return [...new Set(flags.flatMap(spellingsOf))].join('|')
  }
  const choices = commands.flatMap(({ name, flags }) =>
    flags.flatMap((flag) =>
      flag.choices === undefined
        ? []
        : [
            `    ${spellingsOf(flag)
              .map((written) => `'${name} ${written}'`)
              .join(
                '|',
              )}) COMPREPLY=($(compgen -W $'${flag.choices.join('\\n')}' -- "$current")); return ;;`,
          ],
    ),
  )
  return `# ppi-apply completion for bash. Load it with: source <(ppi-apply completion bash)
_ppi_apply_listed() {
  # What is listed is quoted here already; bash before 4 has no compopt.
  compopt +o filenames 2>/dev/null
  local name
  while read -r name; do
    [[ "$name" == "$current"* ]] && COMPREPLY+=("$(printf '%q' "$name")")
  done < <("\${COMP_WORDS[0]}" completion "$@" 2>/dev/null)
}
_ppi_apply() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words=''
  # --flag=value comes in three words.
  if [[ "$current" == '=' ]]; then
    current=''
  elif [[ "$previous" == '=' ]]; then
    previous="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  # A name or a path may have spaces in it.
  local IFS=$'\\n'
  COMPREPLY=()
  case "$previous" in
    ${spelt('entries')})
      _ppi_apply_listed --names; return ;;
    ${spelt('clusters')})
      _ppi_apply_listed --shell-data clusters; return ;;
    ${spelt('files')})
      COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  case "\${COMP_WORDS[1]} $previous" in
${choices.join('\n')}
  esac
  IFS=$' \\t\\n'
  if (( COMP_CWORD == 1 )); then
    COMPREPLY=($(compgen -W '${commands.map(({ name }) => name).join(' ')} --help --version' -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${commands.map(({ name, flags }) => `    ${name}) words='${wordsOf(flags)}' ;;`).join('\n')}
  esac
  if [[ "$current" == -* ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  elif [[ "\${COMP_WORDS[1]}" == completion ]]; then
    COMPREPLY=($(compgen -W '${SHELLS.join(' ')}' -- "$current"))
  elif [[ "\${COMP_WORDS[1]}" == products ]]; then
    IFS=$'\\n'
    _ppi_apply_listed --shell-data products
  else
    IFS=$'\\n'
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _ppi_apply ppi-apply
`
}

function zsh({ commands }: Grammar): string {
  const described = commands.map(({ name, summary }) => `    ${quote(`${name}:${summary}`)}`)
  const branches = commands.map(({ name, flags, words }) => {
    const specs = flags.flatMap((flag) =>
      spellingsOf(flag).map((written) => `        ${quote(zshFlag(flag, written))} \\`),
    )
    const rest =
      words === 'products'
        ? "'*:product:_ppi_apply_products'"
        : name === 'completion'
          ? `'*:shell:(${SHELLS.join(' ')})'`
          : "'*:file:_files'"
    return `    ${name})\n      _arguments \\\n${specs.join('\n')}\n        ${rest} ;;`
  })
  return `#compdef ppi-apply
# ppi-apply completion for zsh. Load it with: source <(ppi-apply completion zsh)
${zshLister('names', '--names')}
${zshLister('products', '--shell-data products')}
${zshLister('clusters', '--shell-data clusters')}
_ppi_apply() {
  local -a commands
  commands=(
${described.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${branches.join('\n')}
  esac
}
compdef _ppi_apply ppi-apply
`
}

/** A function that offers what the program lists. */
const zshLister = (what: string, flags: string): string => `_ppi_apply_${what}() {
  local -a listed
  listed=(\${(f)"$(ppi-apply completion ${flags} 2>/dev/null)"})
  compadd -a listed
}`

function zshFlag(flag: GrammarFlag, written: string): string {
  const { help, takesValue, choices, values } = flag
  const repeats = flag.repeats ? '*' : ''
  const text = help.replace(/[[\]:]/g, ' ')
  const value =
    values === 'entries'
      ? ':name:_ppi_apply_names'
      : values === 'clusters'
        ? ':cluster:_ppi_apply_clusters'
        : choices === undefined
          ? ':value:_files'
          : `:value:(${choices.join(' ')})`
  return `${repeats}${written}[${text}]${takesValue ? value : ''}`
}

function fish({ commands }: Grammar): string {
  const lines = commands.flatMap(({ name, summary, flags }) => [
    `complete -c ppi-apply -n __fish_use_subcommand -f -a ${name} -d ${quote(summary)}`,
    ...flags.map((flag) => {
      const value =
        flag.values === 'entries'
          ? " -x -a '(ppi-apply completion --names 2>/dev/null)'"
          : flag.values === 'clusters'
            ? " -x -a '(ppi-apply completion --shell-data clusters 2>/dev/null)'"
            : flag.choices !== undefined
              ? ` -x -a '${flag.choices.join(' ')}'`
              : flag.takesValue
                ? ' -r'
                : ''
      const when = quote(`__fish_seen_subcommand_from ${name}`)
      return `complete -c ppi-apply -n ${when} ${flag.short === undefined ? '' : `-s ${flag.short} `}-l ${flag.name}${value} -d ${quote(flag.help)}`
    }),
  ])
  return `# ppi-apply completion for fish. Load it with: ppi-apply completion fish | source
${lines.join('\n')}
complete -c ppi-apply -n '__fish_seen_subcommand_from products' -f -a '(ppi-apply completion --shell-data products 2>/dev/null)'
complete -c ppi-apply -n '__fish_seen_subcommand_from completion' -f -a '${SHELLS.join(' ')}'
`
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
