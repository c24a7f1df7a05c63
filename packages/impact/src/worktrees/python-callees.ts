import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { readBindings } from './bindings.ts'
import { namedMember } from './python-named-classes.ts'
import { isReceiver } from './receivers.ts'
import type { SourceTree } from './source-tree.ts'

/** A function, or a method by the whole of its name, and where it is declared. */
export interface Callee {
  readonly path: string
  readonly name: string
}

/** What is called at some of the tokens of a file, as far as it is declared in the repository. */
export async function calleesOf(
  tree: SourceTree,
  open: OpenFile,
  places: readonly number[],
  inside: CodeSymbol | undefined,
): Promise<readonly (Callee & { readonly at: number })[]> {
  const { tokens } = open.extraction
  const called = places.filter(
    (at) => tokens.kind[at] === T.name && (tokens.kind[at + 1] === C.open || isAlone(open, at)),
  )
  if (called.length === 0) return []
  const wanted = open.extraction.imports.flatMap(({ names }) => names.map(({ imported }) => imported))
  const bindings = await readBindings(tree, open, new Set(wanted))
  const own = open.symbols
    .filter(({ parent }) => parent === -1)
    .map(({ name }) => ({ local: name, path: open.file.path, name }))
  const known = [...bindings, ...own]
  const found: (Callee & { readonly at: number })[] = []
  for (const at of called) {
    const name = textAt(open, at)
    if (tokens.kind[at - 1] !== C.dot) {
      for (const one of known.filter(({ local, name: what }) => local === name && what !== '*'))
        found.push({ path: one.path, name: one.name, at }, { path: one.path, name: `${one.name}.__init__`, at })
      continue
    }
    const receiver = textAt(open, at - 2)
    const around = inside === undefined ? undefined : open.symbols[inside.parent]
    if (receiver === 'self' && around !== undefined)
      found.push({ path: open.file.path, name: `${around.qualifiedName}.${name}`, at })
    for (const one of known) {
      // oxlint-disable-next-line no-await-in-loop -- most need no reading
      const member = await memberOf(tree, open, one, at)
      if (member !== undefined) found.push({ path: one.path, name: member, at })
    }
    if (inside !== undefined || found.at(-1)?.at === at) continue
    // oxlint-disable-next-line no-await-in-loop -- as above
    const named = await namedMember(tree, receiver, name)
    if (named !== undefined) found.push({ path: named.open.file.path, name: named.symbol.qualifiedName, at })
  }
  return found
}

/** The last name of a decorator that is not called: `@check`, `@checks.check`. */
export function isAlone(open: OpenFile, at: number): boolean {
  const { kind, isAfterNewline } = open.extraction.tokens
  let first = at
  while (kind[first - 1] === C.dot) first -= 2
  return textAt(open, first - 1) === '@' && isAfterNewline[at + 1] === 1
}

/** What the member at a token is called as in the file where a known name is declared; undefined where it is none of that. */
async function memberOf(
  tree: SourceTree,
  open: OpenFile,
  one: Callee & { readonly local: string },
  at: number,
): Promise<string | undefined> {
  const [name, receiver] = [textAt(open, at), textAt(open, at - 2)]
  if (one.name === '*') return one.local === receiver ? name : undefined
  if (/^[A-Z]/.test(one.local) && isReceiver(open, at, new Set([one.local]))) return `${one.name}.${name}`
  const made = one.local === receiver ? await madeOf(tree, one) : undefined
  return made === undefined ? undefined : `${made}.${name}`
}

/** `App` of `app = App()` in the file that declares it. */
async function madeOf(tree: SourceTree, { path, name }: Callee): Promise<string | undefined> {
  const source = (await tree.read(path))?.toString('utf8') ?? ''
  return new RegExp(String.raw`^${name}\s*(?::[^=\n]+)?=\s*([A-Z]\w*)\(`, 'm').exec(source)?.[1]
}
