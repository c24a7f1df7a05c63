import type { Plan, PlanEdit } from '../plan/types.ts'
import { minimizeLeftOut } from './minimize.ts'
import type { NewFindings } from './tree-checks.ts'

/** The checks run so often in all. */
const runsMax = 60

export interface LeftOutEdit {
  readonly id: string
  readonly place: string
  /** What the checks say when it is applied with all that is kept. */
  readonly reason: string
}

export interface GoodPart {
  /** Ids of the edits that pass together. */
  readonly kept: readonly string[]
  readonly leftOut: readonly LeftOutEdit[]
  readonly runs: number
  /** False where the runs were spent: more of it may pass. */
  readonly isLargest: boolean
}

interface Place {
  readonly file: string
  readonly edit: PlanEdit
}

/**
 * Looks for the largest part of the selected edits that the checks have nothing new to say about: by files first, then by the edits in the files that
 * are left out. No single edit can be added to the result. `tryEdits` applies exactly the edits it is given, runs the checks, and takes
 * them back; `findings` are those of all edits together.
 */
export async function findGoodPart(
  {
    plan,
    selected,
    findings,
  }: { readonly plan: Plan; readonly selected: readonly string[]; readonly findings: NewFindings },
  tryEdits: (ids: readonly string[]) => Promise<NewFindings>,
): Promise<GoodPart> {
  const places = placesOf(plan, selected)
  const trials = new Trials(places, tryEdits)
  trials.know(places, findings)
  const files = [...new Set(places.map(({ file }) => file))]
  const badFiles = await minimizeLeftOut(files, async (names) => {
    return trials.passesWithout(places.filter(({ file }) => names.includes(file)))
  })
  const suspects = places.filter(({ file, edit }) => badFiles.includes(file) && !isAddedImport(edit))
  const leftOut = await minimizeLeftOut(suspects, async (some) => trials.passesWithout(some))
  const kept = trials.keptWithout(leftOut)
  return {
    kept: kept.map(({ edit }) => edit.id),
    leftOut: places
      .filter((place) => !kept.includes(place))
      .map((place) => ({
        id: place.edit.id,
        place: `${place.file}:${place.edit.line}:${place.edit.column}`,
        reason: trials.reasonFor(place, leftOut),
      })),
    runs: trials.runs,
    isLargest: !trials.isSpent,
  }
}

function placesOf({ files }: Plan, selected: readonly string[]): readonly Place[] {
  const wanted = new Set(selected)
  return files.flatMap(({ path, edits }) => {
    return edits.filter(({ id }) => wanted.has(id)).map((edit) => ({ file: path, edit }))
  })
}

/** What `--add-import` brings is of use only to another edit of its file. */
function isAddedImport({ kind, old }: PlanEdit): boolean {
  return kind === 'import' && old === ''
}

class Trials {
  readonly #all: readonly Place[]
  readonly #tryEdits: (ids: readonly string[]) => Promise<NewFindings>
  readonly #known = new Map<string, NewFindings>()
  runs = 0
  isSpent = false

  constructor(all: readonly Place[], tryEdits: (ids: readonly string[]) => Promise<NewFindings>) {
    this.#all = all
    this.#tryEdits = tryEdits
  }

  know(kept: readonly Place[], findings: NewFindings): void {
    this.#known.set(keyOf(kept), findings)
  }

  keptWithout(leftOut: readonly Place[]): readonly Place[] {
    const kept = this.#all.filter((place) => !leftOut.includes(place))
    const used = new Set(kept.filter(({ edit }) => !isAddedImport(edit)).map(({ file }) => file))
    return kept.filter(({ file, edit }) => !isAddedImport(edit) || used.has(file))
  }

  async passesWithout(leftOut: readonly Place[]): Promise<boolean> {
    const kept = this.keptWithout(leftOut)
    if (kept.length === 0) return true
    const known = this.#known.get(keyOf(kept))
    if (known !== undefined) return isClean(known)
    if (this.runs >= runsMax) {
      this.isSpent = true
      return false
    }
    this.runs++
    const findings = await this.#tryEdits(kept.map(({ edit }) => edit.id))
    this.know(kept, findings)
    return isClean(findings)
  }

  reasonFor(place: Place, leftOut: readonly Place[]): string {
    const rest = leftOut.filter((other) => other !== place)
    const found = this.#known.get(keyOf(this.keptWithout(rest)))
    const [first] = found === undefined ? [] : [...found.diagnostics, ...found.failures]
    if (first !== undefined) return first
    return isAddedImport(place.edit) ? 'nothing in its file needs it' : 'fails together with others that are left out'
  }
}

export function isClean({ diagnostics, failures }: NewFindings): boolean {
  return diagnostics.length === 0 && failures.length === 0
}

function keyOf(places: readonly Place[]): string {
  return places.map(({ edit }) => edit.id).join(' ')
}
