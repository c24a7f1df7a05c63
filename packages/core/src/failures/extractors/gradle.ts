import type { Extractor, Finding, Log } from '../extractor.ts'
import { findLines, firstOwn, joinLines, lineIndex, takeLines } from '../reading.ts'
import type { TestCounts } from '../types.ts'
import { javaFrame } from './java-stack.ts'

const TOTALS = /^(\d{1,9}) tests? completed(?:, (\d{1,9}) failed)?(?:, (\d{1,9}) skipped)?/

export const gradle: Extractor = {
  name: 'gradle',
  phase: 'runner',
  signs: ['BUILD FAILED', '* What went wrong:', ' tests completed', ' test completed'],
  extract: (log) => ({ findings: [...readTests(log), ...readBuild(log)], tests: readCounts(log) }),
}

/** `shop.SumsTest > adds FAILED`, then the exception `at SumsTest.java:7` (and with more logging its stack). */
function readTests(log: Log): Finding[] {
  return findLines(log, /^(\S.{0,300}?) > (.{1,300}) FAILED$/, (match, index) => {
    const owner = match[1] ?? ''
    const block = takeLines(log, index + 1, (line) => /^\s+\S/.test(line))
    const short = /^(.*) at (\S+\.\w+):(\d+)$/.exec(block[0]?.trim() ?? '')
    const within = owner.split('.').slice(0, -1).join('/')
    const place =
      short === null
        ? firstOwn(
            log,
            block.map((line) => javaFrame(line)),
          )
        : { path: short[2] ?? '', line: Number(short[3]), within }
    return {
      tool: 'gradle',
      kind: 'test',
      test: `${owner}.${match[2]}`,
      message: (short?.[1] ?? block[0]?.trim() ?? 'failed').replace(/^java\.lang\./, ''),
      index,
      place,
    }
  })
}

/** `* What went wrong:`: what the failed task says, or (a broken build script, a dependency) the cause itself. */
function readBuild(log: Log): Finding[] {
  const scriptLine = /^(?:Build|Settings) file '([^']+)' line: (\d+)$/
  const script = scriptLine.exec(log.lines[lineIndex(log, scriptLine)] ?? '')
  return log.lines.flatMap((line, index): Finding[] => {
    if (line !== '* What went wrong:') return []
    const block = takeLines(log, index + 1, (text) => text !== '' && !text.startsWith('* '))
    const isSummary =
      block[0]?.startsWith('Execution failed for task') === true &&
      /Compilation (?:failed|error)|failing tests|See the report/.test(joinLines(block))
    return [
      {
        tool: 'gradle',
        kind: /Could not (?:resolve|find)/.test(joinLines(block)) ? 'install' : 'command',
        message: joinLines(block.map((text) => text.replace(/^\s*> /, ''))),
        index,
        place: script === null ? undefined : { path: script[1] ?? '', line: Number(script[2]) },
        weight: isSummary ? 'consequence' : undefined,
      },
    ]
  })
}

/** Gradle tells its totals only when a test failed. */
function readCounts(log: Log): TestCounts | undefined {
  const match = TOTALS.exec(log.lines[lineIndex(log, TOTALS)] ?? '')
  if (match === null) return undefined
  const [total = 0, failed = 0, skipped = 0] = match.slice(1).map((text) => Number(text ?? 0))
  return { passed: total - failed - skipped, failed, skipped, total }
}
