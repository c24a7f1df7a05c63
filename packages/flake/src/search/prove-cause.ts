import type { StateChange } from '../judge/state-difference.ts'
import type { Plan } from '../model/plan.ts'
import { hasFailed } from './compare.ts'
import type { Lab } from './lab.ts'
import { minimize } from './minimize.ts'

/**
 * What came of putting a thing back before the test, while the others stayed. `cause`: the test does what it does alone. `part`: it
 * does only when others of them are put back too. `no cause`: it may stay. `not tried`: it cannot be put back, or the time was up.
 */
export type Proof = 'cause' | 'part' | 'no cause' | 'not tried'

export interface ProvedChange extends StateChange {
  readonly proof: Proof
}

export interface Experiment {
  readonly test: string
  /** In which the test finds the changes. */
  readonly after: Plan
  readonly isFailedAlone: boolean
}

/** What is shown to be the cause shows it so often, in fresh processes. */
export const proofRuns = 2
const thingsMax = 40
/** How much more likely the cause is what comes first, and what the test or its failure names. */
const firstWeight = 16
const namedWeight = 4

/** The entries of a collection are one thing. */
interface Thing {
  readonly names: readonly string[]
  readonly isNamed: boolean
}

/** The smallest part of the changes that decides what the test does: they are put back when it begins, and it does what it does alone. */
export async function proveCause(
  lab: Lab,
  changes: readonly StateChange[],
  experiment: Experiment,
): Promise<readonly ProvedChange[]> {
  const things = thingsOf(changes).slice(0, thingsMax)
  const decides = async (part: readonly Thing[]): Promise<boolean | undefined> => putBack(lab, part, experiment)
  const isAny = things.length > 0 ? await decides(things) : undefined
  const found = isAny === true ? await smallest(things, decides) : undefined
  const causes = new Set(found?.flatMap(({ names }) => names))
  const tried = new Set(isAny === undefined ? [] : things.flatMap(({ names }) => names))
  const proofOf = (name: string): Proof => {
    if (causes.has(name)) return found?.length === 1 ? 'cause' : 'part'
    // Where the search was stopped it is not known which of them may stay.
    return tried.has(name) && (isAny === false || found !== undefined) ? 'no cause' : 'not tried'
  }
  const proved = changes.map((change) => ({ ...change, proof: proofOf(change.name) }))
  return [...proved.filter(isCause), ...proved.filter((change) => !isCause(change))]
}

export function isCause({ proof }: ProvedChange): boolean {
  return proof === 'cause' || proof === 'part'
}

/** Undefined where it was stopped, or did not show it again. */
async function smallest(
  things: readonly Thing[],
  decides: (part: readonly Thing[]) => Promise<boolean | undefined>,
): Promise<readonly Thing[] | undefined> {
  const weights = things.map(({ isNamed }, index) => (index === 0 ? firstWeight : isNamed ? namedWeight : 1))
  const { items, isMinimal } = await minimize(things, decides, weights)
  if (!isMinimal) return undefined
  for (let run = 1; run < proofRuns; run += 1) if ((await decides(items)) !== true) return undefined
  return items
}

async function putBack(
  lab: Lab,
  things: readonly Thing[],
  { test, after, isFailedAlone }: Experiment,
): Promise<boolean | undefined> {
  const plan = { ...after, watch: test, restore: things.flatMap(({ names }) => names) }
  if (!lab.fits(lab.expectMs(plan))) return undefined
  const record = await lab.run(plan, 'why restored')
  const isFailed = hasFailed(record, test)
  if (lab.isStopped || isFailed === undefined || record.restored === undefined) return undefined
  return isFailed === isFailedAlone
}

function thingsOf(changes: readonly StateChange[]): readonly Thing[] {
  const things = new Map<string, Thing>()
  for (const { name, isNamed } of changes) {
    const known = things.get(thingOf(name))
    things.set(thingOf(name), {
      names: [...(known?.names ?? []), name],
      isNamed: isNamed || (known?.isNamed ?? false),
    })
  }
  return [...things.values()]
}

/** `seen.size in a.js`, `seen["key"] in a.js` and `len(seen) in a.py` are of one collection. */
function thingOf(name: string): string {
  const [, variable = '', file = ''] = /^(.*)( in .*)$/s.exec(name) ?? []
  if (file === '') return name
  return `${variable.replace(/^len\((.*)\)$/s, '$1').replace(/(?:\.size|\.length|\[[^\]]*\])$/s, '')}${file}`
}
