import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'

/** Bases that give their heirs none of the members that are looked for. */
const EMPTY_BASES =
  /^(?:object|ABC|Protocol|Generic|NamedTuple|TypedDict|BaseModel|Enum|IntEnum|StrEnum|Flag|IntFlag|Exception|Struct|StandardError)$/

/** Whether a class has a member by way of what it inherits from or mixes in: `unknown` where a base is declared elsewhere. */
export function inheritsMember(open: OpenFile, qualifiedName: string, member: string): 'yes' | 'no' | 'unknown' {
  const seen = new Set<string>()
  const queue = [qualifiedName]
  let isUnknown = false
  for (const name of queue) {
    if (seen.has(name)) continue
    seen.add(name)
    const self = open.symbols.findIndex((symbol) => symbol.kind === 'class' && symbol.qualifiedName === name)
    const symbol = open.symbols[self]
    if (symbol === undefined) {
      isUnknown ||= !EMPTY_BASES.test(lastName(name))
      continue
    }
    if (open.symbols.some((one) => one.parent === self && one.name === member)) return 'yes'
    queue.push(...basesOf(open, symbol).map((base) => nameInFile(open, base)))
  }
  return isUnknown ? 'unknown' : 'no'
}

/** The names of what a class inherits from, as they are written, without arguments. */
export function basesOf(open: OpenFile, symbol: CodeSymbol): readonly string[] {
  const head = open.source.toString('utf8', symbol.nameStart, symbol.signatureEnd)
  if (open.file.language === 'ruby') {
    const body = open.source.toString('utf8', symbol.nameStart, symbol.end)
    const mixed = [...body.matchAll(/^\s*(?:include|prepend|extend)\s+([\w:]+)/gm)].map(([, name = '']) => name)
    const base = /^[\w:]+\s*<\s*([\w:]+)/.exec(head)?.[1]
    return [...(base === undefined ? [] : [base]), ...mixed]
  }
  const [, extended] = /\bextends\s+([\w$.]+)/.exec(head) ?? []
  if (open.file.language !== 'python') return extended === undefined ? [] : [extended]
  const list = /\(([^]*)\)\s*:?\s*$/.exec(head)?.[1] ?? ''
  return list
    .replaceAll(/\[[^\]]*\]/g, '')
    .split(',')
    .map((base) => base.trim())
    .filter((base) => base !== '' && !base.includes('='))
}

function lastName(name: string): string {
  return name.split(/[.:]+/).at(-1) ?? name
}

function nameInFile({ symbols }: OpenFile, written: string): string {
  const last = lastName(written)
  return symbols.find(({ kind, name }) => kind === 'class' && name === last)?.qualifiedName ?? written
}
