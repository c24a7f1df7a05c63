import type { StateFacts } from '../model/run-record.ts'

/** One thing that a test sees differently. Undefined: it was not there. */
export interface StateChange {
  readonly name: string
  readonly alone: string | undefined
  readonly after: string | undefined
  /** The test or what it said names it. */
  readonly isNamed: boolean
}

export interface StateRuns {
  /** Runs of the test without the others: what differs between them is noise, such as times and process numbers. */
  readonly alone: readonly StateFacts[]
  readonly after: StateFacts
  /** The test's own text and what its failure said. */
  readonly words: string
}

/**
 * What a test sees differently after others: first what it names itself. Variables of files that only the others load are left out: the
 * test has no way to them.
 */
export function stateDifference({ alone, after, words }: StateRuns): readonly StateChange[] {
  const [first = {}, ...repeats] = alone
  const known = new Set(words.match(/[A-Za-z_$][\w$]*/g))
  const files = new Set(Object.keys(first).map(fileOf))
  const isOfClock = fakeClock(after['fake timers'])
  return [...new Set([...Object.keys(first), ...Object.keys(after)])]
    .filter((name) => files.has(fileOf(name)) && !isOfClock(name))
    .filter((name) => first[name] !== after[name] && repeats.every((other) => other[name] === first[name]))
    .map((name) => ({
      name,
      alone: first[name],
      after: after[name],
      isNamed: nameWords(name).some((word) => known.has(word)),
    }))
    .sort(
      (a, b) => Number(b.isNamed) - Number(a.isNamed) || kindOf(a.name) - kindOf(b.name) || (a.name < b.name ? -1 : 1),
    )
}

/** What fake clocks replace beside the timers that they are told by. */
const besideTimers = /^global (?:Intl$|process\.(?:hrtime|nextTick)$|performance\b)/

/** Of the globals that a fake clock has replaced, itself and their properties: they are one change. */
function fakeClock(timers: string | undefined): (name: string) => boolean {
  const faked = new Set(timers?.replace('on: ', '').split(', '))
  return (name) => {
    const [, global = ''] = /^global (\w+)/.exec(name) ?? []
    return faked.has(global) || (faked.size > 0 && besideTimers.test(name))
  }
}

/** `state.mode in src/state.ts` is of that file; what is of no file is of the whole process. */
function fileOf(name: string): string {
  const at = name.lastIndexOf(' in ')
  return isVariable(name) ? name.slice(at + 4) : ''
}

function isVariable(name: string): boolean {
  return name.includes(' in ') && !/^(?:environment variable|file|temporary file|global|logger) /.test(name)
}

const nameKinds = [
  /^fake timers$/,
  /^(?:environment variable|working directory)/,
  /^(?:global|mock)/,
  /^(?:temporary )?file /,
]

function kindOf(name: string): number {
  if (isVariable(name)) return -1
  const at = nameKinds.findIndex((kind) => kind.test(name))
  return at === -1 ? nameKinds.length : at
}

const plainWords = new Set([
  'environment',
  'variable',
  'working',
  'directory',
  'global',
  'file',
  'temporary',
  'in',
  'len',
  'open',
  'of',
])

function nameWords(name: string): readonly string[] {
  const own = isVariable(name) ? name.slice(0, name.lastIndexOf(' in ')) : name
  return (own.match(/[A-Za-z_$][\w$]*/g) ?? []).filter((word) => !plainWords.has(word) && word.length > 1)
}
