import { C, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { checksTypes } from './checks-types.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { basesOf } from './inherited-member.ts'
import { ExpectedHints, namesType } from './python-expected-hints.ts'
import { writtenKeys } from './python-values.ts'
import { loads } from './python-imports.ts'
import { changedPython, formerPython, isChangedLine, type Side } from './side.ts'
import { closingOf } from './token-groups.ts'

/** Dictionaries that one side writes down as a `TypedDict`, of which the other one demands another key, or took a key away. */
export async function findTypedDicts(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

interface ChangedDict {
  readonly path: string
  readonly line: number
  readonly name: string
  readonly required: readonly string[]
  readonly all: ReadonlySet<string>
  readonly demanded: readonly string[]
  readonly gone: readonly string[]
}

async function findDirected(roles: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const changed = await changedDicts(roles.provider)
  const found: PairFinding[] = []
  if (changed.length === 0) return found
  const { changer, user, places } = sidesIn(direction)
  for await (const { file, open } of changedPython(roles.consumer)) {
    // oxlint-disable-next-line no-await-in-loop -- read once
    const severity = (await checksTypes(roles.consumer.after, file.path)) ? 'break' : 'risk'
    const { tokens } = open.extraction
    for (let at = 0; at < tokens.count; at++) {
      const line = tokens.line[at] as number
      const keys = tokens.kind[at] === C.openBrace && isChangedLine(file, line) ? writtenKeys(open, at) : undefined
      if (keys === undefined || keys.length === 0) continue
      for (const dict of changed) {
        const why = misfit(dict, keys)
        // oxlint-disable-next-line no-await-in-loop -- few have such keys
        if (why === undefined || !(await isMeant(roles, { open, at, dict }))) continue
        const text = `${user} make a ${dict.name}, ${changer} ${why}`
        const where = places({ path: file.path, line }, { path: dict.path, line: dict.line })
        found.push({ severity, kind: 'signature', ...where, text, symbol: dict.name })
      }
    }
  }
  return found
}

/** Why a dictionary that had all that was demanded, and nothing else, has that no more. */
function misfit({ required, all, demanded, gone }: ChangedDict, keys: readonly string[]): string | undefined {
  if (!required.every((key) => keys.includes(key)) || !keys.every((key) => all.has(key))) return undefined
  const missing = demanded.find((key) => !keys.includes(key))
  const unknown = gone.find((key) => keys.includes(key))
  if (unknown !== undefined) return `took ${unknown} out of it`
  return missing === undefined ? undefined : `demand ${missing} of it`
}

interface Written {
  readonly open: OpenFile
  readonly at: number
  readonly dict: ChangedDict
}

/** What takes the dictionary names the type, or nothing says what takes it, and the file names that. */
async function isMeant(roles: Roles, { open, at, dict }: Written): Promise<boolean> {
  if (!(await loads(roles, open.file.path, dict.path))) return false
  const hints = (await ExpectedHints.of(roles.consumer.after, open)).at(at, closingOf(open, at))
  if (hints.length === 0) return open.extraction.names.find(dict.name) !== undefined
  return hints.some((hint) => namesType(hint, dict.name))
}

async function changedDicts(side: Side): Promise<readonly ChangedDict[]> {
  const found: ChangedDict[] = []
  for await (const { file, old, now } of formerPython(side)) {
    if (file.hunks.length === 0 || old === undefined || now === undefined) continue
    for (const symbol of typedDicts(old)) {
      const kept = typedDicts(now).find(({ name }) => name === symbol.name)
      // It may have its keys from another one.
      if (kept === undefined || basesOf(now, kept).length > 1) continue
      const [before, after] = [keysOf(old, symbol), keysOf(now, kept)]
      const demanded = after.required.filter((key) => !before.required.includes(key))
      const gone = before.all.filter((key) => !after.all.includes(key))
      if (demanded.length === 0 && gone.length === 0) continue
      const { name, line } = kept
      found.push({ path: file.path, line, name, required: before.required, all: new Set(before.all), demanded, gone })
    }
  }
  return found
}

function typedDicts(open: OpenFile): readonly CodeSymbol[] {
  return open.symbols.filter(
    (one) => one.kind === 'class' && basesOf(open, one).some((base) => /\bTypedDict$/.test(base)),
  )
}

function keysOf(
  open: OpenFile,
  symbol: CodeSymbol,
): { readonly all: readonly string[]; readonly required: readonly string[] } {
  const fields = open.symbols.filter(({ parent, kind }) => open.symbols[parent] === symbol && kind === 'field')
  const isTotal = !/\btotal\s*=\s*False/.test(open.source.toString('utf8', symbol.nameStart, symbol.signatureEnd))
  const isRequired = ({ start, end }: CodeSymbol): boolean => {
    const text = open.source.toString('utf8', start, end)
    return isTotal ? !/:\s*[\w.]*\bNotRequired\[/.test(text) : /:\s*[\w.]*\bRequired\[/.test(text)
  }
  return { all: fields.map(({ name }) => name), required: fields.filter(isRequired).map(({ name }) => name) }
}
