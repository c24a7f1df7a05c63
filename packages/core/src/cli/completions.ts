import { spelled } from './parse.ts'
import { globalFlags, type Command, type FlagSpec, type Tool } from './table.ts'

export type Shell = 'bash' | 'zsh' | 'fish'

/** A completion script for one shell, generated from the table. */
export function completionScript(tool: Tool, shell: Shell): string {
  switch (shell) {
    case 'bash':
      return bashScript(tool)
    case 'zsh':
      return zshScript(tool)
    case 'fish':
      return fishScript(tool)
  }
}

function flagsOf(entry: Command): [name: string, spec: FlagSpec][] {
  return Object.entries({ ...entry.flags, ...globalFlags })
}

function flagWords(entry: Command): string[] {
  return flagsOf(entry).flatMap(([name, spec]) => [
    spelled(name, spec),
    ...(spec.short === undefined ? [] : [`-${spec.short}`]),
  ])
}

function choicesOf(spec: FlagSpec): readonly string[] {
  return spec.kind === 'string' || spec.kind === 'list' ? (spec.choices ?? []) : []
}

function namedCommands(tool: Tool): Command[] {
  return tool.commands.length > 1 ? [...tool.commands] : []
}

function defaultOf(tool: Tool): Command | undefined {
  return tool.commands.find((entry) => entry.name === tool.defaultCommand)
}

function bashScript(tool: Tool): string {
  const fallback = defaultOf(tool)
  const cases = tool.commands.map((entry) => `    ${entry.name}) words="${flagWords(entry).join(' ')}" ;;`)
  const choices = new Map<string, string>()
  for (const entry of tool.commands) {
    for (const [name, spec] of flagsOf(entry)) {
      if (choicesOf(spec).length > 0) choices.set(`--${name}`, choicesOf(spec).join(' '))
    }
  }
  const values = [...choices].map(
    ([flag, words]) => `    ${flag}) COMPREPLY=($(compgen -W "${words}" -- "$current")); return ;;`,
  )
  return `# bash completion for ${tool.name}: source <(${tool.name} --completions bash)
_${identifier(tool.name)}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" words="" word
  case "$previous" in
    -C|--directory) COMPREPLY=($(compgen -d -- "$current")); return ;;
${values.join('\n')}
  esac
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) command="$word"; break ;; esac
  done
  case "$command" in
${cases.join('\n')}
    *) words="${[...namedCommands(tool).map((entry) => entry.name), ...(fallback === undefined ? [] : flagWords(fallback))].join(' ')}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _${identifier(tool.name)} ${tool.name}
`
}

function zshScript(tool: Tool): string {
  const functions = tool.commands.map((entry) => {
    const specs = flagsOf(entry).map(([name, spec]) => `    ${zshFlag(name, spec)}`)
    return `_${identifier(tool.name)}_${identifier(entry.name)}() {\n  _arguments -s \\\n${specs.join(' \\\n')} \\\n    '*:file:_files'\n}`
  })
  const names = namedCommands(tool).map((entry) => `    '${entry.name}:${zshText(entry.summary)}'`)
  const cases = tool.commands.map(
    (entry) => `    ${entry.name}) _${identifier(tool.name)}_${identifier(entry.name)} ;;`,
  )
  return `#compdef ${tool.name}
# zsh completion for ${tool.name}: save as _${tool.name} in a directory of $fpath
${functions.join('\n')}
_${identifier(tool.name)}() {
  local -a commands
  commands=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )) && [[ "$words[2]" != -* ]] && (( $#commands )); then _describe command commands; fi
  case "$words[2]" in
${cases.join('\n')}
    *) _${identifier(tool.name)}_${identifier(tool.defaultCommand)} ;;
  esac
}
compdef _${identifier(tool.name)} ${tool.name}
`
}

function zshFlag(name: string, spec: FlagSpec): string {
  const choices = choicesOf(spec)
  const action = choices.length > 0 ? `(${choices.join(' ')})` : name === 'directory' ? '_directories' : '_files'
  const value = spec.kind === 'boolean' ? '' : `:${spec.value}:${action}`
  const many = spec.kind === 'list' ? '*' : ''
  const long = `'${many}${spelled(name, spec)}[${zshText(spec.description)}]${value}'`
  return spec.short === undefined ? long : `'${many}-${spec.short}[${zshText(spec.description)}]${value}' ${long}`
}

function zshText(text: string): string {
  return text.replaceAll("'", "'\\''").replaceAll(/[[\]:]/g, String.raw`\$&`)
}

function fishScript(tool: Tool): string {
  const names = namedCommands(tool).map((entry) => entry.name)
  const lines = [`# fish completion for ${tool.name}: save as ~/.config/fish/completions/${tool.name}.fish`]
  for (const entry of namedCommands(tool)) {
    lines.push(`complete -c ${tool.name} -n __fish_use_subcommand -a ${entry.name} -d ${fishText(entry.summary)}`)
  }
  for (const entry of tool.commands) {
    const isDefault = entry.name === tool.defaultCommand
    const condition = isDefault
      ? names.length > 0
        ? ` -n 'not __fish_seen_subcommand_from ${names.filter((name) => name !== entry.name).join(' ')}'`
        : ''
      : ` -n '__fish_seen_subcommand_from ${entry.name}'`
    for (const [name, spec] of flagsOf(entry)) lines.push(`complete -c ${tool.name}${condition}${fishFlag(name, spec)}`)
  }
  return `${lines.join('\n')}\n`
}

function fishFlag(name: string, spec: FlagSpec): string {
  const short = spec.short === undefined ? '' : ` -s ${spec.short}`
  const choices = choicesOf(spec)
  const value = spec.kind === 'boolean' ? '' : choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : ' -r'
  return `${short} -l ${spelled(name, spec).slice(2)}${value} -d ${fishText(spec.description)}`
}

function fishText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

function identifier(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9]/g, '_')
}
