import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { readBindings } from './bindings.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { ancestorsOf, isOwnOfPython, type Ancestry } from './python-ancestors.ts'
import { isValueEnd } from './python-around.ts'
import { ownTokens } from './python-body.ts'
import { calleesOf, type Callee } from './python-callees.ts'
import { readGuards, type Guard } from './python-guards.ts'
import { changedPython, isChangedLine, originalPath, type Side } from './side.ts'
import type { SourceTree } from './source-tree.ts'
import { closingOf } from './token-groups.ts'

/** Calls of one side that wait for an exception, of functions of Python that raise another one on the other side, or none. */
export async function findExceptions(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

async function findDirected({ provider, consumer }: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const found: PairFinding[] = []
  if (!provider.files.some(({ path }) => path.endsWith('.py'))) return found
  const { changer, user, places } = sidesIn(direction)
  for await (const { file, open } of changedPython(consumer)) {
    for (const guard of readGuards(open).filter(({ line }) => isChangedLine(file, line))) {
      // oxlint-disable-next-line no-await-in-loop -- few files wait for exceptions anew
      for (const callee of await calleesIn(consumer.after, open, guard)) {
        // oxlint-disable-next-line no-await-in-loop -- as above
        const verdict = await judge({ provider, consumer }, { open, guard, callee })
        if (verdict === undefined) continue
        const used = { path: file.path, line: guard.line }
        found.push({
          severity: 'break',
          kind: 'signature',
          ...places(used, verdict.place),
          text: `${user} wait for ${verdict.caught} of ${callee.name}, ${changer} made it ${verdict.why}`,
          symbol: callee.name,
        })
      }
    }
  }
  return found
}

interface Waiting {
  readonly open: OpenFile
  readonly guard: Guard
  readonly callee: Callee
}

async function judge({ provider, consumer }: Roles, { open, guard, callee }: Waiting) {
  const moved = provider.files.find((file) => originalPath(file) === callee.path)
  const now: Callee = { ...callee, path: moved?.path ?? callee.path }
  // What it raised before either of the two: the one who waits may have changed it as well.
  const [before, after] = await Promise.all([raisedBy(provider.before, callee), raisedBy(provider.after, now)])
  if (before === undefined || after === undefined || after.isUnknown) return undefined
  const place = { path: now.path, line: after.line }
  const implied = judgeImplied(before, after, guard)
  if (implied !== undefined) return { ...implied, place }
  const caught = await Promise.all(
    guard.caught.map(async (name) => ({ name, is: await canonical(provider.after, consumer.after, open, name) })),
  )
  const isCaught = ({ is }: (typeof caught)[number], raised: Ancestry): boolean => raised.includes(is)
  const lost = caught.find(
    (one) =>
      before.raised.some((raised) => isCaught(one, raised)) && !after.raised.some((raised) => isCaught(one, raised)),
  )
  if (lost === undefined) return undefined
  const old = new Set(before.raised.map(([name]) => name))
  const other = after.raised.find(
    (raised) =>
      !caught.some((one) => isCaught(one, raised)) &&
      (!old.has(raised[0]) || wasCaught(before.raised, raised, lost.is)),
  )?.[0]
  if (other === undefined && (!guard.isDemanding || (isOwnOfPython(lost.is) && doesMore(before, after))))
    return undefined
  const why = other === undefined ? 'raise it no more' : other === lost.name ? 'another one' : `raise ${other}`
  return { caught: lost.name, why, place }
}

/** What Python's own operations raised, which are not done any more: something else is raised in their place, or nothing. */
function judgeImplied(before: Raised, after: Raised, { caught, isDemanding }: Guard) {
  const lost = caught.find((name) => before.implied.has(name) && !after.implied.has(name))
  if (lost === undefined || after.raised.some((raised) => caught.some((name) => raised.includes(name))))
    return undefined
  const old = new Set(before.raised.map(([name]) => name))
  const other = after.raised.find(([name]) => !old.has(name))?.[0]
  const isNothing = isDemanding && after.raised.length === 0 && !doesMore(before, after)
  if (other === undefined && !isNothing) return undefined
  return { caught: lost, why: other === undefined ? 'raise it no more' : `raise ${other}` }
}

/** An exception of the same name that has other bases now. */
function wasCaught(before: readonly Ancestry[], [name]: Ancestry, caught: string): boolean {
  return before.some((raised) => raised[0] === name && raised.includes(caught))
}

/** What a name that is waited for stands for on the side that changed: an old name may be left for a new one. */
async function canonical(tree: SourceTree, own: SourceTree, open: OpenFile, name: string): Promise<string> {
  const last = name.split('.').at(-1) ?? name
  for (const { path } of (await readBindings(own, open, new Set([last]))).filter(({ local }) => local === last)) {
    // oxlint-disable-next-line no-await-in-loop -- rarely more than one
    const declaring = await tree.open(path)
    const alias = new RegExp(String.raw`^${last}\s*=\s*(\w+)\s*$`, 'm').exec(declaring?.source.toString('utf8') ?? '')
    if (alias?.[1] !== undefined) return alias[1]
  }
  return last
}

interface Raised {
  readonly raised: readonly Ancestry[]
  /** Something else may be raised. */
  readonly isUnknown: boolean
  readonly line: number
  /** What its operations may raise: `x[key]`, `int(x)`. */
  readonly implied: ReadonlySet<string>
  /** What it calls, with `[` for each time that it takes something out of something, and each `if`. */
  readonly done: readonly string[]
}

/** Callees of callees are read this far. */
const depthMax = 3

/** What the body of a function raises, and that of those of this repository that it calls. */
async function raisedBy(tree: SourceTree, { path, name }: Callee, depth = 0): Promise<Raised | undefined> {
  const open = await tree.open(path)
  const symbol = open?.symbols.find(({ qualifiedName, kind }) => qualifiedName === name && kind !== 'class')
  if (open === undefined || symbol === undefined) return undefined
  const own = await raisedInside(tree, open, symbol)
  const implied = impliedIn(open, symbol)
  const callees = depth < depthMax ? await calleesOf(tree, open, ownTokens(open, symbol), symbol) : []
  for (const { at, ...callee } of callees) {
    if (callee.path === path && callee.name === name) continue
    // oxlint-disable-next-line no-await-in-loop -- few are called
    const inner = await raisedBy(tree, callee, depth + 1)
    own.push(...(inner?.raised ?? []).map((ancestry) => ({ at, ancestry })))
    if (inner?.isUnknown === true) own.push({ at, ancestry: undefined })
    implied.push(...[...(inner?.implied ?? [])].map((one) => ({ at, name: one })))
  }
  const guards = readGuards(open).filter(({ isDemanding }) => !isDemanding)
  const escaping = own.filter(({ at, ancestry }) => ancestry === undefined || !isCaughtAt(guards, at, ancestry))
  return {
    raised: escaping.flatMap(({ ancestry }) => (ancestry === undefined ? [] : [ancestry])),
    isUnknown: escaping.some(({ ancestry }) => ancestry === undefined),
    line: symbol.line,
    implied: new Set(implied.filter((one) => !isCaughtAt(guards, one.at, [one.name, ...ABOVE])).map((one) => one.name)),
    done: doneIn(open, symbol),
  }
}

interface RaisedAt {
  readonly at: number
  /** undefined for a variable, or what was caught. */
  readonly ancestry: Ancestry | undefined
}

async function raisedInside(tree: SourceTree, open: OpenFile, symbol: CodeSymbol): Promise<RaisedAt[]> {
  const places = ownTokens(open, symbol).filter((at) => textAt(open, at) === 'raise')
  return await Promise.all(
    places.map(async (at) => {
      const name = raisedName(open, at + 1)
      return { at, ancestry: name === undefined ? undefined : await ancestorsOf(tree, open, name) }
    }),
  )
}

/** What is raised by what stands in brackets behind a value, and by calls of Python's own functions and methods. */
function impliedIn(open: OpenFile, symbol: CodeSymbol): { readonly at: number; readonly name: string }[] {
  const { kind } = open.extraction.tokens
  return ownTokens(open, symbol).flatMap((at) => {
    const isLookUp =
      kind[at] === C.openBracket && isValueEnd(open, at - 1) && textAt(open, closingOf(open, at) + 1) !== '='
    const isCall = kind[at] === T.name && kind[at + 1] === C.open
    const names = isLookUp
      ? ['KeyError', 'IndexError', 'LookupError']
      : isCall
        ? (IMPLIED.get(textAt(open, at)) ?? [])
        : []
    return names.map((name) => ({ at, name }))
  })
}

const MISSING_FILE = ['FileNotFoundError', 'OSError', 'IOError'] as const

const IMPLIED: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['pop', ['KeyError', 'IndexError', 'LookupError']],
  ...['int', 'float', 'index', 'remove', 'strptime', 'fromisoformat'].map((name) => [name, ['ValueError']] as const),
  ...['load', 'loads'].map((name) => [name, ['ValueError', 'JSONDecodeError', 'json.JSONDecodeError']] as const),
  ...['open', 'read_text', 'read_bytes', 'stat', 'unlink'].map((name) => [name, MISSING_FILE] as const),
  ['next', ['StopIteration']],
  ['import_module', ['ImportError', 'ModuleNotFoundError']],
  ['getattr', ['AttributeError']],
  ['Decimal', ['InvalidOperation']],
])

