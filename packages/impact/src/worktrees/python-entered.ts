import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'
import type { Both, Common, ProvidedChange } from './provided-changes.ts'

const ENTERING: readonly string[] = ['__enter__', '__aenter__']

/** A class of which some attributes get their values when it is entered, and had them before as soon as there was an object. */
export function newlyEntered(common: Common, { before, old, after, now }: Both): readonly ProvidedChange[] {
  if (before.file.language !== 'python' || old.kind !== 'class' || now.kind !== 'class') return []
  const late = lateAttributes(after, now)
  const former = lateAttributes(before, old)
  const gone = late.filter((name) => !former.includes(name) && isSetBefore(before, old, name))
  if (gone.length === 0) return []
  const methods = methodsOf(after, now).filter(
    (method) => !method.name.startsWith('__') && gone.some((name) => reads(after, method, name)),
  )
  return methods.length === 0 ? [] : [{ ...common, kind: 'entered', methods: new Set(methods.map(({ name }) => name)) }]
}

/** Those that entering sets, and nothing else but to `None`. */
function lateAttributes(open: OpenFile, symbol: CodeSymbol): readonly string[] {
  const methods = methodsOf(open, symbol)
  const entering = methods.filter(({ name }) => ENTERING.includes(name))
  const names = entering.flatMap((one) =>
    [...bodyOf(open, one).matchAll(/\bself\.(\w+)\s*(?::[^=\n]+)?=(?!=)/g)].map(([, name = '']) => name),
  )
  return [...new Set(names)].filter((name) =>
    methods.every((one) => ENTERING.includes(one.name) || !sets(open, one, name)),
  )
}

function isSetBefore(open: OpenFile, symbol: CodeSymbol, name: string): boolean {
  return methodsOf(open, symbol).some((one) => one.name === '__init__' && sets(open, one, name))
}

function sets(open: OpenFile, method: CodeSymbol, name: string): boolean {
  return new RegExp(String.raw`\bself\.${name}\s*(?::[^=\n]+)?=(?!=)(?!\s*None\b)`).test(bodyOf(open, method))
}

/** It is used for something, without being asked first. */
function reads(open: OpenFile, method: CodeSymbol, name: string): boolean {
  const body = bodyOf(open, method)
  const isUsed = new RegExp(String.raw`\bself\.${name}[.([]`).test(body)
  return isUsed && !new RegExp(String.raw`\b(?:if|not|or|and)\s+self\.${name}\b(?![.(])`).test(body)
}

function methodsOf({ symbols }: OpenFile, symbol: CodeSymbol): readonly CodeSymbol[] {
  return symbols.filter(({ parent, kind }) => kind === 'method' && symbols[parent] === symbol)
}

function bodyOf({ source }: OpenFile, { signatureEnd, end }: CodeSymbol): string {
  return source.toString('utf8', signatureEnd, end)
}
