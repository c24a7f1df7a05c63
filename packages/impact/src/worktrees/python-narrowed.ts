import { T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { checksTypes } from './checks-types.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { plainText } from './python-body.ts'
import { ExpectedHints, namesType } from './python-expected-hints.ts'
import { loads } from './python-imports.ts'
import { changedPython, formerPython, isChangedLine, type Side } from './side.ts'

/** Texts that one side gives where a `Literal` is expected that the other one took them out of. */
export async function findNarrowed(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

interface Narrowed {
  readonly path: string
  readonly line: number
  readonly name: string
  readonly gone: ReadonlySet<string>
}

async function findDirected(roles: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const narrowed = await narrowedNames(roles.provider)
  const found: PairFinding[] = []
  if (narrowed.length === 0) return found
  const { changer, user, places } = sidesIn(direction)
  for await (const { file, open } of changedPython(roles.consumer)) {
    // oxlint-disable-next-line no-await-in-loop -- read once
    const severity = (await checksTypes(roles.consumer.after, file.path)) ? 'break' : 'risk'
    const { tokens } = open.extraction
    for (let at = 0; at < tokens.count; at++) {
      const line = tokens.line[at] as number
      const text = tokens.kind[at] === T.string && isChangedLine(file, line) ? plainText(open, at) : undefined
      const some = text === undefined ? [] : narrowed.filter(({ gone }) => gone.has(text))
      if (text === undefined || some.length === 0) continue
      // oxlint-disable-next-line no-await-in-loop -- few texts are such
      const hints = (await ExpectedHints.of(roles.consumer.after, open)).at(at, at)
      const meant = some.find(({ name }) => hints.some((hint) => namesType(hint, name)))
      // oxlint-disable-next-line no-await-in-loop -- few come so far
      if (meant === undefined || !(await loads(roles, file.path, meant.path))) continue
      found.push({
        severity,
        kind: 'signature',
        ...places({ path: file.path, line }, { path: meant.path, line: meant.line }),
        text: `${user} give ${text} for a ${meant.name}, ${changer} took that out of it`,
        symbol: meant.name,
      })
    }
  }
  return found
}

/** Names of a `Literal` that has fewer texts now. */
async function narrowedNames(side: Side): Promise<readonly Narrowed[]> {
  const found: Narrowed[] = []
  for await (const { file, old, now } of formerPython(side)) {
    if (file.hunks.length === 0 || old === undefined || now === undefined) continue
    for (const symbol of old.symbols.filter(({ parent }) => parent === -1)) {
      const before = literalTexts(old, symbol)
      const kept =
        before.size === 0 ? undefined : now.symbols.find(({ parent, name }) => parent === -1 && name === symbol.name)
      const after = kept === undefined ? new Set<string>() : literalTexts(now, kept)
      const gone = new Set([...before].filter((text) => !after.has(text)))
      if (kept === undefined || after.size === 0 || gone.size === 0) continue
      found.push({ path: file.path, line: kept.line, name: symbol.name, gone })
    }
  }
  return found
}

/** `Name = Literal["one", "other"]`. */
function literalTexts({ source }: OpenFile, { nameStart, end }: CodeSymbol): ReadonlySet<string> {
  const list = /^\w+\s*(?::[^=]*)?=\s*[\w.]*\bLiteral\[([^\]]*)\]/.exec(source.toString('utf8', nameStart, end))?.[1]
  return new Set([...(list ?? '').matchAll(/(['"])([^'"\\]*)\1/g)].map(([, , text = '']) => text))
}
