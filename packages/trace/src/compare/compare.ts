import { isBeforeSampling } from '../model/frame-table.ts'
import type { Frame, Run, Trace } from '../model/trace.ts'
import { shownFile } from '../report/summarize.ts'
import { sumTime } from '../report/time-by-place.ts'
import { clockStepMs, sampleMs, withCpuTime } from './cpu-time.ts'
import { judgeApart, judgePairs, type Group, type Judgement } from './judge.ts'
import { average, trimmedMean, type Difference } from './statistics.ts'

/** Functions with a smaller share of both profiles are not compared. */
const shareMin = 0.01
/** A smaller change of the wall time, or of a function in parts of all running time, is none that anybody has to know. */
const effectMin = 0.01
/** With fewer runs on either side chance cannot be told from change. */
const runsMin = 3

export interface Comparison {
  readonly before: string
  readonly after: string
  readonly runs: readonly [before: number, after: number]
  readonly wall: Change
  readonly cpu: Change
  /** `unknown`: too few runs to tell. */
  readonly verdict: 'slower' | 'faster' | 'changed' | 'no-change' | 'unknown'
  /** A change of the CPU time by less than such a share of it would have been missed in one comparison of five, or more often. */
  readonly seenFrom?: number
  /** The functions that changed for certain, the largest change first. */
  readonly changes: readonly FunctionChange[]
  /** All that were compared, in the same order. */
  readonly compared: number
  /** Largest differences that may be chance; shown where there are too few runs. */
  readonly uncertain: readonly FunctionChange[]
}

export interface Change {
  readonly beforeMs: number
  readonly afterMs: number
  readonly differenceMs: Difference
  readonly p: number
  readonly isSignificant: boolean
}

export interface FunctionChange extends Change {
  readonly name: string
  readonly file: string
  readonly line: number
  /** Where it was before, when it moved to another file. */
  readonly movedFrom?: string
  /** Its name before, when it has another one now. */
  readonly renamedFrom?: string
}

export interface CompareOptions {
  /** The runs were made in pairs: those of one number one right after the other. */
  readonly isPaired: boolean
  /** How often such a comparison is made while runs are added, this one included or not. Default: once. */
  readonly looks?: number
}

/** Compares two profiles function by function: by own time a run, with what is called directly in libraries. */
export function compareTraces(before: Trace, after: Trace, { isPaired, looks }: CompareOptions): Comparison {
  const sides = { before: selfTimes(before), after: selfTimes(after) }
  const matched = completePairs(matchFunctions(sides.before.functions, sides.after.functions), sides)
  const pairs = matchRenamed(matched, { before: callersOf(before), after: callersOf(after) })
  const wallOf = (trace: Trace): number[] => trace.runs.map(({ wallUs }) => wallUs / 1000)
  const cpuOf = (trace: Trace): number[] =>
    trace.runs.map(({ processes }) => processes.reduce((sum, { cpuUs }) => sum + cpuUs, 0) / 1000)
  const totals = [
    { before: wallOf(before), after: wallOf(after), noise: 0 },
    { before: cpuOf(before), after: cpuOf(after), noise: clockNoise([...before.runs, ...after.runs]), isSum: true },
  ]
  const stepMs = Math.max(sides.before.sampleMs, sides.after.sampleMs)
  const own = pairs.map((pair): Group => {
    const ms = { before: pair.before?.ms ?? zeros(before), after: pair.after?.ms ?? zeros(after) }
    return { ...ms, noise: samplingNoise([...ms.before, ...ms.after], stepMs) }
  })
  const groups = [...totals, ...own]
  const wholeMs = [...totals.map((group) => trimmedMean(group.before)), trimmedMean(sides.before.busyMs)]
  const judged = isPaired ? judgePairs(totals, own, looks) : judgeApart(totals, own)
  const [wall, cpu, ...functions] = groups.flatMap((group, index) => {
    const judgement = judged[index]
    return judgement === undefined ? [] : toChange(group, judgement, wholeMs[Math.min(index, 2)] ?? 0)
  })
  if (wall === undefined || cpu === undefined) throw new Error('a comparison has no wall time')
  const rows = functions.flatMap((change, index) => toFunctionChange(change, pairs[index], { before, after }))
  rows.sort((a, b) => Math.abs(b.differenceMs.mean) - Math.abs(a.differenceMs.mean) || (a.name < b.name ? -1 : 1))
  const changes = rows.filter(({ isSignificant }) => isSignificant)
  const runs = [before.runs.length, after.runs.length] as const
  const isTellable = Math.min(...runs) >= runsMin
  return {
    before: before.id,
    after: after.id,
    runs,
    wall,
    cpu,
    verdict: isTellable ? judge({ wall, cpu, changes }) : 'unknown',
    ...(isTellable ? { seenFrom: seenFrom(cpu) } : {}),
    changes,
    compared: rows.length,
    uncertain: isTellable ? [] : rows,
  }
}

