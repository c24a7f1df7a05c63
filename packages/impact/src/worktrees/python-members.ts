import { posix } from 'node:path'
import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'
import type { Roles } from './directions.ts'
import { followExport } from './bindings.ts'
import { classAtLine } from './class-heads.ts'
import { basesOf, inheritsMember } from './inherited-member.ts'
import { ancestorsOf } from './python-ancestors.ts'
import { isNamedAfter, lastWord } from './named-after.ts'
import { isCommonMember } from './common-members.ts'
import { isFixture } from './python-fixtures.ts'
import { isChangedLine, originalPath } from './side.ts'
import { readReturned } from './python-values.ts'
import type { SourceTree } from './source-tree.ts'
import type { Wanted } from './uses.ts'

/**
 * Whether a member of Python that is used by its name alone is that of a class: no other class has one, and the variable has the name of the
 * class, the side that uses it names the class elsewhere on its changed lines, or a fixture gives one.
 */
export async function isMeantMember(
  wanted: Wanted,
  use: { readonly path: string; readonly line: number; readonly unbound: string },
  roles: Roles,
): Promise<boolean> {
  const { provider, consumer } = roles
  const { member = '', name } = wanted
  const moved = provider.files.find((file) => originalPath(file) === wanted.path)?.path ?? wanted.path
  const isNamed =
    (isNamedAfter(use.unbound, name) && (!isCommonMember(member) || (await isHandedIn(consumer.after, use)))) ||
    (await namesClass(roles, wanted)) ||
    (await isGiven(consumer.after, use, name)) ||
    (await speakOfClass(consumer.after, use.path, name))
  if (!isNamed) return false
  // Of a variable that is named after the class no other one is meant, unless its name has the word as well.
  const word = isNamedAfter(use.unbound, name) ? lastWord(use.unbound) : ''
  const [own, their] = await Promise.all([
    declaresElsewhere(consumer.after, member, { path: wanted.path, name, word }),
    declaresElsewhere(provider.after, member, { path: moved, name, word }),
  ])
  return !own && !their
}

/** Whether the variable before the dot is named after another class that its file knows, and not after the one that is meant. */
export async function isOfOtherClass(
  { name, member = '' }: Wanted,
  { path, line, receiver }: { readonly path: string; readonly line: number; readonly receiver?: string },
  tree: SourceTree,
): Promise<boolean> {
  const open = receiver === undefined ? undefined : await tree.open(path)
  if (open === undefined || receiver === undefined || isNamedAfter(receiver, name)) return false
  if (receiver === 'self' || receiver === 'cls') return await isOfOwnClass(tree, open, { name, member, line })
  const imported = open.extraction.imports.flatMap(({ names }) => names.map(({ local }) => local))
  const declared = open.symbols.filter(({ kind }) => kind === 'class').map((symbol) => symbol.name)
  return [...imported, ...declared].some(
    (other) => /^[A-Z]/.test(other) && other !== name && isNamedAfter(receiver, other),
  )
}

/** `self.member` in a class that has one, and not from the class that is meant. */
async function isOfOwnClass(
  tree: SourceTree,
  open: OpenFile,
  { name, member, line }: { readonly name: string; readonly member: string; readonly line: number },
): Promise<boolean> {
  const own = classAtLine(open, line)
  if (own === undefined || own.name === name) return false
  const [, ...ancestors] = await ancestorsOf(tree, open, own.name)
  return !ancestors.includes(name) && (await inheritsMember(tree, { open, name: own.name }, member)) === 'yes'
}

/** Whether the file gives the variable no value of its own: a parameter, or one of several. */
async function isHandedIn(
  tree: SourceTree,
  { path, unbound }: { readonly path: string; readonly unbound: string },
): Promise<boolean> {
  const source = (await tree.read(path))?.toString('utf8') ?? ''
  const isSet = new RegExp(
    String.raw`^\s*(?:[\w.]+,\s*)*${unbound}\s*(?:,[^=\n(]*|:[^=\n]+)?=(?!=)|\b(?:as|import)\s+${unbound}\b`,
    'm',
  )
  return !isSet.test(source)
}

