import { readFindings, type JunitCase, type Location } from '@groundcrew/core/failures'
import type { Failure } from '../failure.ts'
import { templateOf } from '../fingerprint/template.ts'
import { readFrame } from '../stack/javascript.ts'
import { readStacks } from '../stack/read-stacks.ts'
import type { RawThrown } from '../stack/types.ts'
import { locateThrown, safe } from './frames.ts'
import type { LogPlace, LogReading } from './read-log.ts'

const messageCharactersMax = 300

/** The failed cases of a JUnit report; the stack is what stands in the element. */
export function readJunitReport(cases: readonly JunitCase[], { name, context, maps }: LogPlace): LogReading {
  const places = { reading: readFindings('', context), maps, directory: context.cwd, root: context.root }
  const failures = cases.flatMap((one, index): Failure[] => {
    const failed = one.attempts.at(-1)
    if (failed === undefined || failed.outcome !== 'failed') return []
    const raw = stackOf(failed.text ?? '', failed.message ?? '', failed.type)
    const thrown = raw === undefined ? undefined : locateThrown(raw, places)
    const own = thrown?.frames.find(({ isOwn, file }) => isOwn && file !== undefined)
    const location =
      locationOf(own) ?? (one.file === undefined ? undefined : places.reading.locate({ path: one.file }, context.cwd))
    const message = safe(headlineOf(failed.message ?? '', failed.type), messageCharactersMax)
    return [
      {
        tool: 'junit',
        kind: 'test',
        test: safe(one.classname === '' ? one.name : `${one.classname} > ${one.name}`, messageCharactersMax),
        phase: 'test',
        message: message === '' ? 'failed' : message,
        ...(location === undefined ? {} : { location }),
        ...(thrown === undefined ? {} : { thrown }),
        source: { log: name, line: index + 1 },
        isConsequence: false,
        context: templateOf(message),
      },
    ]
  })
  const ended = cases.map(({ attempts }) => attempts.at(-1)?.outcome)
  const tally = (outcome: string): number => ended.filter((other) => other === outcome).length
  return {
    failures,
    tests: { passed: tally('passed'), failed: tally('failed'), skipped: tally('skipped'), total: cases.length },
    tail: [],
  }
}

/** The first line, with the exception's name where it stands beside it. */
function headlineOf(message: string, type: string | undefined): string {
  const [first = ''] = message.split('\n')
  const isSaid = type === undefined || !/(?:Error|Exception)$/.test(type) || first.includes(type)
  return isSaid ? first : `${type}: ${first}`
}

function locationOf(frame: { file?: string; line?: number; column?: number } | undefined): Location | undefined {
  if (frame?.file === undefined) return undefined
  const { file, line, column } = frame
  return { file, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) }
}

/** Runners leave the headline out of the text, or put it there a second time. */
function stackOf(text: string, message: string, type: string | undefined): RawThrown | undefined {
  const lines = text.split('\n')
  const found = readStacks(lines)[0] ?? readStacks([`${type ?? 'Error'}: ${message.split('\n')[0] ?? ''}`, ...lines])[0]
  if (found !== undefined) return found
  const frames = lines.flatMap((line) => readFrame(line) ?? [])
  if (type === undefined && frames.length === 0) return undefined
  const span = { from: 0, to: lines.length - 1 }
  return { language: 'javascript', type: type ?? '', message: message.split('\n')[0] ?? '', frames, causes: [], span }
}
