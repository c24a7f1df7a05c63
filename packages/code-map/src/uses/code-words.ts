/** A name where code has it, with those that it is joined to: `a.b.C`, `a\B` or `a::b::C`. */
export interface CodePath {
  readonly parts: readonly string[]
  readonly line: number
  /** The sign before it, or `::` or `->`, and the one after it, blanks left out; empty at the ends of the text. */
  readonly before: string
  readonly after: string
  readonly start: number
}

export interface CodeText {
  readonly text: string
  readonly line: number
}

export interface CodeWords {
  readonly paths: readonly CodePath[]
  /** Without their quotes. */
  readonly strings: readonly CodeText[]
  readonly comments: readonly CodeText[]
}

export type WordLanguage = 'java' | 'csharp' | 'php' | 'rust'

const NAME = String.raw`[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*`
const C_COMMENT = String.raw`\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|(?![\s\S]))`
const PLAIN_STRING = String.raw`"(?:\\.|[^"\\\n])*"`

interface Writing {
  readonly comment: string
  readonly string: string
  readonly path: string
  readonly separator: RegExp
}

const WRITINGS: Readonly<Record<WordLanguage, Writing>> = {
  java: {
    comment: C_COMMENT,
    string: String.raw`"""(?:\\[\s\S]|(?!""")[^\\])*"""|${PLAIN_STRING}|'(?:\\.|[^'\\\n])*'`,
    path: String.raw`[$]?${NAME}[$\w]*(?:\s*\.\s*[$]?${NAME}[$\w]*)*`,
    separator: /\s*\.\s*/,
  },
  csharp: {
    comment: String.raw`${C_COMMENT}|^[ \t]*#[ \t]*(?:region|endregion|error|warning|pragma|nullable)\b[^\n]*`,
    string: String.raw`\$*"""[\s\S]*?"""|(?:\$@|@\$|@)"(?:""|[^"])*"|\$?${PLAIN_STRING}|'(?:\\[^'\n]+|[^'\\\n])'`,
    path: String.raw`@?${NAME}(?:\s*(?:\.|::)\s*@?${NAME})*`,
    separator: /\s*(?:\.|::)\s*/,
  },
  php: {
    // What stands outside of the code is text.
    comment: String.raw`${C_COMMENT}|#(?!\[)[^\n]*|\?>[\s\S]*?(?:<\?(?:php\b|=)|(?![\s\S]))`,
    string: String.raw`<<<[ \t]*(?<quote>["']?)(?<heredoc>\w+)\k<quote>[^\n]*\n[\s\S]*?\n[ \t]*\k<heredoc>\b|'(?:\\[\s\S]|[^'\\])*'|"(?:\\[\s\S]|[^"\\])*"`,
    path: String.raw`\\?${NAME}(?:\\${NAME})*`,
    separator: /\\/,
  },
  rust: {
    comment: C_COMMENT,
    string: String.raw`[bc]?r(?<hashes>#*)"[\s\S]*?"\k<hashes>|[bc]?"(?:\\[\s\S]|[^"\\])*"|b?'(?:\\[^\n']+|\\'|[^'\\\n])'|'${NAME}`,
    path: String.raw`[$]?(?:r#)?${NAME}(?:\s*::\s*(?:r#)?${NAME})*`,
    separator: /\s*::\s*/,
  },
}

const patterns = new Map<WordLanguage, RegExp>()

/** Splits a text of a language into names, strings and comments, which may be of several lines. */
export function codeWords(language: WordLanguage, text: string): CodeWords {
  const paths: CodePath[] = []
  const strings: CodeText[] = []
  const comments: CodeText[] = []
  const { separator } = WRITINGS[language]
  let line = 1
  let counted = 0
  for (const match of codeOf(language, text).matchAll(patternOf(language))) {
    const { index } = match
    const { comment, string, path } = match.groups ?? {}
    for (let at = text.indexOf('\n', counted); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) line++
    counted = index
    if (comment !== undefined) comments.push({ text: comment, line })
    else if (string !== undefined) {
      strings.push({ text: string.replace(/^[@$bcr#]*["']+/, '').replace(/["']+#*$/, ''), line })
      if (language === 'csharp' && /^@?\$/.test(string)) paths.push(...holesOf(string, line, index))
    } else if (path !== undefined) {
      const parts = path.replaceAll(/r#|@/g, '').split(separator)
      const [before, after] = [signBefore(text, index), signAfter(text, index + path.length)]
      paths.push({ parts, line, before, after, start: index })
    }
  }
  return { paths, strings, comments }
}

/** Comments that something reads when the program runs or is built: Rust's and PHP's documentation, and what is around PHP's code. */
const SIGNIFICANT: Readonly<Record<WordLanguage, RegExp>> = {
  java: /^$/,
  csharp: /^[ \t]*#/,
  php: /^(?:\/\*\*|\?>)/,
  rust: /^(?:\/\/[/!]|\/\*[*!])/,
}

/** A text without the comments that nothing reads, and with one blank for each that is outside of strings: the same of two is the same code. */
export function codeWithoutComments(language: WordLanguage, text: string): string {
  const parts: string[] = []
  let from = 0
  for (const match of codeOf(language, text).matchAll(patternOf(language))) {
    const { comment } = match.groups ?? {}
    parts.push(text.slice(from, match.index).replaceAll(/\s+/g, ' '))
    parts.push(comment === undefined || SIGNIFICANT[language].test(comment) ? match[0] : ' ')
    from = match.index + match[0].length
  }
  parts.push(text.slice(from))
  return parts.join('').replaceAll(/ +/g, ' ').trim()
}

function patternOf(language: WordLanguage): RegExp {
  const known = patterns.get(language)
  if (known !== undefined) return known
  const { comment, string, path } = WRITINGS[language]
  const pattern = new RegExp(`(?<comment>${comment})|(?<string>${string})|(?<path>${path})`, 'gm')
  patterns.set(language, pattern)
  return pattern
}

/** PHP begins with text, which ends where the code begins: blanks stand for it, so that places stay the same. */
function codeOf(language: WordLanguage, text: string): string {
  if (language !== 'php') return text
  const begin = /<\?(?:php\b|=)/.exec(text)
  const length = begin === null ? text.length : begin.index + begin[0].length
  return text.slice(0, length).replaceAll(/[^\n]/g, ' ') + text.slice(length)
}

/** What an interpolated string of C# has in its braces is code. */
function holesOf(string: string, line: number, start: number): readonly CodePath[] {
  return [...string.matchAll(/\{([^{}"]+)\}/g)].flatMap(([, hole = '']) =>
    codeWords('csharp', hole).paths.map((path) => ({ ...path, line, start })),
  )
}

function signBefore(text: string, at: number): string {
  for (let before = at - 1; before >= 0; before--) {
    const sign = text[before] ?? ''
    if (/\s/.test(sign)) continue
    const two = `${text[before - 1] ?? ''}${sign}`
    return two === '::' || two === '->' ? two : sign
  }
  return ''
}

function signAfter(text: string, at: number): string {
  for (let after = at; after < text.length; after++) {
    const sign = text[after] ?? ''
    if (!/\s/.test(sign)) return sign
  }
  return ''
}
