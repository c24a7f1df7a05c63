import path from 'node:path'
import { formatCommand } from '@groundcrew/core/process'
import { truncateLine } from '@groundcrew/core/text'

/** Of a program that is given as an argument; more of it tells nobody what it is. */
const codeLengthMax = 48

/** A short name for a process: the program, and the script where the program is an interpreter. */
export function programName(command: readonly string[]): string {
  const [program = '(short-lived)', ...args] = command
  // A process may write a title in the place of its command, as npm does: `npm exec vitest run test/a.test.ts`.
  if (args.every((arg) => arg === '') && /^[^/ ]+ /.test(program)) return program.trimEnd()
  const base = path.basename(program)
  if (!/^(?:node|nodejs|python[\d.]*|sh|bash|dash|npm|npx|pnpm)$/.test(base)) return base
  if (base.startsWith('node') && args.includes('--test')) return `${base} --test`
  const index = scriptIndex(args)
  const word = args[index]
  if (word === undefined) return base
  const option = args[index - 1] ?? ''
  if (codeOptions.test(option)) return formatCommand([base, option, shortCode(word)])
  if (option === '-m' && base.startsWith('python')) return `${base} -m ${word}`
  return `${base} ${word.startsWith('/') ? shortPath(word) : word.split('\n')[0]}`
}

/** The command on one line, with the beginning of a program that is given as an argument. */
export function shownCommand([program = '', ...args]: readonly string[]): string {
  const isCode = (index: number): boolean => index === scriptIndex(args) && codeOptions.test(args[index - 1] ?? '')
  return formatCommand([program, ...args.map((arg, index) => (isCode(index) ? shortCode(arg) : arg))])
}

/** The comment that it begins with, or its first words. */
function shortCode(code: string): string {
  const [comment] = /^(?:\/\*.*?\*\/|#.*)/.exec(code) ?? []
  if (comment !== undefined && comment.length < code.trimEnd().length) return `${comment}…`
  return truncateLine(code.trim().replaceAll(/\s+/g, ' '), codeLengthMax)
}

/** Whether Node itself was started, and not a program that has its own. */
export function isNodeCommand([program = '']: readonly string[]): boolean {
  return /^node(?:js)?$/.test(path.basename(program))
}

const codeOptions = /^(?:-c|-e|-p|--eval|--print)$/
/** Options of Node and Python whose value is the next word. */
const valueOptions =
  /^(?:-r|--require|--test-name-pattern|--test-reporter|--import|--loader|--experimental-loader|-C|--conditions|-W|-X)$/

function scriptIndex(args: readonly string[]): number {
  return args.findIndex((arg, index) => !arg.startsWith('-') && !valueOptions.test(args[index - 1] ?? ''))
}

function shortPath(file: string): string {
  const parts = path.normalize(file).split('/node_modules/')
  return parts.length > 1 ? (parts.at(-1) ?? file) : path.basename(file)
}
