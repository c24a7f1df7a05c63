import { cac } from 'cac'
import { spelled } from './parse.ts'
import { globalFlags, type ArgumentSpec, type Command, type FlagSpec, type FlagTable, type Tool } from './table.ts'

/**
 * The help of a command as text, laid out by cac from the table. The help of the default command is the tool's: it also lists
 * the other commands.
 */
export function helpText(tool: Tool, entry: Command): string {
  const cli = cac(tool.name)
  const isDefault = entry.name === tool.defaultCommand
  for (const other of isDefault ? tool.commands : []) {
    if (other !== entry) cli.command(usageOf(other), other.summary)
  }
  const declared = cli.command(isDefault ? usageOf(entry, '') : usageOf(entry), entry.summary)
  declareFlags(declared, entry.flags)
  declareFlags(cli.globalCommand, globalFlags)
  for (const example of entry.examples) declared.example(`  ${example}`)
  const sections = sectionsOf(cli, declared)
  const others = sections.find((section) => section.title === 'Commands')
  const parts = [
    `${tool.name}: ${isDefault ? tool.summary : entry.summary}`,
    `Usage:\n  ${[tool.name, usageOf(entry, isDefault ? '' : entry.name), '[flags]'].filter((word) => word !== '').join(' ')}`,
    ...(isDefault && tool.commands.length > 1 ? [`Commands:\n${commandLines(others?.body ?? '')}`] : []),
    ...sections.filter((section) => section.title === 'Options').map((section) => `Flags:\n${tidy(section.body)}`),
    ...sections.filter((section) => section.title === 'Examples').map((section) => `Examples:\n${section.body}`),
  ]
  return parts.join('\n\n')
}

interface Section {
  readonly title?: string
  readonly body: string
}

/** cac hands its sections to a callback before it prints what the callback returns; an exception is the way not to print. */
function sectionsOf(cli: ReturnType<typeof cac>, declared: { outputHelp(): void }): readonly Section[] {
  let sections: readonly Section[] = []
  const taken = new Error('the sections are taken')
  cli.globalCommand.helpCallback = (given) => {
    sections = given
    throw taken
  }
  try {
    declared.outputHelp()
  } catch (error) {
    if (error !== taken) throw error
  }
  return sections
}

/** The rows of the commands other than the default one, whose own row begins with its arguments. */
function commandLines(body: string): string {
  const lines = body.split('\n').filter((line) => /^ {2}[a-z]/.test(line))
  return tidy(lines.join('\n'))
}

/** Without trailing blanks, and without the default that cac invents for `--no-x`. */
function tidy(body: string): string {
  return body
    .split('\n')
    .map((line) => line.replace(/ \(default: true\)$/, '').trimEnd())
    .join('\n')
}

function declareFlags(target: { option(raw: string, description: string): unknown }, flags: FlagTable): void {
  for (const [name, spec] of Object.entries(flags)) target.option(flagSynopsis(name, spec), flagDescription(spec))
}

/** `-C, --directory <DIR>` */
function flagSynopsis(name: string, spec: FlagSpec): string {
  const short = spec.short === undefined ? '    ' : `-${spec.short}, `
  const value = spec.kind === 'boolean' ? '' : ` <${spec.value}>`
  return `${short}${spelled(name, spec)}${value}`
}

function flagDescription(spec: FlagSpec): string {
  const parts = [spec.description]
  if ('choices' in spec && spec.choices !== undefined) parts.push(`[${spec.choices.join('|')}]`)
  if (spec.kind === 'list') parts.push('(repeatable)')
  if (spec.kind === 'string' || spec.kind === 'integer') {
    if (spec.default !== undefined) parts.push(`(default: ${spec.default})`)
  }
  return parts.join(' ')
}

function usageOf(entry: Command, name = entry.name): string {
  const rest =
    entry.rest === undefined ? [] : [entry.rest.isRequired === true ? '--' : '[--]', argumentForm({ ...entry.rest })]
  return [name, ...entry.args.map(argumentForm), ...rest].filter((word) => word !== '').join(' ')
}

function argumentForm(argument: Omit<ArgumentSpec, 'description'>): string {
  const name = argument.isVariadic === true ? `...${argument.name}` : argument.name
  return argument.isRequired === true ? `<${name}>` : `[${name}]`
}

/** The table as data, for `--help --json`: what a program may call. */
export function describeTool(tool: Tool): unknown {
  return {
    summary: tool.summary,
    defaultCommand: tool.defaultCommand,
    commands: tool.commands.map(({ name, aliases, summary, args, rest, flags, examples }) => ({
      name,
      aliases,
      summary,
      args,
      ...(rest === undefined ? {} : { rest }),
      flags: describeFlags(flags),
      examples,
    })),
    globalFlags: describeFlags(globalFlags),
  }
}

function describeFlags(flags: FlagTable): unknown {
  return Object.entries(flags).map(([name, spec]) => ({ name, spelled: spelled(name, spec), ...spec }))
}
