import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { readCallShape } from './call-shape.ts'
import type { ProvidedChange } from './provided-changes.ts'
import { ownTokens } from './python-body.ts'
import type { PythonValue } from './python-values.ts'
import type { Side } from './side.ts'

type ConstantChange = ProvidedChange & { readonly kind: 'constant' }

/** Functions of Python that look what they are given up in a dictionary of their module, of which some keys are gone. */
export async function lookedUpByParameter(
  side: Side,
  changes: readonly ProvidedChange[],
): Promise<readonly ProvidedChange[]> {
  const found: ProvidedChange[] = []
  for (const change of changes) {
    const gone = change.kind === 'constant' && change.wanted.member === undefined ? goneKeys(change) : []
    if (gone.length === 0) continue
    const { wanted, place } = change
    // oxlint-disable-next-line no-await-in-loop -- rarely any
    const [before, after] = await Promise.all([side.before.open(wanted.path), side.after.open(place.path)])
    if (before === undefined || after === undefined) continue
    for (const { symbol, index, parameter } of lookups(before, wanted.name)) {
      const isStill = lookups(after, wanted.name).some(
        (other) => other.symbol.qualifiedName === symbol.qualifiedName && other.index === index,
      )
      if (!isStill) continue
      const { name } = symbol
      found.push({ wanted: { path: wanted.path, name }, place, name, kind: 'keys', gone, index, parameter })
    }
  }
  return found
}

function goneKeys({ before, after }: ConstantChange): readonly string[] {
  const [old, now] = [onlyKeys(before), onlyKeys(after)]
  return now === undefined ? [] : (old ?? []).filter((key) => !now.includes(key))
}

function onlyKeys(values: readonly PythonValue[]): readonly string[] | undefined {
  const [value, ...others] = values
  return value?.kind === 'dictionary' && others.length === 0 ? value.names : undefined
}

interface Lookup {
  readonly symbol: CodeSymbol
  readonly index: number
  readonly parameter: string
}

/** `NAME[parameter]` in the functions of a file, that is read. */
function lookups(open: OpenFile, name: string): readonly Lookup[] {
  const { kind } = open.extraction.tokens
  return open.symbols.flatMap((symbol): readonly Lookup[] => {
    if (symbol.kind !== 'function' || symbol.parent !== -1) return []
    const parameters = (readCallShape(open, symbol)?.parameters ?? []).map((one) => one.name)
    const own = ownTokens(open, symbol)
    return own.flatMap((at): readonly Lookup[] => {
      const isRead =
        textAt(open, at) === name &&
        kind[at - 1] !== C.dot &&
        kind[at + 1] === C.openBracket &&
        kind[at + 2] === T.name &&
        kind[at + 3] === C.closeBracket &&
        kind[at + 4] !== C.equals
      const parameter = textAt(open, at + 2)
      const index = isRead ? parameters.indexOf(parameter) : -1
      const isSet = own.some((other) => textAt(open, other) === parameter && kind[other + 1] === C.equals)
      const isGuarded = own.some((other) => /^(?:try|in)$/.test(textAt(open, other)))
      return index === -1 || isSet || isGuarded ? [] : [{ symbol, index, parameter }]
    })
  })
}
