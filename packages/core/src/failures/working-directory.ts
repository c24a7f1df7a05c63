import { posix } from 'node:path'
import type { FailureContext } from './types.ts'

/** Directory (absolute) that the relative paths of a line start from. */
export type DirectoryAt = (index: number) => string

/**
 * Follows the directory through one stream: `make` entering and leaving, and the headline of a package's script
 * (`> @scope/a@1.0.0 test /repo/packages/a`, `> nx run @scope/a:test`). npm names the directory only afterwards, when a script
 * failed.
 */
export function followDirectory(
  lines: readonly string[],
  label: string | undefined,
  context: FailureContext,
): DirectoryAt {
  const start = labelDirectory(label, context) ?? context.cwd
  const changes: { index: number; directory: string }[] = [{ index: 0, directory: start }]
  const entered: string[] = []
  lines.forEach((line, index) => {
    const told = /^npm (?:error|ERR!) (?:path|location) (\/.{0,1000})$/.exec(line)?.[1]
    const latest = changes.at(-1)
    if (told !== undefined && latest !== undefined && latest.directory === start) latest.directory = told
    const directory = directoryChange(line, context, entered)
    if (directory !== undefined) changes.push({ index, directory: directory === '' ? start : directory })
  })
  return (index) => changes[lastAtMost(changes, index)]?.directory ?? start
}

/** Position of the last change at or above line `index`; they are in order. */
function lastAtMost(changes: readonly { readonly index: number }[], index: number): number {
  let [low, high] = [0, changes.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((changes[middle]?.index ?? 0) <= index) low = middle
    else high = middle - 1
  }
  return low
}

function labelDirectory(label: string | undefined, context: FailureContext): string | undefined {
  if (label === undefined || label === '') return undefined
  const known = context.packages?.get(label)
  if (known !== undefined) return posix.join(context.root, known)
  const isPackageName = label.startsWith('@') || !label.includes('/')
  return isPackageName ? undefined : posix.resolve(context.cwd, label)
}

/** The directory from this line on; empty for the stream's own; undefined when nothing changes. */
function directoryChange(line: string, context: FailureContext, entered: string[]): string | undefined {
  if (line.includes('make')) return makeDirectory(line, entered)
  if (!line.startsWith('> ')) return undefined
  const script = /^> (@?[\w./-]{1,200})@\S{1,100} [\w:.-]{1,80}(?: (\/.{0,1000}))?$/.exec(line)
  const name = script?.[1] ?? /^> nx run (@?[\w./-]{1,200}):/.exec(line)?.[1]
  if (name === undefined) return undefined
  if (script?.[2] !== undefined) return script[2]
  const known = context.packages?.get(name)
  return known === undefined ? '' : posix.join(context.root, known)
}

function makeDirectory(line: string, entered: string[]): string | undefined {
  const match = /^\S{0,60}make(?:\[\d+\])?: (Entering|Leaving) directory ['`]([^'`]+)'/.exec(line)
  if (match === null) return undefined
  if (match[1] === 'Leaving') {
    entered.pop()
    return entered.at(-1) ?? ''
  }
  entered.push(match[2] ?? '')
  return match[2]
}
