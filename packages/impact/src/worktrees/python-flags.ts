import { C, T, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { plainText } from './python-body.ts'
import { changedPython, firstChangedLine, formerPython, isChangedLine, originalPath, type Side } from './side.ts'
import { closingOf, splitList } from './token-groups.ts'

/** Options and commands of a command line of Python that one side gives anew, in a file that imports the module which has them no more. */
export async function findFlags(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

interface GoneFlags {
  readonly path: string
  readonly line: number
  readonly flags: ReadonlySet<string>
}

async function findDirected({ provider, consumer }: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const gone = await goneFlags(provider)
  const found: PairFinding[] = []
  if (gone.size === 0) return found
  const { changer, user, places } = sidesIn(direction)
  for await (const { file, open } of changedPython(consumer)) {
    const modules = [...gone].filter(([path]) => path !== file.path)
    const declared = flagsOf(open)
    for (const [path, { flags, ...place }] of modules) {
      const given = givenFlags(open).find(
        ({ flag, line }) => flags.has(flag) && !declared.has(flag) && isChangedLine(file, line),
      )
      // oxlint-disable-next-line no-await-in-loop -- rarely any
      if (given === undefined || !(await importsModule(consumer, open, path))) continue
      const used = { path: file.path, line: given.line }
      found.push({
        severity: 'break',
        kind: 'removed',
        ...places(used, place),
        text: `${user} give ${given.flag} to it, ${changer} took that out of what ${place.path} takes`,
        symbol: given.flag,
      })
    }
  }
  return found
}

async function importsModule({ after }: Side, open: OpenFile, module: string): Promise<boolean> {
  const paths = await after.imports(open.file.path)
  if (paths.includes(module)) return true
  // `from package import module` is resolved to the package.
  const name = module.split('/').at(-1)?.replace(/\.py$/, '')
  return open.extraction.imports.some(({ names }) => names.some(({ imported }) => imported === name))
}

async function goneFlags(side: Side): Promise<ReadonlyMap<string, GoneFlags>> {
  const found = new Map<string, GoneFlags>()
  for await (const { file, old, now } of formerPython(side)) {
    if (file.status === 'deleted' || old === undefined || now === undefined) continue
    const kept = [...flagsOf(now)]
    // argparse takes the beginning of a long option for it.
    const flags = [...flagsOf(old)].filter(
      (flag) =>
        !kept.includes(flag) && kept.filter((other) => flag.startsWith('--') && other.startsWith(flag)).length !== 1,
    )
    const line = firstChangedLine(file)
    if (flags.length > 0) found.set(originalPath(file), { path: file.path, line, flags: new Set(flags) })
  }
  return found
}

/** What `add_argument('--out')`, `add_parser('run')` and `@click.option('--out')` declare. */
function flagsOf(open: OpenFile): ReadonlySet<string> {
  const { kind } = open.extraction.tokens
  const found = new Set<string>()
  for (let at = 0; at + 1 < open.extraction.tokens.count; at++) {
    if (kind[at + 1] !== C.open || !/^(?:add_argument|add_parser|option|Option)$/.test(textAt(open, at))) continue
    for (const [first, end] of splitList(open, at + 1)) {
      const text = end === first + 1 ? plainText(open, first) : undefined
      const isFlag = text !== undefined && (text.startsWith('-') || textAt(open, at) === 'add_parser')
      for (const flag of isFlag ? text.split('/') : []) found.add(flag)
    }
  }
  return found
}

/** The texts of lists that are written down: `['run', '--out', 'x']`. */
function givenFlags(open: OpenFile): readonly { readonly flag: string; readonly line: number }[] {
  const { tokens } = open.extraction
  const found: { readonly flag: string; readonly line: number }[] = []
  for (let at = 0; at < tokens.count; at++) {
    if (tokens.kind[at] !== C.openBracket) continue
    const close = closingOf(open, at)
    for (const [first, end] of splitList(open, at)) {
      const text =
        end === first + 1 && tokens.kind[first] === T.string && end <= close ? plainText(open, first) : undefined
      const flag = text?.split('=')[0]
      if (flag !== undefined) found.push({ flag, line: tokens.line[first] as number })
    }
  }
  return found
}
