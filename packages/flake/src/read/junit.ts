import type { TestOutcome } from '@groundcrew/core/history'

export interface JunitCase {
  readonly classname: string
  readonly name: string
  readonly file?: string
  readonly durationMs?: number
  /** One for each run: reruns are elements of their own. */
  readonly attempts: readonly { readonly outcome: TestOutcome; readonly message?: string }[]
}

/** The test cases of a JUnit report. Undefined for text that is none, or that ends before its end. */
export function parseJunit(text: string): readonly JunitCase[] | undefined {
  if (!/<testsuites?[\s>]/.test(text) || !/<\/testsuites?>\s*$|<testsuites?[^>]*\/>\s*$/.test(text)) return undefined
  return [...text.matchAll(testcase)].map(([, attributes = '', body = '']) => readCase(attributes, body))
}

/** Attributes may hold `>`, so they are read as a whole. */
const testcase = /<testcase((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(?:\/>|>([\s\S]*?)<\/testcase>)/g
const element =
  /<(failure|error|skipped|rerunFailure|rerunError|flakyFailure|flakyError)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(?:\/>|>([\s\S]*?)<\/\1>)/g

function readCase(attributes: string, body: string): JunitCase {
  const { classname = '', name = '', file, time } = readAttributes(attributes)
  const found = [...body.matchAll(element)].map(([, kind = '', words = '', content = '']) => ({
    kind,
    message: readAttributes(words)['message'] ?? readText(content),
  }))
  const failed = found
    .filter(({ kind }) => kind !== 'skipped')
    .map(({ message }) => ({ outcome: 'failed' as const, message }))
  const isFailed = found.some(({ kind }) => kind === 'failure' || kind === 'error')
  const isSkipped = found.some(({ kind }) => kind === 'skipped')
  const end = isFailed ? [] : [{ outcome: isSkipped ? ('skipped' as const) : ('passed' as const) }]
  const durationMs = time === undefined ? Number.NaN : Number(time.replaceAll(',', '')) * 1000
  return {
    classname,
    name,
    ...(file === undefined ? {} : { file }),
    ...(Number.isFinite(durationMs) ? { durationMs } : {}),
    attempts: [...failed, ...end],
  }
}

function readAttributes(text: string): Readonly<Record<string, string>> {
  const pairs = text.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)
  return Object.fromEntries([...pairs].map(([, key = '', double, single]) => [key, decode(double ?? single ?? '')]))
}

function readText(content: string): string {
  return decode(content.replaceAll(/<!\[CDATA\[([\s\S]*?)\]\]>/g, '$1')).trim()
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decode(text: string): string {
  return text.replaceAll(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (typeof name === 'string') return entities[name] ?? whole
    const code = typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole
  })
}
