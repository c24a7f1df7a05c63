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
  const groups: string[] = []
  const body = plain.replaceAll(token, (text) => translate(text, groups))
  return toRegExp(`^${body}(?:/.*)?$`) ?? /^(?!)/
}

/** One token of a glob; `groups` holds what is open around it. */
function translate(text: string, groups: string[]): string {
  if (text === '{' || /^[@?*+!]\($/.test(text)) {
    groups.push(text[0] ?? '')
    return text === '!(' ? '(?!' : '(?:'
  }
  const open = groups.at(-1)
  const isEnd = open !== undefined && text === (open === '{' ? '}' : ')')
  if (isEnd) {
    groups.pop()
    return `)${closings[open] ?? ''}`
  }
  if (open !== undefined && text === (open === '{' ? ',' : '|')) return '|'
  return wildcards[text] ?? (/^\[.*\]$/.test(text) ? text.replace(/^\[!/, '[^') : `\\${text}`)
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
