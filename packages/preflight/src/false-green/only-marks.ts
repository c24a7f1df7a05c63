/** Tests that keep all others from running: `it.only(`, `describe.only.each`, `fdescribe(`; of RSpec `fit`, `focus: true`. */
const marks: readonly { readonly files: RegExp; readonly pattern: RegExp }[] = [
  {
    files: /\.[cm]?[jt]sx?$/,
    pattern:
      /(?<![\w.$])(?:(?:describe|suite|context|test|it|specify)(?:\.\w+)*\.only(?=[.(`])|(?:fdescribe|fit|fcontext)(?=\())/,
  },
  { files: /_spec\.rb$/, pattern: /^\s*(?:fit|fdescribe|fcontext|fspecify)\b|,\s*(?:focus:\s*true|:focus)\b/ },
]

/** The first line of a test file that narrows the run, 1-based, with the mark; comments and strings do not count. */
export function findOnlyMark(file: string, text: string): { readonly line: number; readonly mark: string } | undefined {
  const found = marks.find(({ files }) => files.test(file))
  if (found === undefined || !/only|f(?:it|describe|context|specify)|focus/.test(text)) return undefined
  const lines = (file.endsWith('.rb') ? text.replaceAll(/#.*$/gm, '') : blankOut(text)).split('\n')
  for (const [index, line] of lines.entries()) {
    const match = found.pattern.exec(line)
    if (match !== null) return { line: index + 1, mark: match[0].trim() }
  }
  return undefined
}

/** JavaScript with its comments, strings and templates blank, line by line where it was. */
function blankOut(text: string): string {
  return text.replaceAll(
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g,
    // A mark before a template stays a mark.
    (literal) => (literal.startsWith('`') ? '`' : ' ') + literal.slice(1).replaceAll(/[^\n]/g, ' '),
  )
}
