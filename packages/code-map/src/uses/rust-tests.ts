/** What a file of Rust has of tests. */
export interface RustTests {
  /** Some stand in it. */
  readonly isHolding: boolean
  /** The macros that it declares and that write some. */
  readonly macros: readonly string[]
  /** The macros that it calls where a statement begins. */
  readonly calls: readonly string[]
}

/** `#[test]`, `#[tokio::test]`, `#[rstest]`, `#[test_case(…)]`, `proptest! {`. */
const TEST = /#\[\s*(?:\w+\s*::\s*)*(?:\w*test\w*|rstest|quickcheck|bench)\b(?!\s*::)|\b(?:proptest|quickcheck)!\s*[{(]/
const MACRO = /\bmacro_rules!\s*(\w+)/g
const CALL = /^\s*(?:\w+::)*(\w+)!\s*[({[]/gm

/** Whether attributes are those of a test. */
export function isRustTest(attributes: string): boolean {
  return TEST.test(attributes)
}

export function readRustTests(text: string): RustTests {
  let plain = text.replaceAll(/\/\/[^\n]*/g, '')
  const macros: string[] = []
  for (const [head, name = ''] of plain.matchAll(MACRO)) {
    const start = plain.indexOf(head)
    const end = closeOf(plain, start)
    if (TEST.test(plain.slice(start, end))) macros.push(name)
    plain = plain.slice(0, start) + plain.slice(end)
  }
  const calls = [...new Set([...plain.matchAll(CALL)].map(([, name = '']) => name))]
  return { isHolding: TEST.test(plain), macros, calls }
}

/** Whether there are tests in a file, where some macros write them. */
export function holdsRustTests({ isHolding, calls }: RustTests, macros: ReadonlySet<string>): boolean {
  return isHolding || calls.some((name) => macros.has(name))
}

/** Where the brackets of a macro's call end. */
export function closeOf(text: string, start: number): number {
  let depth = 0
  for (let at = text.indexOf('!', start); at < text.length && at !== -1; at++) {
    const sign = text[at] ?? ''
    if ('({['.includes(sign)) depth++
    if (')}]'.includes(sign) && --depth === 0) return at
  }
  return text.length
}
