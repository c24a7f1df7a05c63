import type { Extractor, Finding, Log, Span } from '../extractor.ts'
import { findLines, joinLines } from '../reading.ts'

const LINE = /^npm (?:error|ERR!)(?: (.*))?$/
/** Codes whose message is not the first line that says something. */
const REASONS: Readonly<Record<string, RegExp>> = {
  E404: /could not be found|Not Found - /,
  ETARGET: /No matching version/,
  ERESOLVE: /^(?:peer |Found: |unable to resolve|could not resolve(?! dependency:))/i,
}
const NOISE =
  /^(?:A complete log|Lifecycle script|Usage:|Options:|For a full report|If you are behind|path |cwd |workspace |location |command |syscall |errno |aliases:|Run "npm help|$)/

/** npm's own errors: one for each block of `npm error` lines. */
export const npm: Extractor = {
  name: 'npm',
  phase: 'tool',
  signs: ['npm error', 'npm ERR!'],
  extract: (log) => {
    const blocks = readBlocks(log)
    return {
      findings: blocks.flatMap((block) => readBlock(block)),
      claims: blocks.map(({ from, to }) => ({ from, to })),
    }
  },
}

interface Block extends Span {
  readonly lines: readonly string[]
}

function readBlocks(log: Log): Block[] {
  const blocks: { from: number; to: number; lines: string[] }[] = []
  for (const { index, message } of findLines(log, LINE, (match, at) => ({
    tool: 'npm',
    kind: 'error',
    message: match[1] ?? '',
    index: at,
  }))) {
    const last = blocks.at(-1)
    if (last === undefined || index > last.to + 1) blocks.push({ from: index, to: index, lines: [message] })
    else {
      last.to = index
      last.lines.push(message)
    }
  }
  return blocks
}

function readBlock({ from, lines }: Block): Finding[] {
  const code = lines.map((line) => /^code (\S+)$/.exec(line)?.[1]).find((text) => text !== undefined)
  const script = lines.find((line) => line.startsWith('Missing script: '))
  if (script !== undefined) return [{ tool: 'npm', kind: 'command', message: script, index: from }]
  return isScriptFailure(lines, code) ? [readScript(lines, code, from)] : readInstall(lines, code, from)
}

function isScriptFailure(lines: readonly string[], code: string | undefined): boolean {
  return (
    /^\d+$/.test(code ?? '') || lines.some((line) => /^Lifecycle script|^Exit status \d|^command failed$/.test(line))
  )
}

function readScript(lines: readonly string[], code: string | undefined, index: number): Finding {
  const commands = lines.map((line) => /^command (?:sh -c |\/bin\/sh -c )?(.+)$/.exec(line)?.[1])
  const command = commands.find((text) => text !== undefined && text !== 'failed') ?? 'a script'
  const message = `${command} failed${code === undefined ? '' : ` with code ${code}`}`
  return { tool: 'npm', kind: 'command', message, index, weight: 'consequence' }
}

function readInstall(lines: readonly string[], code: string | undefined, index: number): Finding[] {
  const said = lines
    .map((line) => stripTopic(line, code))
    .filter((line) => !NOISE.test(line) && !line.startsWith('code '))
  const start = lines.findIndex((line, at) => at > 0 && line !== '' && !line.startsWith('code '))
  const end = lines.findIndex((line, at) => at > start && line === '')
  const paragraph = lines.slice(Math.max(0, start), end < 0 ? undefined : end)
  const isDifference = (line: string): boolean => /^(?:Missing|Invalid): .*(?:from lock file|lock file's)/.test(line)
  const reason = REASONS[code ?? '']
  const telling = reason === undefined ? [] : said.filter((line) => reason.test(line))
  const first = code === 'EUSAGE' ? paragraph : said.slice(0, 1)
  const message = joinLines(telling.length === 0 ? first : bestReason(telling))
  if (message === '') return []
  return [{ tool: 'npm', kind: 'install', message, code, index, detail: said.filter((line) => isDifference(line)) }]
}

/** For a conflict the three lines that name its parties; otherwise the most telling line, which is the last. */
function bestReason(lines: readonly string[]): readonly string[] {
  return lines.some((line) => line.startsWith('peer ')) ? lines.slice(0, 3) : lines.slice(-1)
}

/** `404  The requested resource …`, `notarget No matching …`, `JSON.parse Invalid …`: the topic repeats the code. */
function stripTopic(line: string, code: string | undefined): string {
  const topic = code === undefined ? '' : code.replace(/^E/, '').toLowerCase()
  return line
    .replace(/^(?:\d{3}|notarget|JSON\.parse|enoent|notsup|ERESOLVE|code \S+$)\s*/, '')
    .replace(new RegExp(`^${topic.replaceAll(/\W/g, '')}\\s+`, 'i'), '')
    .trim()
}
