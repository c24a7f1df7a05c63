import { splitShellLine } from '@groundcrew/core/workspace'

export interface GitCall {
  readonly verb: string
  readonly args: readonly string[]
  /** Set in front of the command: `HUSKY=0`. */
  readonly variables: readonly string[]
}

const gitFlagsWithValue = new Set(['-C', '-c', '--git-dir', '--work-tree', '--namespace'])

/** The calls of git in a shell line. */
export function gitCalls(line: string): readonly GitCall[] {
  return splitShellLine(line).flatMap((words) => {
    const start = words.findIndex((word) => !/^\w+=/.test(word))
    if (!/(?:^|\/)git$/.test(words[start] ?? '')) return []
    let at = start + 1
    while (words[at]?.startsWith('-') === true) at += gitFlagsWithValue.has(words[at] ?? '') ? 2 : 1
    const verb = words[at]
    return verb === undefined ? [] : [{ verb, args: words.slice(at + 1), variables: words.slice(0, start) }]
  })
}

/** Short flags of `git commit` that take a value: what follows them in the same word, or the next word, is no flag. */
const commitFlagsWithValue = 'mFCcut'

/** Whether a commit or a push leaves its hooks out. */
export function skipsHooks({ verb, args, variables }: GitCall): boolean {
  if (verb !== 'commit' && verb !== 'push') return false
  if (variables.some((word) => /^(?:HUSKY|LEFTHOOK)=(?:0|false)$/.test(word))) return true
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? ''
    if (word === '--') return false
    if (word === '--no-verify') return true
    if (verb === 'push' || !/^-[a-zA-Z]/.test(word)) {
      if (/^--(?:message|file|author|date|template|cleanup|fixup|squash|reuse-message)$/.test(word)) at += 1
      continue
    }
    const letters = word.slice(1).split('')
    const valueAt = letters.findIndex((letter) => commitFlagsWithValue.includes(letter))
    const flags = valueAt === -1 ? letters : letters.slice(0, valueAt)
    if (flags.includes('n')) return true
    if (valueAt === letters.length - 1) at += 1
  }
  return false
}
