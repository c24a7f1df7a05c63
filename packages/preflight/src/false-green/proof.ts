import { readFileSync } from 'node:fs'
import path from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { count } from '@groundcrew/core/text'
import type { LastGreen } from '../cache/result-cache.ts'
import type { Judgement, RepositoryFacts } from '../judge-result.ts'
import type { Step } from '../report.ts'
import type { ChangeOptions } from '../scope.ts'
import { isTestFile } from '../test-files.ts'
import type { CheckRole } from './checked-files.ts'
import { viewChange, type ChangedTree, type ChangeView } from './change-view.ts'
import { findLeftChecks, type LeftChecks } from './left-checks.ts'
import { findLeftTests, type LeftTests } from './left-tests.ts'
import { findLeftTypes } from './left-types.ts'
import { findOnlyMark } from './only-marks.ts'
import { findLoweredThresholds } from './thresholds.ts'

/** Looks again at a step that passed: whether it still tests what it is there to test. */
export type Prove = (step: Step, judged: Judgement) => Promise<Judgement>

export interface ProofPlace {
  readonly root: string
  readonly options: ChangeOptions
  readonly facts: () => Promise<RepositoryFacts>
  /** What a step runs: the text of its script. */
  readonly lineOf: (step: Step) => string
  /** Of the same command in this work tree. */
  readonly lastGreen: (step: Step) => LastGreen | undefined
  /** Fewer tests than the last time, or fewer files in the type check, are meant. */
  readonly isFewerMeant: boolean
}

export function createProof(io: Io, given: ProofPlace): Prove {
  let known: Promise<ChangeView> | undefined
  const place = { ...given, view: async () => await (known ??= viewChange(io, given.root, given.options)) }
  let left: Promise<readonly LeftTests[]> | undefined
  let checks: Promise<readonly LeftChecks[]> | undefined
  let lowered: Promise<string | undefined> | undefined
  return async (step, judged) => {
    if (judged.state !== 'passed') return judged
    if (step.role === 'test') {
      left ??= place.isFewerMeant ? Promise.resolve([]) : findLeft(place)
      return (
        (await findNarrowed(step, place)) ??
        findExcluded(step, judged, await left) ??
        withReason(
          judged,
          await (lowered ??= place.isFewerMeant ? Promise.resolve(undefined) : describeLowered(place)),
        ) ??
        compareWithLast(step, judged, place)
      )
    }
    const role = checkRole(step, place.lineOf)
    if (role === undefined || place.isFewerMeant) return judged
    const untyped = role === 'typecheck' ? await findUntyped(place) : undefined
    checks ??= findChecks(place)
    return untyped ?? findSilenced({ step, role, line: place.lineOf(step) }, judged, await checks)
  }
}

/** With the change under check, which is read when it is first asked for: once for all steps. */
interface ViewedPlace extends ProofPlace {
  readonly view: () => Promise<ChangeView>
}

async function treeOf({ facts, view }: ViewedPlace): Promise<ChangedTree> {
  const { files = new Set<string>() } = await facts()
  return { files: [...files], view: await view(), isTest: isTestFile }
}

/** A build by tsc is a type check too. */
function checkRole(step: Step, lineOf: ProofPlace['lineOf']): CheckRole | undefined {
  if (step.role === 'format' || step.role === 'lint' || step.role === 'typecheck') return step.role
  return step.role === 'build' && (step.runner === 'tsc' || /(?:^|[\s;&])(?:vue-)?tsc\b/.test(lineOf(step)))
    ? 'typecheck'
    : undefined
}

/** Without git nothing is known of a change. */
async function withoutGit<T>(find: () => Promise<T>, nothing: T): Promise<T> {
  try {
    return await find()
  } catch (error) {
    if (error instanceof ToolError) return nothing
    throw error
  }
}

async function findChecks(place: ViewedPlace): Promise<readonly LeftChecks[]> {
  return await withoutGit<readonly LeftChecks[]>(async () => await findLeftChecks(await treeOf(place)), [])
}

