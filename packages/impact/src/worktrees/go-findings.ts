import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { isChangedLine, type Side } from './side.ts'
import { directoryOf } from '../paths.ts'

/** What the rest of a Go package sees without an import: names that both sides add to it, in different files. */
export async function findGoDuplicates(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  const [own, their] = await Promise.all([addedNames(mine), addedNames(theirs)])
  return [...own].flatMap(([key, place]): readonly PairFinding[] => {
    const other = their.get(key)
    if (other === undefined || other.path === place.path) return []
    const text = `both add ${place.name} to one package: it is declared twice`
    return [{ severity: 'break', kind: 'duplicate-name', mine: place, theirs: other, text, symbol: place.name }]
  })
}

interface NamedPlace {
  readonly path: string
  readonly line: number
  readonly name: string
}

async function addedNames(side: Side): Promise<ReadonlyMap<string, NamedPlace>> {
  const found = new Map<string, NamedPlace>()
  for (const { path, declarations } of side.files) {
    if (!path.endsWith('.go')) continue
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const open = await side.after.open(path)
    if (open === undefined || isConstrained(open)) continue
    const packageName = packageOf(open)
    for (const { class: change, qualifiedName, line } of declarations) {
      if (change !== 'added' || /^(?:init|_|main)$|[(#]/.test(qualifiedName)) continue
      found.set(`${directoryOf(path)}\0${packageName}\0${qualifiedName}`, { path, line, name: qualifiedName })
    }
  }
  return found
}

/** Only some builds have the file. */
function isConstrained(open: OpenFile): boolean {
  const name = open.file.path.slice(open.file.path.lastIndexOf('/') + 1).replace(/_test\.go$/, '.go')
  return /_[a-z\d]+\.go$/.test(name) || /^\/\/(?:go:build| ?\+build) /m.test(textOf(open))
}

function packageOf(open: OpenFile): string {
  return /^package\s+(\w+)/m.exec(textOf(open))?.[1] ?? ''
}

function textOf(open: OpenFile): string {
  return open.source.toString('utf8')
}

/** Interfaces that ask for one more method, and types that the other side has just made for them. */
export async function findGoInterfaces(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

interface GrownInterface extends NamedPlace {
  /** Of the methods that it had: a type with all of them was made for it. */
  readonly methods: readonly string[]
  readonly added: string
  /** Its name, and the functions beside it that take one. */
  readonly users: readonly string[]
}

async function findDirected({ provider, consumer }: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const grown = await grownInterfaces(provider)
  if (grown.length === 0) return []
  const found: PairFinding[] = []
  for (const file of consumer.files) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const open = file.path.endsWith('.go') ? await consumer.after.open(file.path) : undefined
    if (open === undefined) continue
    for (const [type, methods] of methodSets(open)) {
      for (const one of grown) {
        const isMade = one.methods.every((name) => methods.has(name)) && !methods.has(one.added)
        const first = open.symbols.find((symbol) => symbol.qualifiedName === `${type}.${one.methods[0]}`)
        if (!isMade || first === undefined || !isChangedLine(file, first.line)) continue
        const isUsed = one.users.some((name) => new RegExp(String.raw`\b${name}\b`).test(textOf(open)))
        const used = { path: file.path, line: first.line }
        const place = { path: one.path, line: one.line }
        const { changer, user, places } = sidesIn(direction)
        found.push({
          severity: isUsed ? 'break' : 'risk',
          kind: 'signature',
          ...places(used, place),
          text: `${user} make ${type} with the methods of ${one.name}, ${changer} demand ${one.added} of it`,
          symbol: one.name,
        })
      }
    }
  }
  return found
}

async function grownInterfaces(side: Side): Promise<readonly GrownInterface[]> {
  const found: GrownInterface[] = []
  for (const file of side.files) {
    if (!file.path.endsWith('.go') || file.status === 'added') continue
    const added = file.declarations.filter(
      ({ class: change, qualifiedName }) => change === 'added' && /\w\.\w/.test(qualifiedName),
    )
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const after = added.length === 0 ? undefined : await side.after.open(file.path)
    for (const { qualifiedName, name, line } of added) {
      const parent = after?.symbols.find(
        (symbol) => symbol.name === qualifiedName.split('.')[0] && symbol.kind === 'interface',
      )
      if (after === undefined || parent === undefined) continue
      const now = membersOf(after, parent)
      const news = new Set(added.map((one) => one.qualifiedName))
      const methods = now.filter((method) => !news.has(`${parent.name}.${method}`))
      if (methods.length === 0) continue
      found.push({ path: file.path, line, name: parent.name, methods, added: name, users: usersOf(after, parent) })
    }
  }
  return found
}

function membersOf(open: OpenFile, parent: CodeSymbol): readonly string[] {
  const number = open.symbols.indexOf(parent)
  return open.symbols.filter((symbol) => symbol.parent === number).map(({ name }) => name)
}

function usersOf(open: OpenFile, { name }: CodeSymbol): readonly string[] {
  const taking = open.symbols.filter(
    (symbol) =>
      symbol.kind === 'function' &&
      new RegExp(String.raw`\b${name}\b`).test(open.source.toString('utf8', symbol.start, symbol.signatureEnd)),
  )
  return [name, ...taking.map((symbol) => symbol.name)]
}

/** By type the methods that one file declares. */
function methodSets(open: OpenFile): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  for (const { kind, qualifiedName, name } of open.symbols) {
    if (kind !== 'method') continue
    const type = qualifiedName.slice(0, -name.length - 1)
    const known = found.get(type)
    if (known === undefined) found.set(type, new Set([name]))
    else known.add(name)
  }
  return found
}
