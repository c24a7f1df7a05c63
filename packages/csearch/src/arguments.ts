/** Options whose value may begin with a dash, or that are spelled differently for the frame. */
const TAKES_VALUE = /^(?:-e|--regexp|--query|--lang|--path-prefix|--sort|--kind)$/
const ASKS_INDEX = /^--(?:def|ref|call|import|importers|path)(?:=|$)/
/** What each `-u` adds. */
const UNRESTRICTED = ['--unrestricted', '--hidden', '--binary']
const INDEX_KINDS: ReadonlySet<string> = new Set(['symbol', 'import', 'path'])
const RIPGREP_TYPES: Readonly<Record<string, string>> = {
  typescript: 'ts',
  javascript: 'js',
  python: 'py',
  bash: 'sh',
  markdown: 'md',
}

/**
 * ripgrep's spellings in those of the frame. `-C 3` and `-C3` are lines of context, as ripgrep has it; `-C DIR` stays the directory.
 * `-u`, `-uu`, `-uuu` and `--no-ignore` add up; `--sort` says what is so anyway. The command is named first, so that a pattern may be
 * any word: `symbols` for questions to the index, otherwise `search`.
 */
export function frameArguments(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--')
  const options = joinValues(end === -1 ? argv : argv.slice(0, end))
  const rest = end === -1 ? [] : argv.slice(end)
  const kind = options.find((word) => word.startsWith('--kind='))?.slice('--kind='.length)
  // `symbols` is a pattern too: it names the command only where one of the command's own options stands alone beside it.
  const isNamed =
    options.length === 2 && options[0] === 'symbols' && /^--(?:help|query|lang|path-prefix)$/.test(options[1] ?? '')
  const isQuestion = isNamed || options.some((word) => ASKS_INDEX.test(word)) || INDEX_KINDS.has(kind ?? '')
  if (isQuestion) return ['symbols', ...options.filter((word, at) => at > 0 || word !== 'symbols'), ...rest]
  const unrestricted = options.reduce((sum, word) => sum + unrestrictedBy(word), 0)
  const words = options.filter((word) => unrestrictedBy(word) === 0).flatMap(searchWords)
  return ['search', ...words, ...UNRESTRICTED.slice(0, unrestricted), ...rest]
}

/** Options with their values in one word. */
function joinValues(options: readonly string[]): readonly string[] {
  const words: string[] = []
  for (let at = 0; at < options.length; at++) {
    const word = options[at] ?? ''
    const next = options[at + 1]
    if (TAKES_VALUE.test(word) && next !== undefined) {
      words.push(word.startsWith('--') ? `${word}=${next}` : `${word}${next}`)
      at++
    } else if (word === '-C' && /^\d+$/.test(next ?? '')) {
      words.push(`--context=${next}`)
      at++
    } else words.push(/^-C\d+$/.test(word) ? `--context=${word.slice(2)}` : word)
  }
  return words
}

function unrestrictedBy(word: string): number {
  if (word === '--unrestricted' || word === '--no-ignore') return 1
  return /^-u+$/.test(word) ? word.length - 1 : 0
}

/** What a word means for the search: none, itself, or another spelling. */
function searchWords(word: string): readonly string[] {
  if (word === '--kind=text' || word.startsWith('--sort=')) return []
  if (word.startsWith('--query=')) return [`--regexp=${word.slice('--query='.length)}`]
  if (word.startsWith('--path-prefix=')) {
    const prefix = word.slice('--path-prefix='.length)
    return [`--glob=/${prefix}*`, `--glob=/${prefix}*/**`]
  }
  if (word.startsWith('--lang=')) {
    return word
      .slice('--lang='.length)
      .split(',')
      .map((language) => `--type=${RIPGREP_TYPES[language] ?? language}`)
  }
  return [word]
}