/** Whole files make the step unknown; single lines are said. */
function findSilenced(
  {
    step: { packageDirectory, runner },
    role,
    line,
  }: { readonly step: Step; readonly role: CheckRole; readonly line: string },
  judged: Judgement,
  left: readonly LeftChecks[],
): Judgement {
  const isOwn = (file: string): boolean => packageDirectory === '.' || file.startsWith(`${packageDirectory}/`)
  const own = left.filter(
    ({ by, files }) => (by.roles.includes(role) || by.programs.test(`${runner} ${line}`)) && files.some(isOwn),
  )
  const whole = own.find(({ isLine }) => !isLine)
  if (whole !== undefined) return withReason(judged, whole.what) ?? judged
  const [first] = own
  if (first === undefined) return judged
  const more = own.length > 1 ? ` (and ${own.length - 1} more)` : ''
  return { ...judged, remarks: [...(judged.remarks ?? []), `${first.what}${more}`] }
}

function withReason(judged: Judgement, what: string | undefined): Judgement | undefined {
  if (what === undefined) return undefined
  return { ...judged, state: 'unknown', reason: `exit 0, but ${what} (--fewer-tests takes it for right)` }
}

async function describeLowered({ view }: ViewedPlace): Promise<string | undefined> {
  const [first] = await withoutGit(async () => await findLoweredThresholds(await view()), [])
  if (first === undefined) return undefined
  const { file, name, before, now } = first
  return `the change of ${file} ${now === undefined ? `takes away the coverage threshold ${name} (${before})` : `lowers the coverage threshold ${name} from ${before} to ${now}`}`
}

async function findLeft(place: ViewedPlace): Promise<readonly LeftTests[]> {
  return await withoutGit<readonly LeftTests[]>(async () => await findLeftTests(await treeOf(place)), [])
}

function findExcluded(
  { packageDirectory }: Step,
  judged: Judgement,
  left: readonly LeftTests[],
): Judgement | undefined {
  const isOwn = (file: string): boolean => packageDirectory === '.' || file.startsWith(`${packageDirectory}/`)
  for (const { by, files, filters } of left) {
    const own = files.filter(isOwn)
    const [first] = own
    const what =
      first !== undefined
        ? `${count(own.length, 'test file')} newly excluded by the change of ${by}: ${first}${own.length > 1 ? ` and ${own.length - 1} more` : ''}`
        : filters.length > 0 && isOwn(by)
          ? `tests newly excluded by the change of ${by}: ${filters.slice(0, 3).join(', ')}`
          : undefined
    if (what !== undefined) return withReason(judged, what)
  }
  return undefined
}

/** `node --test` runs all tests whatever they are marked with, unless it is told otherwise. */
async function findNarrowed(step: Step, { facts, root, lineOf }: ProofPlace): Promise<Judgement | undefined> {
  if (step.runner === 'node:test' && !/(?:^|\s)--test-only\b/.test(lineOf(step))) return undefined
  const { files = new Set<string>() } = await facts()
  for (const file of files) {
    const isOwn = step.packageDirectory === '.' || file.startsWith(`${step.packageDirectory}/`)
    if (!isOwn || !isTestFile(file)) continue
    const found = findOnlyMark(file, readText(path.join(root, file)))
    if (found === undefined) continue
    return {
      state: 'unknown',
      reason: `exit 0, but ${file}:${found.line} keeps other tests from running: ${found.mark}`,
    }
  }
  return undefined
}

function compareWithLast(step: Step, judged: Judgement, { lastGreen, isFewerMeant }: ProofPlace): Judgement {
  const last = lastGreen(step)
  const now = judged.tests?.total
  if (last === undefined || now === undefined || isFewerMeant) return judged
  const lost = last.total - now
  const fewer = `${lost} of the ${count(last.total, 'test')} of the last green run`
  if (lost > 0 && last.changedTests.length === 0) {
    const by = last.changedSettings.length === 0 ? '' : `; changed: ${last.changedSettings.slice(0, 3).join(', ')}`
    return {
      ...judged,
      state: 'unknown',
      reason: `exit 0, but ${fewer} did not run, and no test file changed${by} (--fewer-tests takes it for right)`,
    }
  }
  return lost > 0
    ? { ...judged, remarks: [`${fewer} are gone; changed: ${last.changedTests.slice(0, 3).join(', ')}`] }
    : judged
}

async function findUntyped(place: ViewedPlace): Promise<Judgement | undefined> {
  const [left] = await withoutGit(async () => await findLeftTypes(await treeOf(place)), [])
  if (left === undefined) return undefined
  const [first = ''] = left.files
  const more = left.files.length > 1 ? ` and ${left.files.length - 1} more` : ''
  const what = `${count(left.files.length, 'test file')} left the type check by the change of ${left.config}: ${first}${more}`
  return withReason({ state: 'passed' }, what)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
