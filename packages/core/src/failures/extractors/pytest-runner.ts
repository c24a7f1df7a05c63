import type { Finding, Log } from '../extractor.ts'
import { framePlace } from './python-traceback.ts'
import { blockAfter, findLines, lastOwn, lineIndex, parsePlace } from '../reading.ts'

/** What ends a pytest run outside of its tests: no tests, wrong arguments, a conftest that does not load, a threshold. */
export function readPytestRunner(log: Log, isPytest: boolean): Finding[] {
  return [
    ...readConftest(log),
    ...readUsage(log),
    ...(isPytest ? [...readErrors(log), ...readEnd(log), ...readEmpty(log)] : []),
    ...readTimeout(log),
  ]
}

function readConftest(log: Log): Finding[] {
  return findLines(log, /^ImportError while loading conftest '([^']+)'\.$/, (match, index) => {
    const block = blockAfter(log, index, (line) => line === '')
    const error = block
      .findLast((line) => /^E\s/.test(line))
      ?.slice(1)
      .trim()
    const places = block.map((line) => parsePlace(/^(\S.{0,500}?:\d{1,7}): /.exec(line)?.[1] ?? ''))
    return {
      tool: 'pytest',
      kind: 'runner',
      message: error ?? 'conftest does not load',
      index,
      place: lastOwn(log, places) ?? { path: match[1] ?? '' },
    }
  })
}

function readUsage(log: Log): Finding[] {
  return findLines(log, /^(?:\S*pytest\S*|__main__\.py|\S*python\S* -m pytest): error: (.*)$/, (match, index) => ({
    tool: 'pytest',
    kind: 'command',
    message: match[1] ?? '',
    index,
  }))
}

const ERROR_LINES =
  /^(?:ERROR: (?!usage:)(.*)|(?:FAIL )?(Required test coverage of .* not reached.*)|(Coverage failure: .*)|INTERNALERROR> (\w*Error: .*)|(?:\[gw\d+\] )?(worker '\w+' crashed while running .*))$/

function readErrors(log: Log): Finding[] {
  return findLines(log, ERROR_LINES, (match, index) => ({
    tool: 'pytest',
    kind: 'runner',
    message: match.slice(1).find((text) => text !== undefined) ?? '',
    index,
  }))
}

/** `!!!! KeyboardInterrupt !!!!` with the place below, `!!!! _pytest.outcomes.Exit: text !!!!`. */
function readEnd(log: Log): Finding[] {
  return findLines(log, /^!{3,} (?:KeyboardInterrupt|(?:_pytest\.outcomes\.)?Exit: (.*)) !{3,}$/, (match, index) => ({
    tool: 'pytest',
    kind: 'runner',
    message: match[1] === undefined ? 'KeyboardInterrupt' : `pytest.exit: ${match[1]}`,
    index,
    place: parsePlace(/^(\S.{0,500}?:\d{1,7}): /.exec(log.lines[index + 1] ?? '')?.[1] ?? ''),
  }))
}

/** pytest-timeout's other method ends the process: the stacks of all threads are all that is left. */
function readTimeout(log: Log): Finding[] {
  const index = lineIndex(log, /^\++ Timeout \++$/)
  if (index < 0) return []
  const block = blockAfter(log, index, (line) => /^\++ Timeout \++$/.test(line))
  const place = lastOwn(
    log,
    block.map((line) => framePlace(line)),
  )
  return [{ tool: 'pytest', kind: 'test', message: 'the test took longer than its timeout', index, place }]
}

/** Exit code 5: nothing was collected. When an argument was wrong, that is said already. */
function readEmpty(log: Log): Finding[] {
  const index = lineIndex(log, /^=*\s*no tests ran in /)
  if (index < 0 || log.lines.some((line) => /^ERROR|^!+ /.test(line))) return []
  return [{ tool: 'pytest', kind: 'runner', message: 'no tests ran', index }]
}
