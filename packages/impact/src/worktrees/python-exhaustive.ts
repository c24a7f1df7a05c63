import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'
import { unionParts } from './union-parts.ts'
import { readCallShape } from './call-shape.ts'
import { checksTypes } from './checks-types.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { isEnum } from './python-changes.ts'
import { plainHint } from './python-hints.ts'
import { loads } from './python-imports.ts'
import { changedPython, formerPython, isChangedLine, type Side } from './side.ts'

/** Functions that one side writes to handle each value of a union, `Literal` or enum, to which the other one added some. */
export async function findExhaustivePython(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

interface Grown {
  readonly path: string
  readonly line: number
  readonly name: string
  readonly before: readonly string[]
  readonly added: readonly string[]
}

async function findDirected(roles: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const grown = await grownTypes(roles.provider)
  const found: PairFinding[] = []
  if (grown.length === 0) return found
  const { changer, user, places } = sidesIn(direction)
  for await (const { file, open } of changedPython(roles.consumer)) {
    // oxlint-disable-next-line no-await-in-loop -- read once
    const severity = (await checksTypes(roles.consumer.after, file.path)) ? 'break' : 'risk'
    for (const symbol of open.symbols.filter(({ kind }) => kind === 'function' || kind === 'method')) {
      const line = exhaustiveLine(open, symbol)
      if (line === undefined || !isChangedLine(file, line)) continue
      const text = open.source.toString('utf8', symbol.signatureEnd, symbol.end)
      for (const { name, before, added, ...place } of grown) {
        const missing = added.find((part) => !names(text, part))
        if (missing === undefined || !before.every((part) => names(text, part))) continue
        // oxlint-disable-next-line no-await-in-loop -- few come so far
        if (!(await loads(roles, file.path, place.path))) continue
        found.push({
          severity,
          kind: 'signature',
          ...places({ path: file.path, line }, place),
          text: `${user} go through all of ${name}, ${changer} added ${missing} to it`,
          symbol: name,
        })
      }
    }
  }
  return found
}

function names(text: string, part: string): boolean {
  return new RegExp(
    String.raw`(?<![\w'"])${part.replaceAll(/["']/g, `["']`).replaceAll('.', String.raw`\.`)}(?![\w'"])`,
  ).test(text)
}

/** The line of `assert_never(…)`, or of a `match` that ends the function, has a case for nothing else and has to give something. */
function exhaustiveLine(open: OpenFile, symbol: CodeSymbol): number | undefined {
  const lines = open.source.toString('utf8', symbol.start, symbol.end).split('\n')
  const never = lines.findIndex((line) => /^\s*[^#]*\bassert_never\(/.test(line))
  if (never !== -1) return symbol.line + never
  const start = lines.findLastIndex((line) => /^\s*match\s.*:\s*$/.test(line))
  const indent = /^\s*/.exec(lines[start] ?? '')?.[0].length ?? 0
  const rest = lines.slice(start + 1).filter((line) => line.trim() !== '')
  const isLast =
    start !== -1 && rest.every((line) => /^\s*/.exec(line)?.[0].length !== indent && line.search(/\S/) > indent)
  const hasOther = rest.some((line) => /^\s*case\s+[a-z_]\w*\s*(?:if\b.*)?:/.test(line))
  const given = readCallShape(open, symbol)?.returnType
  const hasToGive = given !== undefined && !unionParts(given).includes('None')
  return isLast && !hasOther && hasToGive ? symbol.line + start : undefined
}

async function grownTypes(side: Side): Promise<readonly Grown[]> {
  const found: Grown[] = []
  for await (const { file, old, now } of formerPython(side)) {
    if (file.hunks.length === 0 || old === undefined || now === undefined) continue
    for (const symbol of now.symbols.filter(({ parent }) => parent === -1)) {
      const former = old.symbols.find(({ parent, name }) => parent === -1 && name === symbol.name)
      const before = former === undefined ? [] : partsOf(old, former)
      const added = before.length < 2 ? [] : partsOf(now, symbol).filter((part) => !before.includes(part))
      if (added.length > 0) found.push({ path: file.path, line: symbol.line, name: symbol.name, before, added })
    }
  }
  return found
}

/** `A` and `B` of `Name = A | B`, `"a"` of `Name = Literal["a"]`, `Name.A` of an enum. */
function partsOf(open: OpenFile, symbol: CodeSymbol): readonly string[] {
  if (isEnum(open, symbol)) {
    const self = open.symbols.indexOf(symbol)
    const members = open.symbols.filter(
      ({ parent, kind, name }) => parent === self && kind !== 'method' && !name.startsWith('_'),
    )
    return members.map(({ name }) => `${symbol.name}.${name}`)
  }
  const text = open.source.toString('utf8', symbol.nameStart, symbol.end)
  const value = /^\w+\s*(?::[^=]*)?=\s*([^]+)$/.exec(text)?.[1]?.replaceAll(/\s/g, '').replaceAll(',]', ']') ?? ''
  const texts = /^[\w.]*\bLiteral\[(.*)\]$/.exec(value)?.[1]?.split(',')
  const parts = texts ?? unionParts(plainHint(value)).map((part) => part.split('.').at(-1) ?? part)
  return parts.length > 1 && parts.every((part) => /^(?:[\w.]+|"\w+"|'\w+')$/.test(part))
    ? parts.map((part) => part.replaceAll('"', "'"))
    : []
}
