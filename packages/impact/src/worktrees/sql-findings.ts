import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { firstChangedLine, originalPath, type Side } from './side.ts'

/** Columns of SQL that one side names anew beside their table, and that the other one took out of what creates it. */
export async function findColumns(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

interface GoneColumns {
  readonly path: string
  readonly line: number
  readonly table: string
  readonly columns: readonly string[]
}

async function findDirected({ provider, consumer }: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const gone = await goneColumns(provider)
  const found: PairFinding[] = []
  if (gone.length === 0) return found
  const { changer, user, places } = sidesIn(direction)
  for (const file of consumer.files.filter(({ hunks, isBinary }) => hunks.length > 0 && !isBinary)) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const text = (await consumer.after.read(file.path))?.toString('utf8') ?? ''
    for (const { path, line, table, columns } of gone) {
      const used = usedColumn(text, table, columns)
      if (used === undefined || !file.hunks.some((hunk) => meets(hunk, used))) continue
      found.push({
        severity: 'break',
        kind: 'removed',
        ...places({ path: file.path, line: used.line }, { path, line }),
        text: `${user} use the column ${used.column} of ${table}, ${changer} took it out`,
        symbol: `${table}.${used.column}`,
      })
    }
  }
  return found
}

interface Statement {
  readonly line: number
  readonly end: number
}

function meets(
  { newStart, newLines }: { readonly newStart: number; readonly newLines: number },
  { line, end }: Statement,
): boolean {
  return newStart <= end && line < newStart + newLines
}

/** In a statement that reads or writes the table; up to its end, or that of the text which it stands in. */
function usedColumn(
  text: string,
  table: string,
  columns: readonly string[],
): (Statement & { readonly column: string }) | undefined {
  for (const { index, 0: statement } of text.matchAll(STATEMENT)) {
    if (!new RegExp(String.raw`\b(?:from|join|into|update)\s+["\x60]?${table}\b`, 'i').test(statement)) continue
    const column = columns.find((name) =>
      new RegExp(String.raw`(?<![\w:@$%])${name}\b`, 'i').test(statement.replaceAll(/'[^']*'/g, '')),
    )
    const line = text.slice(0, index).split('\n').length
    if (column !== undefined) return { column, line, end: line + statement.split('\n').length - 1 }
  }
  return undefined
}

const STATEMENT = /\b(?:select|insert\s+into|update|delete\s+from)\b[^;"\x60]{1,2000}/gi

async function goneColumns({ files, before, after }: Side): Promise<readonly GoneColumns[]> {
  const found: GoneColumns[] = []
  for (const file of files) {
    if (file.status === 'added' || file.status === 'deleted' || file.isBinary) continue
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const former = tablesIn((await before.read(originalPath(file)))?.toString('utf8') ?? '')
    if (former.size === 0) continue
    // oxlint-disable-next-line no-await-in-loop -- few create tables
    const kept = tablesIn((await after.read(file.path))?.toString('utf8') ?? '')
    for (const [table, columns] of former) {
      const left = kept.get(table)
      const gone = left === undefined ? [] : columns.filter((name) => !left.includes(name))
      if (gone.length > 0) found.push({ path: file.path, line: firstChangedLine(file), table, columns: gone })
    }
  }
  return found
}

/** By table, the columns that `create table` gives it. */
function tablesIn(text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const { 1: table = '', index, 0: head } of text.matchAll(CREATE)) {
    const body = insideParentheses(text, index + head.length)
    const names = outerParts(body).map((part) => /^\s*["\x60]?(\w+)/.exec(part)?.[1] ?? '')
    found.set(
      table.toLowerCase(),
      names.filter((name) => name !== '' && !CONSTRAINT.test(name)),
    )
  }
  return found
}

const CREATE = /\bcreate\s+(?:temp(?:orary)?\s+)?table\s+(?:if\s+not\s+exists\s+)?["\x60]?(\w+)["\x60]?\s*\(/gi
const CONSTRAINT = /^(?:primary|foreign|unique|check|constraint|key|index)$/i

function insideParentheses(text: string, from: number): string {
  let depth = 1
  let at = from
  for (; at < text.length && depth > 0; at++) {
    if (text[at] === '(') depth++
    if (text[at] === ')') depth--
  }
  return text.slice(from, at - 1)
}

function outerParts(text: string): readonly string[] {
  const flat = text.replaceAll(/--[^\n]*/g, '').replaceAll(/\([^()]*\)/g, '')
  return flat.split(',')
}
