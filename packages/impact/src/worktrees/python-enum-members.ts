import type { OpenFile } from '@groundcrew/code-map'
import type { PairFinding } from './findings.ts'
import type { MergedFile } from './merged-findings.ts'

/** Values that an enum of Python, in which each may be there once, has twice when git has merged what both sides added. */
export function findEqualMembers({ mine, theirs, versions }: MergedFile): readonly PairFinding[] {
  const [own, their] = [uniqueMembers(versions.mine), uniqueMembers(versions.theirs)]
  return uniqueMembers(versions.merged).flatMap(({ name, of, value }): readonly PairFinding[] => {
    const inOwn = own.find((one) => one.of === of && one.name === name)
    const other = their.find((one) => one.of === of && one.value === value && one.name !== name)
    const isOfBoth =
      own.some((one) => one.of === of && one.name === other?.name) ||
      their.some((one) => one.of === of && one.name === name)
    if (inOwn === undefined || other === undefined || isOfBoth) return []
    return [
      {
        severity: 'break',
        kind: 'duplicate-name',
        mine: { path: mine.path, line: inOwn.line },
        theirs: { path: theirs.path, line: other.line },
        text: `both add the value ${value} to ${of}: ${name} and ${other.name}`,
        symbol: `${of}.${name}`,
      },
    ]
  })
}

interface Member {
  readonly of: string
  readonly name: string
  readonly value: string
  readonly line: number
}

/** Of the classes under `@unique`. */
function uniqueMembers({ symbols, source, file }: OpenFile): readonly Member[] {
  if (file.language !== 'python') return []
  return symbols.flatMap((one): readonly Member[] => {
    const of = symbols[one.parent]
    if (of?.kind !== 'class' || !/@\s*(?:enum\.)?unique\b/.test(source.toString('utf8', of.start, of.nameStart)))
      return []
    const value = /=\s*(.+?)\s*$/.exec(source.toString('utf8', one.nameStart, one.end))?.[1]
    return value === undefined || /\bauto\(/.test(value) ? [] : [{ of: of.name, name: one.name, value, line: one.line }]
  })
}