/** On a machine that does other things the wall time says little, and the CPU time still something. */
function judge({ wall, cpu, changes }: Pick<Comparison, 'wall' | 'cpu' | 'changes'>): Comparison['verdict'] {
  const deciding = [wall, cpu].find(({ isSignificant }) => isSignificant)
  if (deciding !== undefined) return deciding.differenceMs.mean > 0 ? 'slower' : 'faster'
  return changes.length > 0 ? 'changed' : 'no-change'
}

interface Timed {
  readonly frame: Frame
  /** By run. */
  readonly ms: readonly number[]
}

interface SelfTimes {
  /** By run. */
  readonly busyMs: readonly number[]
  /** How long one sample lasts. */
  readonly sampleMs: number
  readonly functions: readonly Timed[]
  /** Those with too small a share to be compared for their own sake. */
  readonly small: readonly Timed[]
}

function selfTimes(trace: Trace): SelfTimes {
  const sums = trace.runs.map((run) => sumTime(withCpuTime(run, trace.frames), trace.frames))
  const busyMs = sums.map(({ busyUs }) => busyUs / 1000)
  const merged = new Map<string, { readonly frame: Frame; readonly ms: number[] }>()
  for (const [run, { self }] of sums.entries()) {
    for (const [index, us] of self) {
      const frame = trace.frames[index]
      if (frame === undefined || isBeforeSampling(frame)) continue
      const key = `${frame.name}\n${shownFile(frame.file, trace.root)}\n${frame.line}`
      const entry = merged.get(key) ?? { frame, ms: zeros(trace) }
      entry.ms[run] = (entry.ms[run] ?? 0) + us / 1000
      merged.set(key, entry)
    }
  }
  const isLarge = ({ ms }: Timed): boolean => average(ms) >= shareMin * average(busyMs)
  const all = [...merged.values()]
  const functions = all.filter((timed) => isLarge(timed))
  return {
    busyMs,
    functions,
    small: all.filter((timed) => !isLarge(timed)),
    sampleMs: average(trace.runs.map((run) => sampleMs(run, trace.frames))),
  }
}

/** So many samples of a function differ from run to run as if each came by chance; one with more runs for longer at a time. */
const chanceSamplesMax = 4

/**
 * The variance of a function's time in one run that comes of seeing it by samples. A function of two samples may well have two in each of five
 * runs, and then three in each of five others: their differences alone would say that nothing is more certain.
 */
function samplingNoise(values: readonly number[], stepMs: number): number {
  if (stepMs === 0) return 0
  return stepMs ** 2 * Math.min(chanceSamplesMax, Math.max(1, average(values) / stepMs))
}

/** Time in whole steps of the system's clock is off by up to one of them. */
function clockNoise(runs: readonly Run[]): number {
  return Math.max(...runs.map(clockStepMs)) ** 2 / 2
}

