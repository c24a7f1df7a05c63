import type { Extractor, Finding, Log } from '../extractor.ts'
import { blockAfter, findLines, joinLines, optionalNumber } from '../reading.ts'

/** make, ninja and CMake: what they say themselves. That a recipe failed is only a consequence of its command. */
export const make: Extractor = {
  name: 'make',
  phase: 'tool',
  signs: ['make', '*** ', 'ninja: ', 'CMake Error'],
  extract: (log) => ({ findings: [...readRecipes(log), ...readMake(log), ...readCmake(log)] }),
}

function readRecipes(log: Log): Finding[] {
  const pattern =
    /^\S{0,60}make(?:\[\d+\])?: \*\*\* \[(?:(\S.{0,500}?):(\d{1,7}): )?(.{1,500}?)\] (Error \d+|Segmentation fault|Killed|Aborted|Terminated).*$/
  return findLines(log, pattern, (match, index) => {
    const [, path, line, target, result] = match
    return {
      tool: 'make',
      kind: 'command',
      message: `${target}: ${result}`,
      index,
      place: path === undefined ? undefined : { path, line: optionalNumber(line) },
      weight: 'consequence',
    }
  })
}

/** `make: *** No rule to make target`, `Makefile:3: *** missing separator.  Stop.`, `make: lint: No such file or directory`. */
function readMake(log: Log): Finding[] {
  const pattern =
    /^(?:\S{0,60}make(?:\[\d+\])?|(\S[^:\s]{0,300}):(\d{1,7})|ninja): (?:\*\*\* |error: )?(.*?)(?:\.?\s+Stop\.)?$/
  return findLines(log, pattern, (match, index) => {
    const line = log.lines[index] ?? ''
    const [, path, number, message = ''] = match
    const isMissing =
      /^\S{0,60}make(?:\[\d+\])?: \S+: (?:No such file or directory|Command not found|Permission denied)$/.test(line)
    if (!isMissing && !/Stop\.$|^ninja: error: /.test(line)) return undefined
    return {
      tool: line.startsWith('ninja') ? 'ninja' : 'make',
      kind: 'command',
      message: isMissing ? message : message.replace(/ {2,}/g, ' '),
      index,
      place: path === undefined ? undefined : { path, line: optionalNumber(number) },
    }
  })
}

/** One that ends with a colon goes on behind the empty line. */
function paragraph(block: readonly string[], start: number, end: number): readonly string[] {
  const first = block.slice(Math.max(0, start), end < 0 ? undefined : end)
  if (end < 0 || first.at(-1)?.endsWith(':') !== true) return first
  const rest = block.slice(end + 1)
  const stop = rest.indexOf('')
  return [...first, ...rest.slice(0, stop < 0 ? undefined : stop)]
}

/** `CMake Error at CMakeLists.txt:3 (find_package):` and the paragraph below. */
function readCmake(log: Log): Finding[] {
  return findLines(log, /^CMake Error(?: at (\S.{0,500}?):(\d{1,7}))?(?: \(\w+\))?:\s*(.*)$/, (match, index) => {
    const [, path, line, inline = ''] = match
    const block = blockAfter(log, index, (text) => text !== '' && !text.startsWith('  '))
    const start = block.findIndex((text) => text !== '')
    const end = block.findIndex((text, at) => at > start && text === '')
    return {
      tool: 'cmake',
      kind: 'diagnostic',
      message: joinLines([inline, ...paragraph(block, start, end)]),
      index,
      place: path === undefined ? undefined : { path, line: optionalNumber(line) },
    }
  })
}
