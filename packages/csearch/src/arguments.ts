import { isOwn, isPassedOn, isStraight, LONG_OPTIONS_WITH_VALUE } from './ripgrep-options.ts'

const ASKS_INDEX = /^--(?:def|ref|call|import|importers|path)(?:=|$)/
const ASKS_STRUCTURE = /^--structural(?:=|$)/
const ASKS_WORDS = /^--words(?:=|$)/
const INDEX_KINDS: ReadonlySet<string> = new Set(['symbol', 'import', 'path'])
/** Commands of csearch: the first word names one only where an option of its own stands beside it, as any word is a pattern too. */
const NAMED = /^(?:symbols|structural|words|index)$/
const OWN_OPTION = /^--(?:help|query|lang|path-prefix|build|remove)(?:=|$)/

/** ripgrep's options of one letter that take a value. */
const SHORT_WITH_VALUE = 'ABCEMTdefgjmrt'
const ONE_WITH_VALUE = new RegExp(`[${SHORT_WITH_VALUE}]`)
/** Options whose value is the next word, whatever that begins with. */
const LONG_WITH_VALUE: ReadonlySet<string> = new Set(
  [
    ...'include exclude exclude-dir regexp index query lang path-prefix kind color threads structural words glob type in def ref call import importers path after-context'.split(
      ' ',
    ),
    ...LONG_OPTIONS_WITH_VALUE,
  ].map((name) => `--${name}`),
)

/** What ripgrep says and csearch does anyway: paths and line numbers are shown, without colour or headings, and case matters. */
const ALWAYS_SO =
  /^(?:-H|-s|-j.*|--with-filename|--no-heading|--case-sensitive|--color=.*|--threads=.*|--no-config|--no-messages|--sort=path|--sort=none|--kind=text)$/

/** ripgrep's options that the search takes without a line in its help, by their spellings. */
const PASSED_ON: Readonly<Record<string, string>> = {
  '-U': '--multiline',
  '-a': '--text',
  '-x': '--line-regexp',
  '-v': '--invert-match',
  '-P': '--pcre2',
  '-L': '--follow',
  '-E': '--encoding',
  '-d': '--max-depth',
  '-m': '--max-count',
  '-S': '--smart-case',
  '-T': '--type-not',
  '-B': '--before-context',
}

const RIPGREP_TYPES: Readonly<Record<string, string>> = {
  typescript: 'ts',
  javascript: 'js',
  python: 'py',
  bash: 'sh',
  markdown: 'md',
}

/**
 * ripgrep's spellings in those of the frame. `-C 3` and `-C3` are lines of context, as ripgrep has it; `-C DIR` stays the directory.
 * `-u`, `-uu`, `-uuu` and `--no-ignore` add up. The command is named first, so that a pattern may be any word: `symbols` for questions
 * to the index, `structural` for a piece of code, `words` for ranked words, `ripgrep` for options that are its alone and for stdin, `index` with nothing
 * at all, otherwise `search`. `isStdinGiven` is asked where no path is named, as ripgrep does.
 */
export function frameArguments(argv: readonly string[], isStdinGiven: () => boolean): readonly string[] {
  const end = argv.indexOf('--')
  const options = joinValues(splitClusters(end === -1 ? argv : argv.slice(0, end))).map(globOfGrep)
  const rest = end === -1 ? [] : argv.slice(end)
  const command = chooseCommand(options, rest)
  const straight = straightRest({ options, rest, command }, isStdinGiven)
  if (straight !== undefined) return straightWords(options, straight)
  const first = options.findIndex((word) => !FRAME_FLAG.test(word))
  const isNamed = options[first] === command && options.length > 1 && command !== 'search'
  const words = isNamed ? options.toSpliced(first, 1) : options
  if (command !== 'search')
    return [command, ...words.flatMap(command === 'structural' ? selectionWords : same), ...rest]
  const unrestricted = words.reduce((sum, word) => sum + unrestrictedBy(word), 0)
  const searched = words.filter((word) => unrestrictedBy(word) === 0).flatMap(searchWords)
  return ['search', ...searched, ...UNRESTRICTED.slice(0, unrestricted), ...rest]
}

/** grep's options that choose files, as the globs of ripgrep. */
function globOfGrep(word: string): string {
  const [, option, glob = ''] = /^--(include|exclude|exclude-dir)=(.+)$/s.exec(word) ?? []
  if (option === undefined) return word
  return option === 'include' ? `--glob=${glob}` : option === 'exclude' ? `--glob=!${glob}` : `--glob=!**/${glob}/**`
}

interface Call {
  readonly options: readonly string[]
  readonly rest: readonly string[]
  readonly command: string
}

/** What stands behind the options of a call that ripgrep alone answers: where it has options of ripgrep's alone, or reads stdin. */
function straightRest({ options, rest, command }: Call, isStdinGiven: () => boolean): readonly string[] | undefined {
  if (options.includes('--help')) return undefined
  const paths = command === 'search' ? pathsOf([...options, ...rest]) : undefined
  if (paths?.length === 0 && !options.some(isOwn) && isStdinGiven()) return [...rest, '-']
  const isStraightCall = options.some(isStraight) || paths?.includes('-') === true || hasOwnPrint(options)
  return isStraightCall ? rest : undefined
}

/**
 * Whether what ripgrep prints is no matter of lines: of binary files behind their first NUL it says that they match, and of matches over several lines
 * it counts the matches.
 */
function hasOwnPrint(options: readonly string[]): boolean {
  if (options.some((word) => isOwn(word) || word === '--json')) return false
  const unrestricted = options.reduce((sum, word) => sum + unrestrictedBy(word), 0)
  const isBinary = options.includes('--binary') || unrestricted >= UNRESTRICTED.length
  const has = (pattern: RegExp): boolean => options.some((word) => pattern.test(word))
  return (isBinary && !has(AS_TEXT)) || (has(COUNT) && has(MULTILINE))
}

