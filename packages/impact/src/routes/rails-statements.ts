/** A statement of Rails' routes in one line. */
export interface Statement {
  readonly text: string
  readonly line: number
  readonly endLine: number
}

const OPENS = /(?:\bdo\b(?:\s*\|[^|]*\|)?|\{(?:\s*\|[^|]*\|)?)$/
const OPENS_CONDITION = /^(?:if|unless|case|begin|def|while)\b/
/** Of a hash, and not of a block. */
const OPENS_HASH = /(?:=>|,|\(|:)\s*\{$/
/** Until a statement goes on no further. */
const CONTINUES = /(?:,|\(|\[|\{|=>|\|\||&&|\\)$/

/** Whether the statements up to the next `end` are inside of one. */
export function opensBlock(text: string): boolean {
  return OPENS.test(text) || OPENS_CONDITION.test(text)
}

export function withoutBlock(text: string): string {
  return text.replace(OPENS, '')
}

/** `collection { get 'recent' }` as what is around, and what is inside; undefined for any other statement. */
export function inlineBlock(text: string): readonly [around: string, inside: string] | undefined {
  const [, around, inside] =
    /^(.*?)\s*(?:\{\s*(?:\|\w+\|)?|\bdo\b\s*(?:\|\w+\|)?)\s*((?:get|post|put|patch|delete|match|resources?|member|collection|root|scope|namespace)\b.*?)\s*(?:\}|\bend)$/.exec(
      text,
    ) ?? []
  return around === undefined || inside === undefined ? undefined : [around, inside]
}

/** Lines without comments, those that go on as one. */
export function statementsOf(text: string): readonly Statement[] {
  const found: Statement[] = []
  let waiting = ''
  let line = 0
  for (const [index, source] of text.split('\n').entries()) {
    const code = source.replace(/(?:^|\s)#(?!\{).*$/, '').trim()
    if (waiting === '') line = index + 1
    waiting = `${waiting} ${code}`.trim()
    const isOpen = OPENS.test(waiting) && !OPENS_HASH.test(waiting)
    if (waiting === '' || (!isOpen && (CONTINUES.test(code) || depthOf(waiting) > 0))) continue
    for (const part of waiting.split(/;\s*/)) if (part !== '') found.push({ text: part, line, endLine: index + 1 })
    waiting = ''
  }
  return found
}

/** How many brackets are open at the end, those in strings left out. */
function depthOf(text: string): number {
  const code = text.replaceAll(/'[^']*'|"[^"]*"/g, '')
  return (code.match(/[([{]/g)?.length ?? 0) - (code.match(/[)\]}]/g)?.length ?? 0)
}

/** `:a, :b`, `'a', 'b'`; not the keys of options. */
export function symbolsOf(text: string): readonly string[] {
  return [...text.matchAll(/:(\w+)\b(?!\s*=>)|['"](\w+)['"]/g)].map(([, symbol, word]) => symbol ?? word ?? '')
}

/** `path: 'x'`, `:path => 'x'`, `on: :member`. */
export function optionOf(text: string, name: string): string | undefined {
  const [, value, word] =
    new RegExp(String.raw`(?:\b${name}:|:${name}\s*=>)\s*(?:['"]([^'"]*)['"]|:(\w+))`).exec(text) ?? []
  return value ?? word
}

/** `only: [:index, :show]`, `only: %i[index show]`, `only: :index`; undefined where it is not there. */
export function listOf(text: string, name: string): readonly string[] | undefined {
  const [, list] =
    new RegExp(String.raw`(?:\b${name}:|:${name}\s*=>)\s*(%[iwIW][\[({][^\])}]*|\[[^\]]*|:\w+|['"]\w+['"])`).exec(
      text,
    ) ?? []
  return list === undefined ? undefined : [...list.replace(/^%\w/, '').matchAll(/\w+/g)].map(([word]) => word)
}

/** The first of what is given without a name. */
export function firstOf(text: string): string | undefined {
  const [, symbol, word] = /^\s*(?::(\w+)|['"]([^'"]*)['"])/.exec(text) ?? []
  return symbol ?? word
}

/** `sessions#create`: the controller that handles it. */
export function controllerOf(text: string): string | undefined {
  return /['"](?:[\w-]+\/)*(\w+)#\w+['"]/.exec(text)?.[1]
}