const ABOVE = ['Exception', 'BaseException'] as const

function isCaughtAt(guards: readonly Guard[], at: number, ancestry: Ancestry): boolean {
  return guards
    .filter(({ from, end }) => from <= at && at < end)
    .some(({ caught }) => caught.some((one) => ancestry.includes(one.split('.').at(-1) ?? one)))
}

function doneIn(open: OpenFile, symbol: CodeSymbol): readonly string[] {
  const { kind } = open.extraction.tokens
  return ownTokens(open, symbol).flatMap((at) => {
    if (kind[at] === C.openBracket) return ['[']
    if (textAt(open, at) === 'if') return ['if']
    return kind[at + 1] === C.open && kind[at] === T.name ? [textAt(open, at)] : []
  })
}

/** `x[key]` and `int(x)` raise something too. */
function doesMore({ done: before }: Raised, { done: after }: Raised): boolean {
  const count = (list: readonly string[], one: string): number => list.filter((other) => other === one).length
  // What is taken out of something without asking first may raise it as well.
  if (after.includes('[') && count(after, 'if') < count(before, 'if')) return true
  return after.some((one) => one !== 'if' && count(after, one) > count(before, one))
}

/** `raise Name`, `raise module.Name(…)`; undefined for a variable, or what was caught. */
function raisedName(open: OpenFile, from: number): string | undefined {
  const { tokens } = open.extraction
  if (tokens.isAfterNewline[from] === 1 || tokens.kind[from] !== T.name) return undefined
  let at = from
  while (tokens.kind[at + 1] === C.dot) at += 2
  const name = Array.from({ length: at - from + 1 }, (_, index) => textAt(open, from + index)).join('')
  return /^[A-Z]/.test(name.split('.').at(-1) ?? '') ? name : undefined
}

async function calleesIn(tree: SourceTree, open: OpenFile, { from, end }: Guard): Promise<readonly Callee[]> {
  const tokens = Array.from({ length: end - from }, (_, index) => from + index)
  const found = await calleesOf(tree, open, tokens, undefined)
  return [...new Map(found.map(({ path, name }) => [`${path}\0${name}`, { path, name }])).values()]
}