function zeros(trace: Trace): number[] {
  return trace.runs.map(() => 0)
}

interface Pair {
  readonly before: Timed | undefined
  readonly after: Timed | undefined
}

/**
 * The same function on both sides: by name and file, those of one name in the order of their lines; what remains by a name that only one
 * function on each side has, as after a move to another file, and for want of a name by the line.
 */
function matchFunctions(before: readonly Timed[], after: readonly Timed[]): readonly Pair[] {
  const inFile = pairUp(before, after, ({ frame }) => `${frame.name}\n${shortPath(frame.file)}`)
  const restBefore = inFile.filter((pair) => pair.after === undefined).flatMap((pair) => pair.before ?? [])
  const restAfter = inFile.filter((pair) => pair.before === undefined).flatMap((pair) => pair.after ?? [])
  const moved = pairUp(restBefore, restAfter, ({ frame }) => nameOrLine(frame))
  return [...inFile.filter((pair) => pair.before !== undefined && pair.after !== undefined), ...moved]
}

function nameOrLine({ name, line }: Frame): string {
  return name === '(anonymous)' ? `${line}` : name
}

/**
 * A function whose share is about the smallest that is compared may be above it on one side and below it on the other: without its time there
 * it would seem to have come or gone.
 */
function completePairs(
  pairs: readonly Pair[],
  sides: { readonly before: SelfTimes; readonly after: SelfTimes },
): readonly Pair[] {
  const left = { before: [...sides.before.small], after: [...sides.after.small] }
  const take = (side: 'before' | 'after', wanted: Timed | undefined): Timed | undefined => {
    const found = wanted === undefined ? undefined : findCounterpart(wanted.frame, left[side])
    left[side] = left[side].filter((timed) => timed !== found)
    return found
  }
  return pairs.map(({ before, after }) => ({
    before: before ?? take('before', after),
    after: after ?? take('after', before),
  }))
}

/** The one of that name in the same file whose line is nearest, otherwise the largest of that name, or for want of a name of that line. */
function findCounterpart(wanted: Frame, candidates: readonly Timed[]): Timed | undefined {
  const { name, file, line } = wanted
  const sameName = candidates.filter(({ frame }) => frame.name === name)
  const inFile = sameName.filter(({ frame }) => shortPath(frame.file) === shortPath(file))
  const distance = ({ frame }: Timed): number => Math.abs(frame.line - line)
  if (inFile.length > 0) return [...inFile].sort((a, b) => distance(a) - distance(b))[0]
  return sameName
    .filter(({ frame }) => nameOrLine(frame) === nameOrLine(wanted))
    .sort((a, b) => average(b.ms) - average(a.ms))[0]
}

type Callers = ReadonlyMap<string, ReadonlySet<string>>

/** The names of what calls a function directly, by the function. */
function callersOf({ runs, frames }: Trace): Callers {
  const callers = new Map<string, Set<string>>()
  for (const { nodes } of runs.flatMap(({ threads }) => threads)) {
    for (const { frame, parent } of nodes) {
      const called = frames[frame]
      const caller = frames[nodes[parent]?.frame ?? -1]
      if (called === undefined || caller === undefined) continue
      const names = callers.get(placeKey(called)) ?? new Set<string>()
      callers.set(placeKey(called), names.add(caller.name))
    }
  }
  return callers
}

function placeKey({ name, file, line }: Frame): string {
  return `${name}\n${file}\n${line}`
}

/**
 * Where functions went and as many came that the same ones call in the same file, they have other names now: to tell of each that it went or came
 * would hide whether it became slower. They are matched in the order of their lines.
 */
