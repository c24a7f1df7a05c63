import type { ExitCode } from './tool-error.ts'
import type { Io } from './io.ts'
import type { Style } from './style.ts'

/** One flag of a command, as data: the parser, the help, the completions and the tests of the docs read it. */
export type FlagSpec = BooleanFlag | StringFlag | ListFlag | IntegerFlag | DurationFlag

interface FlagBase {
  readonly description: string
  /** One letter, without the dash. */
  readonly short?: string
}

export interface BooleanFlag extends FlagBase {
  readonly kind: 'boolean'
  /** The value when the flag is absent. A flag that defaults to true is spelled `--no-NAME`. */
  readonly default?: boolean
}

export interface StringFlag extends FlagBase {
  readonly kind: 'string'
  /** The placeholder in the help, upper case: `FILE`, `REF`. */
  readonly value: string
  readonly choices?: readonly string[]
  readonly default?: string
}

/** Given several times, or once with commas when `separator` is set. */
export interface ListFlag extends FlagBase {
  readonly kind: 'list'
  readonly value: string
  readonly choices?: readonly string[]
  readonly separator?: ','
  /** An empty value means something. */
  readonly mayBeEmpty?: boolean
}

export interface IntegerFlag extends FlagBase {
  readonly kind: 'integer'
  readonly value: string
  readonly min?: number
  readonly max?: number
  readonly default?: number
}

/** Written with a unit (`500ms`, `30s`, `5m`); the value is in milliseconds. */
export interface DurationFlag extends FlagBase {
  readonly kind: 'duration'
  readonly value: string
  /** In milliseconds. */
  readonly min?: number
  readonly default?: number
}

export type FlagTable = Readonly<Record<string, FlagSpec>>

type FlagValue<F extends FlagSpec> = F extends { kind: 'boolean' }
  ? boolean
  : F extends { kind: 'list' }
    ? readonly string[]
    : F extends { kind: 'integer' | 'duration' }
      ? F extends { default: number }
        ? number
        : number | undefined
      : F extends { default: string }
        ? string
        : string | undefined

export type FlagValues<F extends FlagTable> = { readonly [Name in keyof F]: FlagValue<F[Name]> }

/** A positional argument. The last one may take any number of values. */
export interface ArgumentSpec {
  /** Upper case, as the help shows it. */
  readonly name: string
  readonly description: string
  readonly isRequired?: boolean
  readonly isVariadic?: boolean
}

export interface CommandInput<F extends FlagTable> {
  /** The command's name, or the other one of its names by which it was called. */
  readonly calledAs: string
  readonly flags: FlagValues<F>
  /** The positional arguments in order. */
  readonly args: readonly string[]
  /** What follows `--`, for a command that wraps another one. */
  readonly rest: readonly string[]
  /** The caller wants one JSON document on stdout, so nothing else may write there. */
  readonly isJson: boolean
}

/** The exit code of a wrapped command, 0 to 255, passed on as it is. */
export interface CommandExit {
  readonly passedOn: number
}

export interface CommandSpec<F extends FlagTable, Data> {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly summary: string
  readonly args?: readonly ArgumentSpec[]
  /** The placeholder of the command line that follows `--`. */
  readonly rest?: { readonly name: string; readonly description: string; readonly isRequired?: boolean }
  readonly flags: F
  readonly examples?: readonly string[]
  /** The answer as data: what `--json` prints. */
  run(input: CommandInput<F>, io: Io): Promise<Data>
  /**
   * The answer for a reader, without the final newline; an empty string prints nothing. Parts of bytes are printed as they are, each before the
   * next one is asked for: for what is too much to be a text. Async where the code that renders is loaded for it.
   */
  render(data: Data, style: Style, flags: FlagValues<F>): AnswerText | Promise<AnswerText>
  /** What `--json` prints, where that is not the whole of the data. */
  toJson?(data: Data): unknown
  /** 0 by default. */
  exitCode?(data: Data): ExitCode | CommandExit
  /** Where the text goes; stdout by default. A command that wraps another one leaves stdout to it. */
  textStream?(data: Data): 'stdout' | 'stderr'
  /** True where the text is a stream of records for pipes, whose length is the caller's affair. */
  readonly isUnbounded?: boolean
}

/** A command whose answer is a sequence: one line of text, or one JSON envelope, for each record as it comes. */
export interface StreamSpec<F extends FlagTable, Data> extends Omit<
  CommandSpec<F, Data>,
  'run' | 'exitCode' | 'textStream' | 'toJson' | 'isUnbounded'
> {
  stream(input: CommandInput<F>, io: Io): AsyncIterable<Data>
}

