import type { CriticalPath } from './critical-path.ts'
import { splitNames, type ProcessRow, type Row, type SplitKind, type SplitRow } from './summary.ts'
import { gcPackage, nativePackage, ownPackage, runtimePackage } from './time-by-place.ts'

interface VerdictFacts {
  readonly split: readonly SplitRow[]
  readonly packages: readonly Row[]
  readonly processes: readonly ProcessRow[]
  readonly self: readonly Row[]
  readonly rootPid: number | undefined
}

/** Above these shares of the wall time a thing is what the time went to. */
const childShareMin = 0.5
const computingShareMin = 0.4
const gcShareMin = 0.25
const ioShareMin = 0.3
const idleShareMin = 0.5
const startupShareMin = 0.5

/** One phrase: what the time went to. */
export function describeVerdict(facts: VerdictFacts, paths: readonly CriticalPath[]): string {
  const share = (kind: SplitKind): number => facts.split.find((row) => row.kind === kind)?.share.mean ?? 0
  if (share('child') >= childShareMin || isFarLargest('child', facts.split)) return describeChild(facts, paths)
  if (share('idle') >= idleShareMin) return `mostly waiting: nothing ran for ${percent(share('idle'))} of the time`
  if (share('startup') >= startupShareMin)
    return `mostly start-up: ${percent(share('startup'))} passed before the program's first line`
  const isBusy = share('cpu') + share('gc') >= computingShareMin
  const gc = Math.max(share('gc'), isBusy ? shareOf(facts, gcPackage) : 0)
  if (gc >= gcShareMin) return `garbage collection: ${percent(gc)} of the running time; who allocates: --heap`
  if (share('io') >= ioShareMin) return `blocked in synchronous file calls for ${percent(share('io'))} of the time`
  if (share('cpu') < computingShareMin) return describeMixture(facts.split)
  return describeComputing(facts)
}

/** Less than half may still be what most of the time went to. */
const largestShareMin = 0.35
const farFactor = 1.5

function isFarLargest(kind: SplitKind, split: readonly SplitRow[]): boolean {
  const share = split.find((row) => row.kind === kind)?.share.mean ?? 0
  return share >= largestShareMin && split.every((row) => row.kind === kind || row.share.mean * farFactor <= share)
}

function describeMixture(split: readonly SplitRow[]): string {
  const [first, second] = [...split].sort((a, b) => b.share.mean - a.share.mean)
  if (first === undefined || second === undefined) return 'nothing was sampled'
  return `no single cause: ${splitNames[first.kind]} ${percent(first.share.mean)}, ${splitNames[second.kind]} ${percent(second.share.mean)}`
}

function describeChild({ processes, rootPid, packages }: VerdictFacts, paths: readonly CriticalPath[]): string {
  const child = processes.find(({ pid }) => pid !== rootPid)
  if (child === undefined) return 'waiting on children, which were too short to be seen'
  const alike = processes.filter(({ pid, name }) => pid !== rootPid && name === child.name)
  const sum = (of: (pid: number) => number): number => alike.reduce((us, { pid }) => us + of(pid), 0)
  const idleUs = sum((pid) => paths[0]?.idleByProcess.get(pid) ?? 0)
  const ownUs = sum((pid) => paths[0]?.byProcess.get(pid) ?? 0)
  const share = alike.reduce((total, { criticalShare }) => total + criticalShare, 0)
  const how = idleUs > ownUs / 2 ? 'wait' : 'compute'
  const where = how === 'wait' ? '' : inWhat(packages)
  if (alike.length === 1) {
    const clause = how === 'wait' ? 'which waits itself' : `which computes${where}`
    return `waiting on child \`${child.name}\` (${percent(share)} of the time), ${clause}`
  }
  const clause = how === 'wait' ? 'which wait themselves' : `which compute${where}`
  return `waiting on ${alike.length} children \`${child.name}\` (${percent(share)} of the time), ${clause}`
}

function describeComputing({ packages }: VerdictFacts): string {
  const [top] = packages
  if (top === undefined || top.ms === 0) return 'nothing was sampled'
  return `computing${inWhat(packages)}`
}

function inWhat([top]: readonly Row[]): string {
  if (top === undefined || top.share.mean < 0.4) return ', spread over many places'
  switch (top.name) {
    case ownPackage:
      return ' in its own code'
    case runtimePackage:
      return " in the language's own library"
    case nativePackage:
      return ' in machine code'
    case gcPackage:
      return ' in garbage collection'
    default:
      return ` in ${top.name}`
  }
}

function shareOf({ packages }: VerdictFacts, name: string): number {
  return packages.find((row) => row.name === name)?.share.mean ?? 0
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`
}
