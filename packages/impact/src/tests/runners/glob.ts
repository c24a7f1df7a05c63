/**
 * The paths that a glob names, as micromatch and minimatch read it: `**`, `{a,b}`, `[ab]`, and `?(…)`, `*(…)`, `+(…)`, `@(…)` of the shell.
 * A leading `./` says nothing. Undefined: it is none that is understood.
 */
export function globToRegExp(glob: string): RegExp | undefined {
  try {
    return new RegExp(`^${translate(glob.replace(/^(?:\.\/)+/, ''))}$`, 's')
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const PART = /\*\*\/|\/\*\*$|\*\*|[?*+@]\(|\\.|\[!?[^\]]*\]|[*?(){},|)]|[$+.\\[\]^]/g

function translate(glob: string): string {
  /** What closes each open bracket. */
  const open: string[] = []
  return glob.replaceAll(PART, (part) => {
    if (part === '**/') return '(?:.*/)?'
    if (part === '/**') return '(?:/.*)?'
    if (part === '**') return '.*'
    if (part === '*') return '[^/]*'
    if (part === '?') return '[^/]'
    if (part.startsWith('[') && part.length > 1) return part.replace(/^\[!/, '[^')
    if (part.length === 2 && part.endsWith('(')) return opened(open, part.startsWith('@') ? ')' : `)${part.charAt(0)}`)
    if (part === '(' || part === '{') return opened(open, ')')
    if (part === ')' || part === '}') return open.pop() ?? `\\${part}`
    if (part === '|' && open.length > 0) return '|'
    if (part === ',') return open.length > 0 ? '|' : ','
    return part.startsWith('\\') && part.length > 1 ? part : `\\${part}`
  })
}

function opened(open: string[], close: string): string {
  open.push(close)
  return '(?:'
}
