import { T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import type { FileChange } from '../change/types.ts'
import { textAt } from '../graph/token-text.ts'
import type { ProvidedChange } from './provided-changes.ts'
import { originalPath } from './side.ts'

/** Calls in the body of a class of Ruby that give it methods: the first name alone, or all of them. */
const ONE =
  /^(?:scope|has_many|has_one|belongs_to|has_and_belongs_to_many|has_one_attached|has_many_attached|attribute|enum)$/
const ALL = /^(?:class_attribute|(?:thread_)?(?:cattr|mattr)_(?:accessor|reader)|store_accessor)$/

interface Macro {
  readonly word: string
  readonly name: string
  readonly of: CodeSymbol
  readonly line: number
}

/** Methods that a class of Ruby had from such calls, and has no more. */
export function goneMacros(file: FileChange, before: OpenFile, after: OpenFile): readonly ProvidedChange[] {
  if (before.file.language !== 'ruby') return []
  const [old, now] = [macrosOf(before), macrosOf(after)]
  const isIn = (list: readonly Macro[], { name, of }: Macro): boolean =>
    list.some((one) => one.name === name && one.of.qualifiedName === of.qualifiedName)
  const gone = old.filter((one) => !isIn(now, one) && !hasMember(after, one))
  const added = now.filter((one) => !isIn(old, one))
  return gone.flatMap((one): readonly ProvidedChange[] => {
    const { word, name, of } = one
    const left = after.symbols.find(({ qualifiedName }) => qualifiedName === of.qualifiedName)
    const renamed = added.filter((other) => other.word === word && other.of.qualifiedName === of.qualifiedName)
    const isOnly = gone.filter((other) => other.word === word).length === 1 && renamed.length === 1
    const place = { path: file.path, line: renamed[0]?.line ?? left?.line ?? 1 }
    const wanted = { path: originalPath(file), name: of.name, member: name }
    return left === undefined
      ? []
      : [
          {
            kind: 'removed',
            wanted,
            place,
            name: `${of.qualifiedName}.${name}`,
            now: isOnly ? renamed[0]?.name : undefined,
          },
        ]
  })
}

function hasMember({ symbols }: OpenFile, { name, of }: Macro): boolean {
  return symbols.some((one) => one.name === name && symbols[one.parent]?.qualifiedName === of.qualifiedName)
}

function macrosOf(open: OpenFile): readonly Macro[] {
  const { tokens } = open.extraction
  const found: Macro[] = []
  for (let at = 0; at + 1 < tokens.count; at++) {
    const isFirst = tokens.kind[at] === T.name && (at === 0 || tokens.isAfterNewline[at] === 1)
    const word = isFirst ? textAt(open, at) : ''
    const isAll = ALL.test(word)
    const of = isAll || ONE.test(word) ? classAround(open, tokens.start[at] as number) : undefined
    if (of === undefined) continue
    const names = namesFrom(open, at + 1)
    const line = tokens.line[at] as number
    found.push(...(isAll ? names : names.slice(0, 1)).map((name) => ({ word, name, of, line })))
  }
  return found
}

/** `:a, :b`, and `status:` of `enum status: …`. */
function namesFrom(open: OpenFile, from: number): readonly string[] {
  const { kind } = open.extraction.tokens
  if (kind[from] === T.label) return [textAt(open, from)]
  const found: string[] = []
  for (let at = from; kind[at] === T.symbol; at += 2) {
    found.push(textAt(open, at).slice(1))
    if (textAt(open, at + 1) !== ',') break
  }
  return found
}

function classAround({ symbols }: OpenFile, offset: number): CodeSymbol | undefined {
  const around = symbols.findLast(({ start, end }) => start <= offset && offset < end)
  return around?.kind === 'class' || around?.kind === 'module' ? around : undefined
}
