import { describe, expect, test } from 'vitest'
import { parseCall } from './parse.ts'
import { command, defineTool, type FlagTable } from './table.ts'
import { ToolError } from './tool-error.ts'

const flags = {
  only: { kind: 'list', value: 'STEP', separator: ',', description: 'some' },
  label: { kind: 'list', value: 'WORD', short: 'l', description: 'labels' },
  pattern: { kind: 'list', value: 'TEXT', mayBeEmpty: true, description: 'patterns' },
  since: { kind: 'string', value: 'REF', short: 's', description: 'a ref' },
  format: { kind: 'string', value: 'FORMAT', choices: ['text', 'mermaid'], default: 'text', description: 'form' },
  jobs: { kind: 'integer', value: 'N', short: 'j', min: 1, max: 8, description: 'jobs' },
  timeout: { kind: 'duration', value: 'TIME', min: 1, default: 1000, description: 'time' },
  list: { kind: 'boolean', description: 'list' },
  cache: { kind: 'boolean', default: true, description: 'no cache' },
} as const satisfies FlagTable

const check = command({
  name: 'check',
  summary: 'checks',
  args: [{ name: 'PATH', description: 'a path', isVariadic: true }],
  flags,
  run: async () => undefined,
  render: () => '',
})
const wrap = command({
  name: 'wrap',
  aliases: ['w'],
  summary: 'wraps',
  args: [{ name: 'TITLE', description: 'a title', isRequired: true }],
  rest: { name: 'COMMAND', description: 'what to run', isRequired: true },
  flags: { me: { kind: 'boolean', short: 'm', description: 'mine' } },
  run: async () => undefined,
  render: () => '',
})
const tool = defineTool({ name: 'demo', summary: 'a demo', defaultCommand: 'check', commands: [check, wrap] })

function values(...argv: string[]): Record<string, unknown> {
  return parseCall(tool, argv).input.flags
}

function mistake(...argv: string[]): string {
  try {
    parseCall(tool, argv)
  } catch (error) {
    if (!(error instanceof ToolError)) throw error
    expect(error.exitCode).toBe(2)
    return error.hint === undefined ? error.message : `${error.message} | ${error.hint}`
  }
  throw new Error(`${argv.join(' ')} was accepted`)
}

describe('values', () => {
  test('are taken exactly as written', () => {
    expect(values('--since', '12345e6')['since']).toBe('12345e6')
    expect(values('--since', '007')['since']).toBe('007')
    expect(values('--since=-x')['since']).toBe('-x')
    expect(values('--since', '-x')['since']).toBe('-x')
    expect(values('-sHEAD~3')['since']).toBe('HEAD~3')
  })

  test('have their defaults', () => {
    expect(values()).toMatchObject({
      only: [],
      label: [],
      since: undefined,
      format: 'text',
      timeout: 1000,
      list: false,
      cache: true,
    })
  })

  test('of a list are kept in order; commas separate only where the table says so', () => {
    expect(values('--only', 'a,b', '--only', 'c')['only']).toEqual(['a', 'b', 'c'])
    expect(values('-l', 'a,b', '--label=c')['label']).toEqual(['a,b', 'c'])
  })

  test('are read by their kind', () => {
    expect(values('-j', '4', '--timeout', '1.5m', '--no-cache', '--list')).toMatchObject({
      jobs: 4,
      timeout: 90_000,
      cache: false,
      list: true,
    })
  })

  test('an empty one is a value where it means something', () => {
    expect(values('--pattern', '', '--pattern=')).toMatchObject({ pattern: ['', ''] })
    expect(mistake('--label', '')).toBe('--label got an empty value | demo --help')
  })

  test('that do not fit are refused', () => {
    expect(mistake('--jobs', '4x')).toBe("--jobs '4x' is not a whole number | write digits alone")
    expect(mistake('--jobs', '0')).toBe('--jobs 0 is too small | at least 1')
    expect(mistake('--jobs', '9')).toBe('--jobs 9 is too large | at most 8')
    expect(mistake('--jobs', '99999999999999999999')).toBe(
      "--jobs '99999999999999999999' is not a whole number | write digits alone",
    )
    expect(mistake('--timeout', '0s')).toBe('--timeout 0s is too short | at least 1ms')
    expect(mistake('--timeout', '10')).toBe("--timeout '10' is not a duration | write 500ms, 30s, 5m or 1h")
    expect(mistake('--format', 'mermiad')).toBe("--format 'mermiad' is not known | did you mean mermaid?")
    expect(mistake('--since', '')).toBe('--since got an empty value | demo --help')
    expect(mistake('--since')).toBe('--since needs a value: --since REF | demo --help')
    expect(mistake('--since', '--list')).toBe(
      '--since needs a value, but the flag --list follows | for that very value write --since=--list',
    )
    expect(mistake('--list=yes')).toBe("--list takes no value, got 'yes' | demo --help")
    expect(mistake('--cache', '--no-cache')).toBe('--cache and --no-cache are both given | give one of them')
    expect(values('--no-cache', '--no-cache')['cache']).toBe(false)
    expect(mistake('--since', 'a', '--since', 'b')).toBe("--since is given twice: 'a' and 'b' | give it once")
  })
})

