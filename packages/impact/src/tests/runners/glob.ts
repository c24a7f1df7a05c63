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

const WHOLE: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '/**': '(?:/.*)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
}

function translate(glob: string): string {
  /** What closes each open bracket. */
  const open: string[] = []
  return glob.replaceAll(PART, (part) => WHOLE[part] ?? bracket(part, open) ?? literal(part))
}

/** Undefined: it is no bracket, and nothing that stands in one. */
function bracket(part: string, open: string[]): string | undefined {
  if (/^[?*+@]\($/.test(part)) return opened(open, part.startsWith('@') ? ')' : `)${part.charAt(0)}`)
  if (part === '(' || part === '{') return opened(open, ')')
  if (part === ')' || part === '}') return open.pop()
  return (part === '|' || part === ',') && open.length > 0 ? '|' : undefined
}

function literal(part: string): string {
  if (part.length > 1) return part.replace(/^\[!/, '[^')
  return part === ',' ? part : `\\${part}`
}

function opened(open: string[], close: string): string {
  open.push(close)
  return '(?:'
}