/** The class, or one of the same file that inherits from it. */
async function namesClass({ consumer }: Roles, { name, path }: Wanted): Promise<boolean> {
  const declaring = await consumer.after.open(path)
  const heirs = (declaring?.symbols ?? []).filter(
    (one) => declaring !== undefined && one.kind === 'class' && basesOf(declaring, one).includes(name),
  )
  const word = new RegExp(String.raw`\b(?:${[name, ...heirs.map((one) => one.name)].join('|')})\b`)
  for (const file of consumer.files) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const source = file.path.endsWith('.py') ? await consumer.after.read(file.path) : undefined
    const lines = source?.toString('utf8').split('\n') ?? []
    if (lines.some((line, index) => isChangedLine(file, index + 1) && word.test(line))) return true
  }
  return false
}

/** What the file imports says in its hints that it takes or gives one. */
async function speakOfClass(tree: SourceTree, path: string, name: string): Promise<boolean> {
  const open = await tree.open(path)
  const word = new RegExp(String.raw`\b${name}\b`)
  for (const fact of open?.imports ?? []) {
    // oxlint-disable-next-line no-await-in-loop -- imports are few
    const paths = open === undefined ? [] : await tree.resolve(open, fact)
    for (const { imported } of fact.names) {
      for (const from of paths) {
        // oxlint-disable-next-line no-await-in-loop -- as above
        for (const target of await followExport(tree, { path: from, name: imported })) {
          // oxlint-disable-next-line no-await-in-loop -- as above
          const declaring = await tree.open(target.path)
          const symbol = declaring?.symbols.find((one) => one.kind === 'function' && one.qualifiedName === target.name)
          const head =
            symbol === undefined ? '' : declaring?.source.toString('utf8', symbol.nameStart, symbol.signatureEnd)
          if (head !== undefined && word.test(head)) return true
        }
      }
    }
  }
  return false
}

/** A fixture of the name of the variable makes one, in the file or in a `conftest.py` above. */
async function isGiven(
  tree: SourceTree,
  use: { readonly path: string; readonly unbound: string },
  name: string,
): Promise<boolean> {
  const parts = use.path.split('/').slice(0, -1)
  const above = Array.from({ length: parts.length + 1 }, (_, count) =>
    posix.join(...parts.slice(0, count), 'conftest.py'),
  )
  for (const path of [use.path, ...above]) {
    // oxlint-disable-next-line no-await-in-loop -- few directories
    const open = await tree.open(path)
    const fixture = open?.symbols.find((symbol) => symbol.name === use.unbound && isFixture(open, symbol))
    if (open === undefined || fixture === undefined) continue
    const body = open.source.toString('utf8', fixture.signatureEnd, fixture.end)
    const given = [...readReturned(open, fixture, 'return'), ...readReturned(open, fixture, 'yield')]
    return given.some(({ of }) => of === name) || new RegExp(String.raw`\b${name}\(`).test(body)
  }
  return false
}

interface Own {
  readonly path: string
  readonly name: string
  /** What the name of another class has to hold. */
  readonly word: string
}

/** Whether something but the class has a member of the name. */
async function declaresElsewhere(tree: SourceTree, member: string, own: Own): Promise<boolean> {
  const paths = await tree.filesWith(member, '*.py')
  await tree.load(paths)
  for (const path of paths) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const open = await tree.open(path)
    if (open !== undefined && hasMemberOfOther(open, member, own)) return true
  }
  return false
}

function hasMemberOfOther(open: OpenFile, member: string, { path, name, word }: Own): boolean {
  const isOwn = (symbol: CodeSymbol | undefined): boolean => open.file.path === path && symbol?.name === name
  const isOther = (symbol: CodeSymbol | undefined): boolean =>
    symbol?.kind === 'class' && !isOwn(symbol) && symbol.name.toLowerCase().includes(word)
  if (open.symbols.some((symbol) => symbol.name === member && isOther(open.symbols[symbol.parent]))) return true
  const set = new RegExp(String.raw`\b(\w*)\.${member}\s*(?::[^=\n]+)?=(?!=)`, 'g')
  return [...open.source.toString('latin1').matchAll(set)].some(({ 1: variable = '', index }) =>
    variable === 'self'
      ? open.file.path !== path && isOther(classAround(open, index))
      : word === '' && !isNamedAfter(variable, name),
  )
}

function classAround({ symbols }: OpenFile, offset: number): CodeSymbol | undefined {
  return symbols.findLast(({ kind, start, end }) => kind === 'class' && start <= offset && offset < end)
}
