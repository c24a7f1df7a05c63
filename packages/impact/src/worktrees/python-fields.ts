import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'
import { isEnum } from './python-changes.ts'
import { readInstance } from './python-classes.ts'
import { valueOfHint } from './python-library.ts'
import { readConstantValues, type PythonValue } from './python-values.ts'

/** What it is set to; of a field of Python whose value says nothing, what its hint says. */
export function readHeldValues(open: OpenFile, symbol: CodeSymbol): readonly PythonValue[] | undefined {
  const isField = open.file.language === 'python' && symbol.kind === 'field'
  const values = readConstantValues(open, symbol)
  if (!isField || values?.some(({ kind }) => kind !== 'unknown') === true) return values
  const hinted = readField(open, symbol)
  return hinted === undefined ? values : [hinted]
}

const FIELD =
  /^\w+\s*(?::\s*(?<hint>[\w.]+)\s*(?:\[[^=]*\])?\s*)?(?:=\s*(?:(?<of>\w+)\.\w+\s*$|.*\bdefault_factory\s*=\s*(?<factory>\w+)|.*)|$)/s

/** What a field of a class holds, as its hint, its factory or the enum of its value says: `when: date`, `field(default_factory=list)`. */
function readField(open: OpenFile, symbol: CodeSymbol): PythonValue | undefined {
  const {
    hint = '',
    factory = '',
    of = '',
  } = FIELD.exec(open.source.toString('utf8', symbol.nameStart, symbol.end))?.groups ?? {}
  const declared = open.symbols.find(
    ({ kind, parent, name }) => kind === 'class' && parent === -1 && [hint, of].includes(name),
  )
  if (declared !== undefined && (declared.name === hint || isEnum(open, declared))) return readInstance(open, declared)
  return valueOfHint(factory) ?? valueOfHint(hint)
}
