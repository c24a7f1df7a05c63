import type { Extractor, Finding, Log } from '../extractor.ts'
import { blockAfter, firstOwn, joinLines } from '../reading.ts'

const FAILED = /^ {2}Failed (\S.*?) \[(?:< )?[\d.,]+ ?\w+\]$/
const END = /^ {2}(?:Failed|Passed|Skipped) \S|^(?:Passed|Failed|Skipped)! +-|^Test Run (?:Failed|Successful)\./

/** `dotnet test`: `  Failed NAME [12 ms]`, the message, and the stack with `in FILE:line N`. */
export const dotnet: Extractor = {
  name: 'dotnet',
  phase: 'runner',
  signs: ['  Error Message:'],
  extract: (log) => ({
    findings: log.lines.flatMap((line, index) => {
      const test = FAILED.exec(line)?.[1]
      return test === undefined ? [] : [readFailure(log, test, index)]
    }),
    claims: log.lines.flatMap((line, index) =>
      FAILED.test(line) ? [{ from: index, to: index + blockAfter(log, index, (text) => END.test(text)).length }] : [],
    ),
  }),
}

function readFailure(log: Log, test: string, index: number): Finding {
  const block = blockAfter(log, index, (line) => END.test(line))
  const stack = block.findIndex((line) => line.trim() === 'Stack Trace:')
  const said = block.slice(0, stack < 0 ? block.length : stack).filter((line) => line.trim() !== 'Error Message:')
  const places = block.slice(stack + 1).map((line) => {
    const [, path, number] = /^\s+at .* in (.+):line (\d{1,7})$/.exec(line) ?? []
    return path === undefined ? undefined : { path, line: Number(number) }
  })
  return { tool: 'dotnet', kind: 'test', test, message: joinLines(said), index, place: firstOwn(log, places) }
}
