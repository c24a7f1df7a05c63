import { fitCall, isSameCall } from './call-fit.ts'
import type { CallShape } from './call-shape.ts'
import { findExhaustive, findLiterals, findSetAttributes } from './literal-uses.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding, Severity } from './findings.ts'
import { classAtLine } from './class-heads.ts'
import { isSure } from './common-members.ts'
import { checksTypes } from './checks-types.ts'
import { behindDecorator } from './python-decorated.ts'
import { misfitHint } from './python-hint-fit.ts'
import { isPlainClass } from './python-plain-class.ts'
import type { PythonValue } from './python-values.ts'
import { findCallsGiving } from './python-result-uses.ts'
import { followHandedOn } from './python-handed-on.ts'
import { inheritsMember } from './inherited-member.ts'
import { judgeOverride } from './python-overrides.ts'
import { fitUse, isAnotherMember, isOfPython, judgeGiven, judgeInPython } from './python-verdicts.ts'
import { readProvidedChanges, type ProvidedChange } from './provided-changes.ts'
import { isChangedLine, type Side } from './side.ts'
import type { SourceTree } from './source-tree.ts'
import { findRemovedFiles } from './removed-files.ts'
import { findUses, type Use } from './uses.ts'

/** What one side calls anew, and the other one changed or took away. */
export async function findDependencies(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

async function findDirected(roles: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const changes = await readProvidedChanges(roles.provider)
  const uses = await findUses(
    roles.consumer,
    changes.map(({ wanted }) => wanted),
  )
  const judged = changes.map((change, index) => judge(change, { uses: uses[index] ?? [], roles, direction }))
  return [...(await Promise.all(judged)).flat(), ...(await findRemovedFiles(roles, direction))]
}

interface Judging {
  readonly uses: readonly Use[]
  readonly roles: Roles
  readonly direction: Direction
}

export interface Verdict {
  readonly severity: Severity
  readonly why: string
}

async function judge(plain: ProvidedChange, judging: Judging): Promise<readonly PairFinding[]> {
  const { roles, direction } = judging
  const found: PairFinding[] = []
  const change = plain.kind === 'shape' ? await behindDecorator(plain, roles.provider.after) : plain
  const given =
    change.kind === 'made' && isOfAnotherForm(change) ? await findCallsGiving(roles.consumer, change.name) : []
  const uses = [...judging.uses, ...given]
  const places = [
    ...(await Promise.all(uses.map(async (use) => ({ use, verdict: await judgeUse(change, use, roles) }) as const))),
    ...(await judgeLiterals(change, roles.consumer)),
  ]
  for (const { use, verdict } of places) {
    if (verdict === undefined || (await isAnotherMember(change, use, verdict, roles))) continue
    const used = { path: use.path, line: use.line }
    const { changer, user, places } = sidesIn(direction)
    found.push({
      severity: verdict.severity,
      kind: kindOf(change, verdict),
      ...places(used, change.place),
      text: `${user} ${usedAs(change)}, ${changer} ${verdict.why}`,
      symbol: change.name,
    })
  }
  return worstOfEachFile(found)
}

/** A tuple of another length, or no record any more: not only its members are others. */
function isOfAnotherForm({ before, after }: ProvidedChange & { readonly kind: 'made' }): boolean {
  const formOf = (values: readonly PythonValue[]): string =>
    values.map(({ form, length, like }) => `${form} ${length} ${like}`).join()
  return formOf(before) !== formOf(after)
}

function kindOf({ kind }: ProvidedChange, { severity }: Verdict): PairFinding['kind'] {
  if (kind === 'removed' || kind === 'handed-on') return 'removed'
  return (kind === 'body' || kind === 'constant') && severity === 'risk' ? 'depends' : 'signature'
}

interface Judged {
  readonly use: Pick<Use, 'path' | 'line'>
  readonly verdict: Verdict
}

/** Values that are written down where the type they have to be of may not even be named. */
async function judgeLiterals(change: ProvidedChange, consumer: Side): Promise<readonly Judged[]> {
  const { wanted } = change
  if (change.kind === 'widened') {
    const places = await findExhaustive(consumer, wanted, change)
    return places.map(({ missing, ...use }) => ({ use, verdict: { severity: 'break', why: `added ${missing} to it` } }))
  }
  if (change.kind === 'slots') {
    const places = await findSetAttributes(consumer, wanted)
    return places
      .filter(({ name }) => !change.slots.has(name))
      .map(({ name, ...use }) => ({ use, verdict: { severity: 'break', why: `left no room in it for ${name}` } }))
  }
  if (change.kind !== 'required' && (change.kind !== 'removed' || change.shape === undefined)) return []
  const shape = change.shape ?? { required: [], all: new Set<string>() }
  const literals = await findLiterals(consumer, { path: wanted.path, name: wanted.name }, shape)
  if (change.kind === 'required')
    return literals
      .filter(({ values }) => !values.has(change.member))
      .map((use) => ({ use, verdict: { severity: 'break', why: `demand ${change.member} of it` } }))
  return literals
    .filter(({ values }) => wanted.member !== undefined && values.has(wanted.member))
    .map((use) => ({ use, verdict: judgeRemoved(change, { isByName: false }) }))
}

/** A vowel as it is mostly spoken: an Options, an Update, a User. */
const AN = /^(?:[aeio]|u(?![^aeiou][aeiou]))/i

/** What its users do with it, for a reader. */
function usedAs({ kind, name }: ProvidedChange): string {
  if (kind === 'widened') return `go through all of ${name}`
  return kind === 'required' ? `make ${AN.test(name) ? 'an' : 'a'} ${name}` : `use ${name}`
}

async function judgeUse(change: ProvidedChange, plain: Use, roles: Roles): Promise<Verdict | undefined> {
  const use = ['made', 'constant', 'shape'].includes(change.kind) ? await followHandedOn(plain, roles) : plain
  const given = judgeGiven(change, use)
  if (given !== undefined) return given
  if (isOfPython(change)) return await judgeInPython(change, use, roles)
  switch (change.kind) {
    case 'removed':
      // An heir may call what is private now.
      if (change.isHidden === true && use.isOnSelf === true) return undefined
      return (await isMetByAnother(change, use, roles.provider)) ? undefined : judgeRemoved(change, use)
    case 'shape':
      return await judgeShape(change, use, roles)
    case 'required':
      return await judgeRequired(change.member, use, roles.consumer.after)
    case 'narrowed':
      return await judgeNarrowed(change.gone, use, roles.consumer)
    case 'widened':
      return undefined
    case 'body':
      return use.isImport ? undefined : { severity: 'risk', why: 'changed how it works' }
  }
}

/** A name that is put together may be that of another member, which is still there. */
async function isMetByAnother({ wanted, place }: ProvidedChange, { pattern }: Use, { after }: Side): Promise<boolean> {
  const open = pattern === undefined ? undefined : await after.open(place.path)
  return (
    open?.symbols.some(
      ({ name, parent }) => pattern?.test(name) === true && open.symbols[parent]?.name === wanted.name,
    ) === true
  )
}

async function judgeRequired(
  member: string,
  { creates, path, line }: Use,
  tree: SourceTree,
): Promise<Verdict | undefined> {
  if (creates === undefined || creates.has(member)) return undefined
  const open = path.endsWith('.py') ? await tree.open(path) : undefined
  const name = open === undefined ? undefined : classAtLine(open, line)?.name
  // Another base may have it.
  const inherited = open === undefined || name === undefined ? 'no' : await inheritsMember(tree, { open, name }, member)
  if (inherited === 'yes') return undefined
  return { severity: inherited === 'no' ? 'break' : 'risk', why: `demand ${member} of it` }
}

async function judgeShape(
  change: ProvidedChange & { readonly kind: 'shape' },
  use: Use,
  { provider, consumer }: Roles,
): Promise<Verdict | undefined> {
  if (use.isImport) return undefined
  if (use.override !== undefined) return await judgeOverride(change, use.override, provider)
  if (use.demands !== undefined && givesDefault(change))
    return { severity: 'break', why: `gave a field of it a default, and ${use.demands} after that has none` }
  // What did not fit before either is a call of something else that has the name.
  if (use.isByName && fitCall(change.before, change.before, use.call).kind === 'breaks') return undefined
  const fit = fitUse(change, use)
  if (fit.kind === 'fits')
    return isSameCall(change.before, change.after) ? { severity: 'risk', why: 'changed how it works' } : undefined
  const refused =
    fit.kind === 'unsure' && (await checksTypes(consumer.after, use.path))
      ? await refusedHint(change, use, provider)
      : undefined
  const isBroken = (fit.kind === 'breaks' || refused !== undefined) && isSure(change, use)
  return { severity: isBroken ? 'break' : 'risk', why: `changed it: ${refused ?? fit.why}` }
}

/** Why what checks hints refuses an argument that it took before. */
async function refusedHint(
  { before, after, place }: ProvidedChange & { readonly kind: 'shape' },
  { call }: Use,
  { after: tree }: Side,
): Promise<string | undefined> {
  if (call === undefined || after.isHinted !== true) return undefined
  const names = new Set(after.parameters.flatMap(({ type = '' }) => type.match(/\b[A-Z]\w*/g) ?? []))
  const known = await Promise.all(
    [...names].map(async (name) => [name, await isPlainClass(tree, place.path, name)] as const),
  )
  const classes = new Map(known)
  return misfitHint({ before, after }, call, (name) => classes.get(name) === true)
}

/** A record of which all fields had to be given, and one need not be any more. */
function givesDefault({ before, after }: ProvidedChange & { readonly kind: 'shape' }): boolean {
  const hasDefault = ({ parameters, isRecord }: CallShape): boolean =>
    isRecord === true && parameters.some(({ isOptional, isKeywordOnly }) => isOptional && isKeywordOnly !== true)
  return before.isRecord === true && hasDefault(after) && !hasDefault(before)
}

function judgeRemoved(
  change: ProvidedChange & { readonly kind: 'removed' },
  use: Pick<Use, 'isByName' | 'isOverride'>,
): Verdict {
  const gone = change.isHidden === true ? 'made it private' : 'removed it'
  const isMoved = change.now === (change.wanted.member ?? change.wanted.name)
  const why = change.now === undefined ? gone : isMoved ? 'moved it' : `renamed it to ${change.now}`
  // Whoever overrides what is gone has a method that nobody calls.
  if (use.isOverride === true) return { severity: change.now === undefined ? 'risk' : 'break', why }
  const isOfOther = change.wanted.isMixedIn === true && use.isByName
  return { severity: isSure(change, use) && change.isDoubtful !== true && !isOfOther ? 'break' : 'risk', why }
}

async function judgeNarrowed(gone: readonly string[], use: Use, consumer: Side): Promise<Verdict | undefined> {
  if (use.isImport) return undefined
  const file = consumer.files.find(({ path }) => path === use.path)
  const source = (await consumer.after.read(use.path))?.toString('utf8').split('\n') ?? []
  const changed = source.filter((_, index) => file !== undefined && isChangedLine(file, index + 1)).join('\n')
  const named = gone.find((part) => changed.includes(part) || changed.includes(part.replaceAll("'", '"')))
  return named === undefined
    ? { severity: 'risk', why: `took ${gone.join(', ')} out of it` }
    : { severity: 'break', why: `took ${named} out of it` }
}

/** One for each file that uses it: the worst, and the first of those. */
function worstOfEachFile(found: readonly PairFinding[]): readonly PairFinding[] {
  const best = new Map<string, PairFinding>()
  for (const finding of found) {
    const key = `${finding.mine.path}\0${finding.theirs.path}`
    const known = best.get(key)
    if (known === undefined || (known.severity === 'risk' && finding.severity === 'break')) best.set(key, finding)
  }
  return [...best.values()]
}
