import { C, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { checksTypes } from './checks-types.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { basesOf, inheritsMember } from './inherited-member.ts'
import { primaryStart } from './python-around.ts'
import { ExpectedHints, namesType } from './python-expected-hints.ts'
import { loads } from './python-imports.ts'
import { readInstance } from './python-classes.ts'
import { changedPython, formerPython, isChangedLine, originalPath, type Side } from './side.ts'
import { closingOf } from './token-groups.ts'

/** Classes of Python that one side writes to fit a protocol, without naming it, and that lack what the other one has put into that. */
export async function findProtocols(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

interface GrownProtocol {
  readonly path: string
  readonly before: string
  readonly line: number
  readonly name: string
  readonly members: readonly string[]
  readonly added: readonly string[]
  /** Something fails where an object lacks one of them. */
  readonly isAsked: boolean
}

async function findDirected(roles: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const grown = await grownProtocols(roles.provider)
  const found: PairFinding[] = []
  if (grown.length === 0) return found
  const { changer, user, places } = sidesIn(direction)
  for await (const { file, open } of changedPython(roles.consumer)) {
    for (const symbol of open.symbols.filter((one) => one.kind === 'class' && isChangedLine(file, one.line))) {
      for (const protocol of grown) {
        // oxlint-disable-next-line no-await-in-loop -- protocols rarely grow
        const missing = await missingIn(roles, { open, symbol, protocol })
        if (missing === undefined) continue
        found.push({
          severity: protocol.isAsked || (await isHandedAs(roles, symbol, protocol)) ? 'break' : 'risk',
          kind: 'signature',
          ...places({ path: file.path, line: symbol.line }, { path: protocol.path, line: protocol.line }),
          text: `${user} make ${symbol.name} fit ${protocol.name}, ${changer} demand ${missing} of it`,
          symbol: protocol.name,
        })
      }
    }
  }
  return found
}

/** What checks the hints sees that the side hands one of the class to something which takes the protocol. */
async function isHandedAs({ consumer }: Roles, { name }: CodeSymbol, protocol: GrownProtocol): Promise<boolean> {
  for await (const { file, open } of changedPython(consumer)) {
    const { tokens, names } = open.extraction
    // oxlint-disable-next-line no-await-in-loop -- read once
    if (names.find(name) === undefined || !(await checksTypes(consumer.after, file.path))) continue
    // oxlint-disable-next-line no-await-in-loop -- few name it
    const expected = await ExpectedHints.of(consumer.after, open)
    for (let at = 0; at < tokens.count; at++) {
      const isMade = textAt(open, at) === name && tokens.kind[at + 1] === C.open
      if (!isMade || !isChangedLine(file, tokens.line[at] as number)) continue
      const hints = expected.at(primaryStart(open, at), closingOf(open, at + 1))
      if (hints.some((hint) => namesType(hint, protocol.name))) return true
    }
  }
  return false
}

interface Fitting {
  readonly open: OpenFile
  readonly symbol: CodeSymbol
  readonly protocol: GrownProtocol
}

/** What a class lacks of a protocol that it fitted before. */
async function missingIn(roles: Roles, { open, symbol, protocol }: Fitting): Promise<string | undefined> {
  const { members, added, name, before } = protocol
  const own = new Set(readInstance(open, symbol).names)
  const missing = added.find((member) => !own.has(member))
  const isMeant = missing !== undefined && members.every((member) => own.has(member))
  // Who names it is told of by what an heir has to have.
  if (!isMeant || basesOf(open, symbol).some((base) => base.split('.').at(-1) === name)) return undefined
  if (!(await loads(roles, open.file.path, before))) return undefined
  const inherited = await inheritsMember(roles.consumer.after, { open, name: symbol.name }, missing)
  return inherited === 'no' ? missing : undefined
}

async function grownProtocols(side: Side): Promise<readonly GrownProtocol[]> {
  const found: GrownProtocol[] = []
  for await (const { file, old, now } of formerPython(side)) {
    for (const protocol of now === undefined ? [] : protocolsIn(now)) {
      const former = old?.symbols.find(
        ({ kind, qualifiedName }) => kind === 'class' && qualifiedName === protocol.qualifiedName,
      )
      if (old === undefined || now === undefined || former === undefined) continue
      const [members, after] = [membersOf(old, former), membersOf(now, protocol)]
      const added = after.filter((member) => !members.includes(member))
      if (members.length === 0 || added.length === 0) continue
      const { name, line } = protocol
      // oxlint-disable-next-line no-await-in-loop -- protocols rarely grow
      const isAsked = await asks(side, name, added)
      found.push({ path: file.path, before: originalPath(file), line, name, members, added, isAsked })
    }
  }
  return found
}

function protocolsIn(open: OpenFile): readonly CodeSymbol[] {
  return open.symbols.filter(
    (one) =>
      one.kind === 'class' && basesOf(open, one).some((base) => /^(?:typing(?:_extensions)?\.)?Protocol$/.test(base)),
  )
}

function membersOf({ symbols }: OpenFile, symbol: CodeSymbol): readonly string[] {
  const own = symbols.filter(
    ({ parent, kind }) => symbols[parent] === symbol && (kind === 'method' || kind === 'field'),
  )
  return own.map(({ name }) => name)
}

/** Something asks `isinstance` of it, or a changed line of its side uses a member that came. */
async function asks(side: Side, name: string, added: readonly string[]): Promise<boolean> {
  const paths = await side.after.filesWith(name, '*.py')
  const sources = await side.after.readAll(paths)
  const isChecked = new RegExp(String.raw`\bisinstance\([^()]*,[^()]*\b${name}\b`)
  if ([...sources.values()].some((source) => isChecked.test(source.toString('utf8')))) return true
  const isUsed = new RegExp(String.raw`\.(?:${added.join('|')})\b`)
  for await (const { file, open } of changedPython(side)) {
    const lines = open.source.toString('utf8').split('\n')
    if (lines.some((text, index) => isChangedLine(file, index + 1) && isUsed.test(text))) return true
  }
  return false
}