const COUNT = /^(?:-c|--count)$/
const MULTILINE = /^(?:-U|--multiline)$/
const AS_TEXT = /^(?:-a|--text)$/

/** Flags of every tool: they are never ripgrep's. */
const FRAME_FLAG = /^--(?:json|no-color|directory=.*)$|^-C/s

function straightWords(options: readonly string[], rest: readonly string[]): readonly string[] {
  const isFlag = (word: string): boolean => FRAME_FLAG.test(word)
  return ['ripgrep', ...options.filter(isFlag), '--', ...options.filter((word) => !isFlag(word)), ...rest]
}

/** The paths of a call of ripgrep's; undefined where it needs none. */
export function pathsOf(words: readonly string[]): readonly string[] | undefined {
  const end = words.indexOf('--')
  const options = end === -1 ? words : words.slice(0, end)
  if (options.some((word) => NEEDS_NO_PATH.test(word))) return undefined
  const named = [...options.filter((word) => word === '-' || /^[^-]/.test(word)), ...words.slice(options.length + 1)]
  return options.some((word) => HAS_PATTERN.test(word)) ? named : named.slice(1)
}

const NEEDS_NO_PATH = /^--(?:files|type-list|pcre2-version)$/
const HAS_PATTERN = /^(?:-[ef]|--(?:regexp|file|query)=)/

/** What each `-u` adds. */
const UNRESTRICTED = ['--unrestricted', '--rg=--hidden', '--rg=--binary']

function chooseCommand(options: readonly string[], rest: readonly string[]): string {
  const kind = options.find((word) => word.startsWith('--kind='))?.slice('--kind='.length)
  if (options.some((word) => ASKS_INDEX.test(word)) || INDEX_KINDS.has(kind ?? '')) return 'symbols'
  if (options.some((word) => ASKS_STRUCTURE.test(word))) return 'structural'
  if (options.some((word) => ASKS_WORDS.test(word))) return 'words'
  const isCall = options.some((word) => !FRAME_FLAG.test(word))
  return namedCommand(options) ?? (isCall || rest.length > 0 ? 'search' : 'index')
}

/** The command that the first word names; undefined where that is a pattern. */
function namedCommand(options: readonly string[]): string | undefined {
  const [first = '', second = '', ...others] = options.filter((word) => !FRAME_FLAG.test(word))
  return NAMED.test(first) && OWN_OPTION.test(second) && others.length === 0 ? first : undefined
}

/** `-inA3` as `-i`, `-n`, `-A3`. */
function splitClusters(options: readonly string[]): readonly string[] {
  return options.flatMap((word, at) => {
    const isValue = at > 0 && takesNext(options[at - 1] ?? '')
    if (isValue || !/^-[A-Za-z]{2}|^-[A-Za-z][^A-Za-z]/.test(word)) return [word]
    const words: string[] = []
    for (let index = 1; index < word.length; index++) {
      const letter = word[index] ?? ''
      if (SHORT_WITH_VALUE.includes(letter)) return [...words, `-${word.slice(index)}`]
      words.push(`-${letter}`)
    }
    return words
  })
}

/** Whether the word ends in an option that has no value yet. */
function takesNext(word: string): boolean {
  if (word.startsWith('--')) return LONG_WITH_VALUE.has(word)
  const letters = /^-([A-Za-z]+)$/.exec(word)?.[1] ?? ''
  const at = letters.search(ONE_WITH_VALUE)
  return at !== -1 && at === letters.length - 1
}

/** Options with their values in one word. */
function joinValues(options: readonly string[]): readonly string[] {
  const words: string[] = []
  for (let at = 0; at < options.length; at++) {
    const word = options[at] ?? ''
    const next = options[at + 1]
    if (takesNext(word) && next !== undefined) {
      // An option of one letter joined with nothing would take the word after it.
      words.push(...(next === '' && !word.startsWith('--') ? [word, next] : [joined(word, next)]))
      at++
    } else words.push(/^-C./.test(word) ? joined('-C', word.slice(2)) : word)
  }
  return words
}

function joined(option: string, value: string): string {
  if (option === '-C') return /^\d+$/.test(value) ? `--context=${value}` : `--directory=${value}`
  return option.startsWith('--') ? `${option}=${value}` : `${option}${value}`
}

function unrestrictedBy(word: string): number {
  return word === '--unrestricted' || word === '--no-ignore' || word === '-u' ? 1 : 0
}

/** What a word means for the search: none, itself, or another spelling. */
function searchWords(word: string): readonly string[] {
  if (ALWAYS_SO.test(word)) return []
  if (word === '-.') return ['--rg=--hidden']
  if (word === '-N') return ['--no-line-number']
  if (word === '--no-index') return ['--index=never']
  if (word.startsWith('--changed=')) return [`--changed-since=${word.slice('--changed='.length)}`]
  if (word.startsWith('--query=')) return [`--regexp=${word.slice('--query='.length)}`]
  if (isPassedOn(word)) return [`--rg=${word}`]
  const passed = /^-[A-Za-z]/.test(word) ? PASSED_ON[word.slice(0, 2)] : undefined
  if (passed !== undefined) return [`--rg=${passed}${word.length > 2 ? `=${word.slice(2)}` : ''}`]
  return selectionWords(word)
}

function same(word: string): readonly string[] {
  return [word]
}

/** `--lang` in ripgrep's names of types. */
function selectionWords(word: string): readonly string[] {
  if (!word.startsWith('--lang=')) return [word]
  return word
    .slice('--lang='.length)
    .split(',')
    .map((language) => `--type=${RIPGREP_TYPES[language] ?? language}`)
}
