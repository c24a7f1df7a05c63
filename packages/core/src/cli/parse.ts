import { parseArgs } from 'node:util'
import { formatDuration, nearest, parseDuration } from '../text/index.ts'
import {
  globalFlags,
  type Command,
  type CommandInput,
  type FlagSpec,
  type FlagTable,
  type GlobalFlags,
  type Tool,
} from './table.ts'
import { usageError } from './tool-error.ts'

export interface ParsedCall {
  readonly command: Command
  readonly globals: GlobalFlags
  readonly input: CommandInput<FlagTable>
}

/**
 * Reads a command line against the table of a tool. Values are taken exactly as written (`007` stays `007`, an empty value is
 * refused); every mistake is a usage error that names the word and, where one is near, what may have been meant.
 *
 * The command is the first word that is no common flag; where that is no command's name, the default command runs.
 */
export function parseCall(tool: Tool, argv: readonly string[]): ParsedCall {
  const { entry, calledAs, args } = chooseCommand(tool, argv)
  const reader: Reader = { tool, entry, flags: { ...entry.flags, ...globalFlags } }
  const { tokens } = parseArgs({
    args,
    options: parserOptions(reader.flags),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const given = new Map<string, string[]>()
  const words: string[] = []
  const rest: string[] = []
  const terminator = tokens.find((token) => token.kind === 'option-terminator')?.index ?? Number.POSITIVE_INFINITY
  for (const token of tokens) {
    if (token.kind === 'option') readFlag(reader, token, given)
    else if (token.kind === 'positional' && token.index > terminator && entry.rest !== undefined) rest.push(token.value)
    else if (token.kind === 'positional') words.push(token.value)
  }
  const values = flagValues(reader, given)
  const isHelp = values['help'] === true || values['version'] === true || values['completions'] !== undefined
  if (!isHelp) checkWords({ reader, words, rest })
  return {
    command: entry,
    globals: values as unknown as GlobalFlags,
    input: { calledAs, flags: values, args: words, rest, isJson: values['json'] === true },
  }
}

interface Reader {
  readonly tool: Tool
  readonly entry: Command
  readonly flags: FlagTable
}

interface FlagToken {
  readonly name: string
  readonly rawName: string
  readonly value?: string | undefined
  readonly inlineValue?: boolean | undefined
}

interface Chosen {
  readonly entry: Command
  readonly calledAs: string
  readonly args: string[]
}

function chooseCommand(tool: Tool, argv: readonly string[]): Chosen {
  let index = 0
  while (index < argv.length && (argv[index] ?? '').startsWith('-')) {
    const word = argv[index]
    if (word === undefined || !isGlobalFlag(word)) break
    index += takesNextWord(word) ? 2 : 1
  }
  const calledAs = argv[index] ?? ''
  const named = tool.commands.find((entry) => entry.name === calledAs || entry.aliases.includes(calledAs))
  if (named !== undefined) return { entry: named, calledAs, args: [...argv.slice(0, index), ...argv.slice(index + 1)] }
  const fallback = tool.commands.find((entry) => entry.name === tool.defaultCommand)
  if (fallback === undefined) throw new Error(`${tool.name}: no command is named ${tool.defaultCommand}`)
  return { entry: fallback, calledAs: fallback.name, args: [...argv] }
}

function isGlobalFlag(word: string): boolean {
  return Object.entries(globalFlags).some(
    ([name, spec]) =>
      word === `--${name}` ||
      word === `--no-${name}` ||
      word.startsWith(`--${name}=`) ||
      ('short' in spec && word.startsWith(`-${spec.short}`)),
  )
}

function takesNextWord(word: string): boolean {
  return word === '-C' || word === '--directory' || word === '--completions'
}

function parserOptions(
  flags: FlagTable,
): Record<string, { type: 'boolean' | 'string'; short?: string; multiple: true }> {
  return Object.fromEntries(
    Object.entries(flags).map(([name, spec]) => [
      name,
      {
        type: spec.kind === 'boolean' ? 'boolean' : 'string',
        multiple: true,
        ...(spec.short === undefined ? {} : { short: spec.short }),
      },
    ]),
  )
}

/** Adds what one flag on the command line says to `given`; a boolean is noted as `true` or `false`. */
function readFlag(reader: Reader, token: FlagToken, given: Map<string, string[]>): void {
  const negated = token.rawName.startsWith('--no-') ? token.rawName.slice(5) : undefined
  const isNegation = negated !== undefined && reader.flags[token.name] === undefined
  const name = isNegation ? negated : token.name
  const spec = Object.hasOwn(reader.flags, name) ? reader.flags[name] : undefined
  if (spec === undefined || (isNegation && spec.kind !== 'boolean')) throw unknownFlag(reader, token.rawName)
  if (spec.kind === 'boolean') {
    if (token.value !== undefined)
      throw usageError(`${token.rawName} takes no value, got '${token.value}'`, helpHint(reader))
    given.set(name, [...(given.get(name) ?? []), String(!isNegation)])
    return
  }
  given.set(name, [...(given.get(name) ?? []), valueOf(reader, spec, token)])
}

function valueOf(reader: Reader, spec: Exclude<FlagSpec, { kind: 'boolean' }>, token: FlagToken): string {
  const { value, rawName } = token
  if (value === undefined) throw usageError(`${rawName} needs a value: ${rawName} ${spec.value}`, helpHint(reader))
  const mayBeEmpty = spec.kind === 'list' && spec.mayBeEmpty === true
  if (value === '' && !mayBeEmpty) throw usageError(`${rawName} got an empty value`, helpHint(reader))
  if (token.inlineValue !== true && isKnownFlag(reader, value)) {
    throw usageError(
      `${rawName} needs a value, but the flag ${value} follows`,
      `for that very value write ${rawName}=${value}`,
    )
  }
  return value
}

function isKnownFlag(reader: Reader, word: string): boolean {
  if (word === '--') return true
  return Object.entries(reader.flags).some(
    ([name, spec]) => word === `--${name}` || word.startsWith(`--${name}=`) || word === `-${spec.short}`,
  )
}

function unknownFlag(reader: Reader, rawName: string): Error {
  const names = Object.entries(reader.flags).map(([name, spec]) => spelled(name, spec))
  const near = rawName.startsWith('--') ? nearest(rawName, names) : []
  const owners = reader.tool.commands.filter((entry) =>
    Object.keys(entry.flags).some((name) => `--${name}` === rawName),
  )
  if (near.length > 0) return usageError(`unknown flag ${rawName}`, `did you mean ${near.join(' or ')}?`)
  if (owners.length > 0) {
    const calls = owners.map((entry) => `${reader.tool.name} ${entry.name}`)
    return usageError(`unknown flag ${rawName} for ${callName(reader)}`, `it belongs to ${calls.join(', ')}`)
  }
  return usageError(`unknown flag ${rawName}`, helpHint(reader))
}

/** A flag as it is written: one that is on by default is written to turn it off. */
export function spelled(name: string, spec: FlagSpec): string {
  return spec.kind === 'boolean' && spec.default === true ? `--no-${name}` : `--${name}`
}

type Value = string | number | boolean | readonly string[] | undefined

function flagValues(reader: Reader, given: ReadonlyMap<string, readonly string[]>): Record<string, Value> {
  const values: Record<string, Value> = {}
  for (const [name, spec] of Object.entries(reader.flags)) {
    values[name] = flagValue(name, spec, given.get(name) ?? [])
  }
  return values
}

function flagValue(name: string, spec: FlagSpec, given: readonly string[]): Value {
  if (spec.kind === 'boolean') return readBoolean(name, spec.default ?? false, given)
  if (spec.kind === 'list') {
    const items = spec.separator === undefined ? given : given.flatMap((item) => item.split(','))
    return items.map((item) => checkChoice({ name, spec, value: item }))
  }
  const value = given[0]
  if (given.length > 1 && new Set(given).size > 1) {
    throw usageError(`--${name} is given twice: '${given.join("' and '")}'`, 'give it once')
  }
  if (value === undefined) return spec.default
  switch (spec.kind) {
    case 'string':
      return checkChoice({ name, spec, value })
    case 'integer':
      return readInteger(name, spec, value)
    case 'duration':
      return readDuration(name, spec, value)
  }
}

interface Choice {
  readonly name: string
  readonly spec: { readonly choices?: readonly string[] }
  readonly value: string
}

function checkChoice({ name, spec, value }: Choice): string {
  if (spec.choices === undefined || spec.choices.includes(value)) return value
  const near = nearest(value, spec.choices)
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `one of: ${spec.choices.join(', ')}`
  throw usageError(`--${name} '${value}' is not known`, hint)
}

interface Bounds {
  readonly min?: number
  readonly max?: number
}

function readInteger(name: string, { min, max }: Bounds, value: string): number {
  const parsed = Number(value)
  if (!/^-?\d+$/.test(value) || !Number.isSafeInteger(parsed))
    throw usageError(`--${name} '${value}' is not a whole number`, 'write digits alone')
  if (min !== undefined && parsed < min) throw usageError(`--${name} ${value} is too small`, `at least ${min}`)
  if (max !== undefined && parsed > max) throw usageError(`--${name} ${value} is too large`, `at most ${max}`)
  return parsed
}

function readBoolean(name: string, fallback: boolean, given: readonly string[]): boolean {
  if (new Set(given).size > 1) throw usageError(`--${name} and --no-${name} are both given`, 'give one of them')
  return given.length === 0 ? fallback : given[0] === 'true'
}

function readDuration(name: string, { min }: Bounds, value: string): number {
  const ms = parseDuration(value)
  if (ms === undefined) throw usageError(`--${name} '${value}' is not a duration`, 'write 500ms, 30s, 5m or 1h')
  if (min !== undefined && ms < min)
    throw usageError(`--${name} ${value} is too short`, `at least ${formatDuration(min)}`)
  return ms
}

interface Words {
  readonly reader: Reader
  readonly words: readonly string[]
  readonly rest: readonly string[]
}

function checkWords({ reader, words, rest }: Words): void {
  const { entry, tool } = reader
  const required = entry.args.filter((argument) => argument.isRequired === true)
  const missing = required[words.length]
  if (missing !== undefined)
    throw usageError(`${callName(reader)} needs ${missing.name}: ${missing.description}`, helpHint(reader))
  const isVariadic = entry.args.some((argument) => argument.isVariadic === true)
  const extra = words[entry.args.length]
  if (extra !== undefined && !isVariadic) throw unexpectedWord(reader, extra)
  if (entry.rest?.isRequired === true && rest.length === 0) {
    throw usageError(`${callName(reader)} needs a command after --`, `${tool.name} ${entry.name} -- ${entry.rest.name}`)
  }
}

function unexpectedWord(reader: Reader, word: string): Error {
  const { entry, tool } = reader
  const names = tool.commands.flatMap((other) => [other.name, ...other.aliases])
  if (names.includes(word)) return usageError(`flags come after the command`, `${tool.name} ${word} …`)
  const isCommand = entry.name === tool.defaultCommand && tool.commands.length > 1
  const near = isCommand ? nearCommands(tool, word, names) : []
  if (near.length > 0) return usageError(`unknown command '${word}'`, `did you mean ${near.join(' or ')}?`)
  if (entry.rest !== undefined)
    return usageError(`unexpected '${word}'`, `put the command after --: ${tool.name} -- ${word} …`)
  return usageError(`${isCommand ? 'unknown command' : 'unexpected argument'} '${word}'`, helpHint(reader))
}

function nearCommands({ otherNames = {} }: Tool, word: string, names: readonly string[]): readonly string[] {
  const meant = Object.hasOwn(otherNames, word) ? otherNames[word] : undefined
  return meant === undefined ? nearest(word, names) : [meant]
}

function callName({ tool, entry }: Pick<Reader, 'tool' | 'entry'>): string {
  return entry.name === tool.defaultCommand ? tool.name : `${tool.name} ${entry.name}`
}

/** How to see what a command takes. */
export function helpHint(call: Pick<Reader, 'tool' | 'entry'>): string {
  return `${callName(call)} --help`
}