describe('commands', () => {
  const other = command({ name: 'show', summary: 'shows', flags: {}, run: async () => undefined, render: () => '' })
  const table = { name: 'demo', summary: 'a demo', defaultCommand: 'show', commands: [other, wrap] }

  test('know by which of their names they were called', () => {
    expect(parseCall(tool, ['w', 'title', '--', 'x']).input.calledAs).toBe('w')
    expect(parseCall(tool, ['--json', 'wrap', 'title', '--', 'x']).input.calledAs).toBe('wrap')
    expect(parseCall(tool, []).input.calledAs).toBe('check')
  })

  test('are hinted at where other programs have another name for them', () => {
    const familiar = defineTool({ ...table, otherNames: { envelop: 'wrap' } })
    expect(() => parseCall(familiar, ['envelop'])).toThrow(
      expect.objectContaining({ message: "unknown command 'envelop'", hint: 'did you mean wrap?' }) as Error,
    )
    expect(() => defineTool({ ...table, otherNames: { w: 'show' } })).toThrow('w cannot stand for show')
    expect(() => defineTool({ ...table, otherNames: { envelop: 'pack' } })).toThrow('envelop cannot stand for pack')
  })
})

describe('flags', () => {
  test('that nobody knows are refused with what may have been meant', () => {
    expect(mistake('--onyl', 'x')).toBe('unknown flag --onyl | did you mean --only?')
    expect(mistake('--no-list2')).toBe('unknown flag --no-list2 | demo --help')
    expect(mistake('-x')).toBe('unknown flag -x | demo --help')
    expect(mistake('--no-since')).toMatch(/^unknown flag --no-since/)
    expect(mistake('--constructor')).toMatch(/^unknown flag --constructor/)
  })

  test('of another command are refused with its name', () => {
    expect(mistake('wrap', 'title', '--timeout', '3s', '--', 'x')).toBe(
      'unknown flag --timeout for demo wrap | it belongs to demo check',
    )
  })

  test('every tool takes are allowed before and after the command', () => {
    for (const argv of [
      ['-C', 'dir', '--json', 'wrap', 't', '--', 'x'],
      ['wrap', 't', '--json', '-C', 'dir', '--', 'x'],
    ]) {
      const call = parseCall(tool, argv)
      expect(call.command.name).toBe('wrap')
      expect(call.globals).toMatchObject({ json: true, directory: 'dir' })
    }
  })
})

describe('words', () => {
  test('choose the command by its name or alias, else the default command takes them', () => {
    expect(parseCall(tool, ['w', 't', '--', 'x']).command.name).toBe('wrap')
    expect(parseCall(tool, ['src', '--list']).input.args).toEqual(['src'])
  })

  test('after -- are the wrapped command, untouched', () => {
    const call = parseCall(tool, ['wrap', 'title', '-m', '--', 'node', '--version', '-m', '--', 'x'])
    expect(call.input).toMatchObject({
      args: ['title'],
      rest: ['node', '--version', '-m', '--', 'x'],
      flags: { me: true },
    })
  })

  test('after -- are plain arguments for a command that wraps nothing', () => {
    expect(parseCall(tool, ['--', '--list', '-x']).input.args).toEqual(['--list', '-x'])
  })

  test('that are missing are named', () => {
    expect(mistake('wrap')).toBe('demo wrap needs TITLE: a title | demo wrap --help')
    expect(mistake('wrap', 'title')).toBe('demo wrap needs a command after -- | demo wrap -- COMMAND')
    expect(mistake('wrap', 'a', 'node')).toBe("unexpected 'node' | put the command after --: demo -- node …")
  })

  test('are not asked for when only help is wanted', () => {
    expect(parseCall(tool, ['wrap', '--help']).globals.help).toBe(true)
  })
})

test('a table that declares a flag twice is a mistake in the program', () => {
  const twice = command({
    name: 'x',
    summary: 'x',
    flags: { json: { kind: 'boolean', description: 'mine' } },
    run: async () => undefined,
    render: () => '',
  })
  expect(() => defineTool({ name: 't', summary: 't', defaultCommand: 'x', commands: [twice] })).toThrow(
    'declared twice',
  )
})
