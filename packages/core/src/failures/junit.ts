export interface JunitCase {
  readonly classname: string
  readonly name: string
  readonly file?: string
  readonly line?: number
  readonly durationMs?: number
  /** One for each run: reruns are elements of their own. */
  readonly attempts: readonly JunitAttempt[]
}

export interface JunitAttempt {
  readonly outcome: 'passed' | 'failed' | 'skipped'
  readonly message?: string
  /** What stands in the element, the stack as a rule. */
  readonly text?: string
  /** The exception's name, as the runner says it. */
  readonly type?: string
}

/** The test cases of a JUnit report. Undefined for text that is none, or that ends before its end. */
export function parseJunit(text: string): readonly JunitCase[] | undefined {
  const plain = withoutSections(text)
  if (!/<testsuites?[\s>]/.test(plain) || !/<\/testsuites?>\s*$|<testsuites?[^>]*\/>\s*$/.test(plain)) return undefined
  const cases: JunitCase[] = []
  const files: (string | undefined)[] = []
  for (const [whole, suite, attributes = '', body = ''] of plain.matchAll(suiteOrCase)) {
    if (whole.startsWith('</')) files.pop()
    else if (suite === undefined) cases.push(readCase(attributes, body, files.at(-1)))
    else if (!whole.endsWith('/>')) files.push(readAttributes(suite)['file'] ?? files.at(-1))
  }
  // Go gives every test of a package a name of its own: the same name again is a rerun (gotestsum --rerun-fails).
  return plain.includes('<property name="go.version"') ? joinReruns(cases) : cases
}

/** What CDATA sections hold, such as the XML that a test printed, is text; comments are nothing. */
function withoutSections(text: string): string {
  return text.replaceAll(/<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->/g, (_, content: string | undefined) =>
    (content ?? '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  )
}

function joinReruns(cases: readonly JunitCase[]): readonly JunitCase[] {
  const joined = new Map<string, JunitCase>()
  for (const entry of cases) {
    const key = JSON.stringify([entry.classname, entry.name])
    const earlier = joined.get(key)
    joined.set(key, earlier === undefined ? entry : { ...earlier, attempts: [...earlier.attempts, ...entry.attempts] })
  }
  return [...joined.values()]
}

/** Attributes may hold `>`, so they are read as a whole. */
const suiteOrCase =
  /<\/testsuite>|<testsuite((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*\/?>|<testcase((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(?:\/>|>([\s\S]*?)<\/testcase>)/g
const element =
  /<(failure|error|skipped|rerunFailure|rerunError|flakyFailure|flakyError)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(?:\/>|>([\s\S]*?)<\/\1>)/g

/** `suiteFile`: of the suite around it, as mocha-junit-reporter writes it. */
function readCase(attributes: string, body: string, suiteFile: string | undefined): JunitCase {
  const { classname = '', name = '', file = suiteFile, line, time } = readAttributes(attributes)
  const found = [...body.matchAll(element)].map(([, kind = '', words = '', content = '']) => ({
    kind,
    said: readFailure(readAttributes(words), readText(content)),
  }))
  const failed = found
    .filter(({ kind }) => kind !== 'skipped')
    .map(({ said }) => ({ outcome: 'failed' as const, ...said }))
  const isFailed = found.some(({ kind }) => kind === 'failure' || kind === 'error')
  const isSkipped = found.some(({ kind }) => kind === 'skipped')
  const end = isFailed ? [] : [{ outcome: isSkipped ? ('skipped' as const) : ('passed' as const) }]
  const durationMs = time === undefined ? Number.NaN : Number(time.replaceAll(',', '')) * 1000
  return {
    classname,
    name,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined || !/^\d{1,7}$/.test(line) ? {} : { line: Number(line) }),
    ...(Number.isFinite(durationMs) ? { durationMs } : {}),
    attempts: [...failed, ...end],
  }
}

function readFailure(
  { message, type }: Readonly<Record<string, string>>,
  text: string,
): Pick<JunitAttempt, 'message' | 'text' | 'type'> {
  return { message: message ?? text, ...(text === '' ? {} : { text }), ...(type === undefined ? {} : { type }) }
}

export function readAttributes(text: string): Readonly<Record<string, string>> {
  const pairs = text.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)
  return Object.fromEntries([...pairs].map(([, key = '', double, single]) => [key, decode(double ?? single ?? '')]))
}

function readText(content: string): string {
  return decode(content).trim()
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decode(text: string): string {
  return text.replaceAll(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (typeof name === 'string') return entities[name] ?? whole
    const code = typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole
  })
}