/** A command with its types closed over: what the frame runs. */
export interface Command {
  readonly name: string
  readonly aliases: readonly string[]
  readonly summary: string
  readonly args: readonly ArgumentSpec[]
  readonly rest: { readonly name: string; readonly description: string; readonly isRequired?: boolean } | undefined
  readonly flags: FlagTable
  readonly examples: readonly string[]
  readonly isUnbounded: boolean
  answer(input: CommandInput<FlagTable>, io: Io, style: Style): AsyncIterable<Answer>
}

/** Text without its final newline, or bytes with it; in parts where there may be more of them than memory. */
export type AnswerText = string | Iterable<Uint8Array>

/** One answer in both of its forms. */
export interface Answer {
  readonly data: unknown
  /** 0 to 3, or what a wrapped command ended with. */
  readonly exitCode: number
  readonly textStream: 'stdout' | 'stderr'
  text(): AnswerText | Promise<AnswerText>
}

export interface Tool {
  readonly name: string
  readonly summary: string
  /** The command that runs when none is named: a call without arguments shows the live state. */
  readonly defaultCommand: string
  readonly commands: readonly Command[]
  /** What other programs call a command: no call, but a hint that names ours. */
  readonly otherNames?: Readonly<Record<string, string>>
}

/** Declares a command that answers once. */
export function command<const F extends FlagTable, Data>(spec: CommandSpec<F, Data>): Command {
  return {
    ...common(spec),
    isUnbounded: spec.isUnbounded ?? false,
    async *answer(input, io, style) {
      const typed = input as CommandInput<F>
      const data = await spec.run(typed, io)
      const exitCode = spec.exitCode?.(data) ?? 0
      yield {
        data: spec.toJson === undefined ? data : spec.toJson(data),
        exitCode: typeof exitCode === 'number' ? exitCode : exitCode.passedOn,
        textStream: spec.textStream?.(data) ?? 'stdout',
        text: () => spec.render(data, style, typed.flags),
      }
    },
  }
}

/** Declares a command that answers record by record. */
export function streamCommand<const F extends FlagTable, Data>(spec: StreamSpec<F, Data>): Command {
  return {
    ...common(spec),
    isUnbounded: true,
    async *answer(input, io, style) {
      const typed = input as CommandInput<F>
      for await (const data of spec.stream(typed, io)) {
        yield { data, exitCode: 0, textStream: 'stdout', text: () => spec.render(data, style, typed.flags) }
      }
    },
  }
}

type Common = Pick<Command, 'name' | 'aliases' | 'summary' | 'args' | 'rest' | 'flags' | 'examples'>

function common(spec: {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly summary: string
  readonly args?: readonly ArgumentSpec[]
  readonly rest?: NonNullable<Command['rest']>
  readonly flags: FlagTable
  readonly examples?: readonly string[]
}): Common {
  return {
    name: spec.name,
    aliases: spec.aliases ?? [],
    summary: spec.summary,
    args: spec.args ?? [],
    rest: spec.rest,
    flags: spec.flags,
    examples: spec.examples ?? [],
  }
}

/** Declares a tool. Throws a plain Error when the table contradicts itself: that is a mistake in the program. */
export function defineTool(tool: Tool): Tool {
  if (!tool.commands.some((entry) => entry.name === tool.defaultCommand)) {
    throw new Error(`${tool.name}: no command is named ${tool.defaultCommand}`)
  }
  const names = new Set(tool.commands.flatMap((entry) => [entry.name, ...entry.aliases]))
  for (const [other, name] of Object.entries(tool.otherNames ?? {})) {
    if (names.has(other) || !names.has(name)) throw new Error(`${tool.name}: ${other} cannot stand for ${name}`)
  }
  for (const entry of tool.commands) checkFlags(tool.name, entry)
  return tool
}

function checkFlags(toolName: string, entry: Command): void {
  const taken = new Set<string>([...Object.keys(globalFlags), ...shortsOf(globalFlags)])
  for (const [name, spec] of Object.entries(entry.flags)) {
    for (const word of spec.short === undefined ? [name] : [name, spec.short]) {
      if (taken.has(word)) throw new Error(`${toolName} ${entry.name}: the flag ${word} is declared twice`)
      taken.add(word)
    }
  }
}

function shortsOf(flags: FlagTable): string[] {
  return Object.values(flags).flatMap((spec) => (spec.short === undefined ? [] : [spec.short]))
}

/** The flags that every tool takes. */
export const globalFlags = {
  help: { kind: 'boolean', short: 'h', description: 'show this help' },
  version: { kind: 'boolean', short: 'V', description: 'show the version' },
  directory: { kind: 'string', short: 'C', value: 'DIR', description: 'run as if started in DIR' },
  json: { kind: 'boolean', description: 'print one JSON document instead of text' },
  color: { kind: 'boolean', default: true, description: 'plain text also on a terminal' },
  completions: {
    kind: 'string',
    value: 'SHELL',
    choices: ['bash', 'zsh', 'fish'],
    description: 'print a completion script',
  },
} as const satisfies FlagTable

export type GlobalFlags = FlagValues<typeof globalFlags>