function matchRenamed(
  pairs: readonly Pair[],
  callers: { readonly before: Callers; readonly after: Callers },
): readonly Pair[] {
  const gone = pairs.flatMap(({ before, after }) => (before !== undefined && after === undefined ? [before] : []))
  const came = pairs.flatMap(({ before, after }) => (after !== undefined && before === undefined ? [after] : []))
  const keys = new Map([
    ...gone.map((timed) => [timed, callersKey(timed.frame, callers.before)] as const),
    ...came.map((timed) => [timed, callersKey(timed.frame, callers.after)] as const),
  ])
  const countOf = (side: readonly Timed[], key: string | undefined): number =>
    side.filter((timed) => keys.get(timed) === key).length
  const renamed = pairUp(gone, came, (timed) => {
    const key = keys.get(timed)
    return key !== undefined && countOf(gone, key) === countOf(came, key) ? key : placeKey(timed.frame)
  })
  return [...pairs.filter(({ before, after }) => before !== undefined && after !== undefined), ...renamed]
}

/** Undefined for what has no file, such as machine code. */
function callersKey(frame: Frame, callers: Callers): string | undefined {
  const names = [...(callers.get(placeKey(frame)) ?? [])].sort()
  return names.length === 0 || frame.file === '' ? undefined : [shortPath(frame.file), ...names].join('\n')
}

/** A file and its directory: what stays of a path when a tree is somewhere else. */
function shortPath(file: string): string {
  return file.split('/').slice(-2).join('/')
}

function pairUp(before: readonly Timed[], after: readonly Timed[], keyOf: (timed: Timed) => string): readonly Pair[] {
  const groups = new Map<string, { readonly before: Timed[]; readonly after: Timed[] }>()
  const groupOf = (timed: Timed): { readonly before: Timed[]; readonly after: Timed[] } => {
    const key = keyOf(timed)
    const group = groups.get(key) ?? { before: [], after: [] }
    groups.set(key, group)
    return group
  }
  for (const timed of before) groupOf(timed).before.push(timed)
  for (const timed of after) groupOf(timed).after.push(timed)
  const byLine = (a: Timed, b: Timed): number => a.frame.line - b.frame.line
  return [...groups.values()].flatMap((group) => {
    group.before.sort(byLine)
    group.after.sort(byLine)
    return Array.from({ length: Math.max(group.before.length, group.after.length) }, (_, index) => ({
      before: group.before[index],
      after: group.after[index],
    }))
  })
}

/** `wholeMs` is what a change is held against. */
function toChange({ before, after }: Group, { difference, p, isCertain }: Judgement, wholeMs: number): Change {
  const differenceMs = difference()
  return {
    beforeMs: trimmedMean(before),
    afterMs: trimmedMean(after),
    differenceMs,
    p,
    isSignificant: isCertain && Math.abs(differenceMs.mean) >= effectMin * wholeMs,
  }
}

/** Standard errors between zero and a change that is seen four times of five at the level of 5%. */
const errorsToSee = 1.96 + 0.84

function seenFrom({ beforeMs, differenceMs: { low, high } }: Change): number {
  return beforeMs === 0 ? 0 : ((high - low) / 2 / 1.96) * (errorsToSee / beforeMs)
}

function toFunctionChange(
  change: Change,
  pair: Pair | undefined,
  { before, after }: { readonly before: Trace; readonly after: Trace },
): readonly FunctionChange[] {
  const frame = pair?.after?.frame ?? pair?.before?.frame
  if (frame === undefined) return []
  const file = shownFile(frame.file, pair?.after === undefined ? before.root : after.root)
  return [{ ...change, name: frame.name, file, line: frame.line, ...originOf(pair, { ...frame, file }, before.root) }]
}

function originOf(
  pair: Pair | undefined,
  { name, file }: Frame,
  root: string,
): Pick<FunctionChange, 'movedFrom' | 'renamedFrom'> {
  if (pair?.before === undefined) return {}
  const { frame } = pair.before
  const movedFrom = shownFile(frame.file, root)
  return {
    ...(movedFrom === file ? {} : { movedFrom }),
    ...(frame.name === name ? {} : { renamedFrom: frame.name }),
  }
}
