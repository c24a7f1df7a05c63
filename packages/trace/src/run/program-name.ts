import path from 'node:path'
import { formatCommand } from '@groundcrew/core/process'

/** A short name for a process: the program, and the script where the program is an interpreter. */
export function programName(command: readonly string[]): string {
  const [program = '(short-lived)', ...args] = command
  const base = path.basename(program)
  if (!/^(?:node|nodejs|python[\d.]*|sh|bash|dash|npm|npx|pnpm)$/.test(base)) return base
  const index = args.findIndex((arg) => !arg.startsWith('-'))
  const word = args[index]
  if (word === undefined) return base
  if (/^(?:-c|-e|-p|--eval|--print)$/.test(args[index - 1] ?? ''))
    return formatCommand([base, args[index - 1] ?? '', word])
  return `${base} ${word.startsWith('/') ? shortPath(word) : word.split('\n')[0]}`
}

function shortPath(file: string): string {
  const parts = file.split('/node_modules/')
  return parts.length > 1 ? (parts.at(-1) ?? file) : path.basename(file)
}
