/** How a setting names files; paths are relative to the directory of the file that it stands in. */
export type MatcherKind = 'glob' | 'ignore' | 'regex' | 'substring' | 'basename'

export interface Matcher {
  readonly kind: MatcherKind
  readonly pattern: string
}

export function matchesFile(file: string, { kind, pattern }: Matcher): boolean {
  const plain = pattern.replace(/^<rootDir>\/?/, '').replace(/^\.?\//, '')
  switch (kind) {
    case 'glob':
      return globExpression(plain).test(file)
    case 'ignore': {
      const isAnywhere = !plain.replace(/\/(?:\*\*?)?$/, '').includes('/') && !pattern.startsWith('/')
      return globExpression(isAnywhere ? `**/${plain}` : plain).test(file)
    }
    case 'regex':
      return toRegExp(pattern.replaceAll('<rootDir>', '^'))?.test(`/${file}`) === true
    case 'substring':
      return file.includes(plain)
    case 'basename':
      return globExpression(plain).test(file.split('/').at(-1) ?? '')
  }
}

/** A pattern that names a directory holds all that is in it. */
function globExpression(pattern: string): RegExp {
  const plain = pattern.replace(/\/$/, '')
  if (plain === '' || plain === '.') return /^/
  let groups: string[] = []
  const body = plain.replaceAll(token, (text) => {
    if (/^[@?*+!]\($/.test(text)) {
      groups = [...groups, text[0] ?? '']
      return text === '!(' ? '(?!' : '(?:'
    }
    const open = groups.at(-1)
    if (text === '{') groups = [...groups, text]
    if (text === '{' && plain.includes('}')) return '(?:'
    if ((text === ')' && open !== undefined && open !== '{') || (text === '}' && open === '{')) {
      groups = groups.slice(0, -1)
      return `)${closings[open] ?? ''}`
    }
    if ((text === ',' && open === '{') || (text === '|' && open !== undefined)) return '|'
    return wildcards[text] ?? (/^\[.*\]$/.test(text) ? text.replace(/^\[!/, '[^') : `\\${text}`)
  })
  return toRegExp(`^${body}(?:/.*)?$`) ?? /^(?!)/
}

const token = /\*\*\/|\*\*|[@?*+!]\(|\[[^\]/]+\]|[*?.+^${}()|[\]\\,]/g
const closings: Readonly<Record<string, string>> = { '?': '?', '*': '*', '+': '+', '!': '[^/]*' }
const wildcards: Readonly<Record<string, string>> = {
  '**/': '(?:[^/]+/)*',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
  ',': ',',
}

function toRegExp(source: string): RegExp | undefined {
  try {
    return new RegExp(source)
  } catch {
    return undefined
  }
}
