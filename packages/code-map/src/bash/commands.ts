import { K, keywordSet } from '../lex/keywords.ts'

/** What the words behind the name of a command are. */
export const MODE = {
  plain: 0,
  /** `name=value` of `export` and its kin. */
  declare: 1,
  /** `name=text` of `alias`. */
  alias: 2,
  /** The file of `source`. */
  source: 3,
  /** The file of `load` in a test of bats. */
  load: 4,
  /** The next word is a command: behind `sudo`, `exec`, `eval`. */
  command: 5,
  /** All words are names of commands: behind `type`, `export -f`. */
  commands: 6,
  /** The text behind `-c` is code. */
  shell: 7,
  /** The last texts of a function of tests are code: `test_expect_success 'title' 'code'`. */
  test: 8,
} as const

const declares = keywordSet(['declare', 'export', 'float', 'integer', 'local', 'readonly', 'typeset'])
const runs = keywordSet([
  'builtin',
  'command',
  'coproc',
  'env',
  'eval',
  'exec',
  'nice',
  'nocorrect',
  'noglob',
  'nohup',
  'run',
  'setsid',
  'sudo',
  'time',
  'timeout',
  'trap',
  'xargs',
])
const names = keywordSet(['hash', 'type', 'unset', 'whence', 'which'])
const shells = keywordSet(['bash', 'dash', 'ksh', 'sh', 'zsh'])

/** Whether a text behind the command is code. */
export const takesCode = keywordSet(['eval', 'trap'])

/** How the arguments of a command are read, by the number of its name. */
export function modeOf(id: number): number {
  if (declares(id)) return MODE.declare
  if (runs(id)) return MODE.command
  if (names(id)) return MODE.commands
  if (shells(id)) return MODE.shell
  return id === K.load ? MODE.load : MODE.plain
}
