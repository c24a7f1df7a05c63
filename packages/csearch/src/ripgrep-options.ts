/** ripgrep's long options by what csearch makes of them. */

/** Taken by the search without a line in its help. */
const PASSED_SWITCHES =
  'multiline multiline-dotall text line-regexp invert-match pcre2 follow binary crlf one-file-system glob-case-insensitive smart-case hidden'
const PASSED_WITH_VALUE = 'encoding max-depth iglob max-filesize sort sortr context before-context max-count type-not'

/** Choose what ripgrep prints in ways of its own, or are read by it alone. */
const STRAIGHT_SWITCHES =
  'files files-without-match count-matches no-filename null null-data heading pretty trim max-columns-preview passthru passthrough byte-offset stats type-list ' +
  'no-context-separator no-ignore-[a-z-]+ include-zero line-buffered block-buffered mmap no-mmap stop-on-nonmatch auto-hybrid-regex pcre2-version'
/** Take back an option that stands before them, or say what is so anyway. */
const NEGATIONS =
  'ignore(?:-(?:dot|exclude|files|global|messages|parent|vcs|file-case-insensitive))? messages unicode pcre2-unicode sort-files ' +
  'no-(?:auto-hybrid-regex|binary|block-buffered|byte-offset|column|crlf|encoding|fixed-strings|follow|glob-case-insensitive|hidden|include-zero) ' +
  'no-(?:invert-match|line-buffered|max-columns-preview|multiline|multiline-dotall|one-file-system|pcre2|pcre2-unicode|pre|search-zip|sort-files|stats|text|trim|unicode) ' +
  '(?:no-)?require-git'
const STRAIGHT_WITH_VALUE =
  'replace max-columns file type-add type-clear context-separator field-match-separator field-context-separator colors ignore-file engine path-separator ' +
  'hyperlink-format dfa-size-limit regex-size-limit pre-glob'
/** Refused with a word of their own: they have ripgrep run a program. */
const REFUSED = '--(?:pre|hostname-bin)(?:=.*)?|-z|--search-zip'
const COLOURED = '--color=(?:always|ansi)'

/** Of the options above, those whose value may be the next word. */
export const LONG_OPTIONS_WITH_VALUE: readonly string[] =
  `${PASSED_WITH_VALUE} ${STRAIGHT_WITH_VALUE} pre hostname-bin`.split(' ')

const anyOf = (names: string): string => names.replaceAll(' ', '|')

const PASSED = new RegExp(`^--(?:${anyOf(`${PASSED_SWITCHES} ${PASSED_WITH_VALUE}`)})(?:=|$)`)
const PASSED_WHOLE = new RegExp(
  `^(?:--(?:${anyOf(PASSED_SWITCHES)})|--(?:${anyOf(PASSED_WITH_VALUE)})=.+|-[UaxvPLS]|-[dEmT].+)$`,
  's',
)
const STRAIGHT = new RegExp(
  `^(?:-[0IMbfpr].*|--(?:${anyOf(`${STRAIGHT_SWITCHES} ${NEGATIONS} ${STRAIGHT_WITH_VALUE}`)})(?:=.*)?|${REFUSED}|${COLOURED})$`,
  's',
)
const RUNS_PROGRAM = new RegExp(`^(?:${REFUSED})$`, 's')

/** Whether the search hands a long option on to ripgrep. */
export function isPassedOn(option: string): boolean {
  return PASSED.test(option)
}

/** Whether it is such an option, long or short, with its value where it takes one. */
export function isPassedOnWhole(option: string): boolean {
  return PASSED_WHOLE.test(option)
}

/** Whether only ripgrep itself answers a call with this option. */
export function isStraight(option: string): boolean {
  return STRAIGHT.test(option)
}

/** Whether ripgrep would run a program for an option. */
export function runsProgram(option: string): boolean {
  return RUNS_PROGRAM.test(option)
}

/** Options of csearch that need to understand each match, which ripgrep's own print is no longer. */
const OWN =
  /^--(?:def|ref|call|import|importers|path|structural|words|rank|enclosing|in|budget|limit|changed|query|lang|path-prefix|index|no-index|kind)(?:=|$)/

/** Whether an option is csearch's own, and says nothing to ripgrep. */
export function isOwn(option: string): boolean {
  return OWN.test(option)
}
