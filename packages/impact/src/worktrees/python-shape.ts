import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'
import type { CallShape, Parameter } from './call-shape.ts'
import { readPythonResult, unknownDecorators, type PythonResult } from './python-result.ts'

/** What Python says of a function beside its parameters: in decorators and in its body. */
export function readPythonForm(
  open: OpenFile,
  symbol: CodeSymbol,
): Pick<CallShape, 'isProperty' | 'isStatic' | 'isContext' | 'isCached' | 'wrappedBy' | keyof PythonResult> {
  const decorators = prefixOf(open, symbol)
  const unknown = unknownDecorators(open, symbol)
  const isContext = /@\s*(?:contextlib\.)?(?:async)?contextmanager\b/.test(decorators)
  return {
    ...(/@\s*[\w.]*[pP]roperty\b/.test(decorators) && { isProperty: true }),
    ...(/@\s*(?:static|class)method\b/.test(decorators) && { isStatic: true }),
    ...(isContext && { isContext: true }),
    ...(unknown.length > 0 && { wrappedBy: unknown }),
    ...(/@\s*(?:functools\.)?(?:lru_)?cache\b/.test(decorators) && { isCached: true }),
    ...readPythonResult(open, symbol),
  }
}

function prefixOf(open: OpenFile, { start, nameStart }: CodeSymbol): string {
  return open.source.toString('utf8', start, nameStart)
}

/** A member that an heir has to have before anybody can make one. */
export function isAbstractInPython(open: OpenFile, symbol: CodeSymbol): boolean {
  return open.file.language === 'python' && /@\s*(?:abc\.)?abstract\w+/.test(prefixOf(open, symbol))
}

/** Bases that add no field. */
const PLAIN_BASES =
  /^(?:object|NamedTuple|typing\.NamedTuple|BaseModel|pydantic\.BaseModel|Generic\[.*\]|ABC|Protocol)$/
const RECORD_DECORATORS = /@\s*(?:dataclasses\.)?dataclass\b|@\s*(?:attrs?\.)?(?:define|frozen|mutable|s|attrs)\b/

/** A dataclass or attrs class, of which nobody can set a field. */
export function isFrozenRecord(open: OpenFile, symbol: CodeSymbol): boolean {
  if (open.file.language !== 'python' || symbol.kind !== 'class') return false
  const decorators = prefixOf(open, symbol)
  return RECORD_DECORATORS.test(decorators) && /\bfrozen\s*=\s*True|@\s*(?:attrs?\.)?frozen\b/.test(decorators)
}

/** How a class is made whose fields are the parameters: a dataclass, a named tuple, a model. */
export function readRecordShape(open: OpenFile, symbol: CodeSymbol): CallShape | undefined {
  if (open.file.language !== 'python' || symbol.kind !== 'class') return undefined
  const head = open.source.toString('utf8', symbol.nameStart, symbol.signatureEnd)
  const bases = (/\(([^]*)\)\s*$/.exec(head)?.[1] ?? '').split(',').map((base) => base.trim())
  const isModel = bases.some((base) => /\bBaseModel$/.test(base))
  const isRecord =
    isModel || bases.some((base) => /\bNamedTuple$/.test(base)) || RECORD_DECORATORS.test(prefixOf(open, symbol))
  if (!isRecord || bases.some((base) => base !== '' && !PLAIN_BASES.test(base))) return undefined
  const isKeywordOnly = isModel || isByName(open, symbol)
  const fields = fieldsOf(open, symbol)
  const parameters = fields.map((field): Parameter => ({ ...field, ...(isKeywordOnly && { isKeywordOnly }) }))
  return { parameters, returnType: undefined, isAsync: false, isRecord: true }
}

/** The first field without a default that a record adds to those of its base, by place: none of those may have a default then. */
export function demandedField(open: OpenFile, symbol: CodeSymbol): string | undefined {
  if (!RECORD_DECORATORS.test(prefixOf(open, symbol)) || isByName(open, symbol)) return undefined
  return fieldsOf(open, symbol).find(({ isOptional }) => !isOptional)?.name
}

function isByName(open: OpenFile, symbol: CodeSymbol): boolean {
  return /\bkw_only\s*=\s*True/.test(prefixOf(open, symbol))
}

function fieldsOf(open: OpenFile, symbol: CodeSymbol): readonly Parameter[] {
  const self = open.symbols.indexOf(symbol)
  return open.symbols
    .filter(({ parent, kind }) => parent === self && kind === 'field')
    .flatMap((field): readonly Parameter[] => {
      const text = open.source.toString('utf8', field.start, field.end)
      const [, type] = /^\w+\s*:\s*([^=]*)/.exec(text) ?? []
      if (type === undefined || /\bClassVar\b/.test(type) || /\binit\s*=\s*False/.test(text)) return []
      return [{ name: field.name, type: undefined, isOptional: text.includes('='), isRest: false }]
    })
}
