const LITERAL = /^(?<prefix>[rbfuRBFU]{0,2})(?<quote>"""|'''|['"`])(?<body>[^]*)\k<quote>$/
const NAMES = /^[\w$]+(?:\s*\.\s*[\w$]+)*$/

/**
 * The text that an expression of a script language, Python or Go is: a literal, a template, or several with `+` between. What it takes from
 * elsewhere stands as `${name}`. Undefined for other expressions, and for what is a name alone.
 */
export function readText(source: string): string | undefined {
  const pieces = piecesOf(source)
  const texts = pieces.map((piece) => literal(piece) ?? placeholder(piece))
  return texts.includes(undefined) || !pieces.some((piece) => literal(piece) !== undefined) ? undefined : texts.join('')
}

/** `${name}` for a name, or names with dots between. */
export function placeholder(source: string): string | undefined {
  const plain = source.trim().replace(/^str\((.*)\)$/, '$1')
  return NAMES.test(plain) ? `\${${plain.replaceAll(/\s/g, '')}}` : undefined
}

/** With everything put in that `valueOf` knows by its names. */
export function withValues(text: string, valueOf: (names: string) => string | undefined): string {
  return text.replaceAll(/\$\{([\w$.]+)\}/g, (whole, names: string) => valueOf(names) ?? whole)
}

function piecesOf(source: string): readonly string[] {
  const pieces: string[] = []
  let from = 0
  let quote = ''
  for (let at = 0; at < source.length; at++) {
    const letter = source[at] as string
    if (letter === '\\') at++
    else if (quote !== '') quote = letter === quote ? '' : quote
    else if (['"', "'", '`'].includes(letter)) quote = letter
    else if (letter === '+') {
      pieces.push(source.slice(from, at))
      from = at + 1
    }
  }
  return [...pieces, source.slice(from)].map((piece) => piece.trim())
}

function literal(source: string): string | undefined {
  const { prefix = '', quote = '', body = '' } = LITERAL.exec(source)?.groups ?? {}
  if (quote === '' || body.replaceAll(/\\[^]/g, '').includes(quote)) return undefined
  if (quote === '`') return body.replaceAll(/\$\{([^}]*)\}/g, (_, code: string) => placeholder(code) ?? '${}')
  return /f/i.test(prefix) ? body.replaceAll(/\{([^{}]*)\}/g, (_, code: string) => placeholder(code) ?? '${}') : body
}
