import type { CriticalPath } from './critical-path.ts'
import {
  splitNames,
  type ProcessRow,
  type Row,
  type SplitKind,
  type SplitRow,
  type Summary,
  type WaitRow,
} from './summary.ts'
import { gcPackage, nativePackage, ownPackage, runtimePackage, unsampledPackage } from './time-by-place.ts'

interface VerdictFacts {
  readonly split: readonly SplitRow[]
  readonly packages: readonly Row[]
  readonly processes: readonly ProcessRow[]
  readonly self: readonly Row[]
  readonly waits: readonly WaitRow[]
  readonly rootPid: number | undefined
  /** The part of the wall time in which a process that is not sampled could have run and others had the processors. */
  readonly queuedShare: number
}

/** Above these shares of the wall time a thing is what the time went to. */
const childShareMin = 0.5
const computingShareMin = 0.4
const gcShareMin = 0.25
const ioShareMin = 0.3
const idleShareMin = 0.5
const startupShareMin = 0.5

/** Of the children that were waited for, where fewer were seen by the watch they were short ones. */
const seenPartMin = 0.5

/** One phrase: what the time went to. */
export function describeVerdict(facts: VerdictFacts, paths: readonly CriticalPath[]): string {
  const share = (kind: SplitKind): number => facts.split.find((row) => row.kind === kind)?.share.mean ?? 0
  if (share('child') >= childShareMin || isFarLargest('child', facts.split)) return describeChild(facts, paths)
  if (share('idle') - facts.queuedShare >= idleShareMin) return describeIdle(facts, share('idle'))
  if (share('startup') >= startupShareMin)
    return `mostly start-up: ${percent(share('startup'))} passed before the program's first line`
  const isBusy = share('cpu') + share('gc') >= computingShareMin
  const gc = Math.max(share('gc'), isBusy ? shareOf(facts, gcPackage) : 0)
  if (gc >= gcShareMin) return `garbage collection: ${percent(gc)} of the running time; who allocates: --heap`
  if (share('io') >= ioShareMin) return `blocked in synchronous file calls for ${percent(share('io'))} of the time`
  if (share('cpu') < computingShareMin) return describeMixture(facts.split)
  return describeComputing(facts)
}

/** What came to own code, beside a program that only runs it, and the hottest line in it. `lines` have those of own code first. */
export function describeOwn({ packages, lines: [top] }: Pick<Summary, 'packages' | 'lines'>): string {
  if (top?.kind !== 'own') return 'no line of its own code was seen running'
  const share = packages.find(({ name }) => name === ownPackage)?.share.mean ?? 0
  return `own code took ${percent(share)} of the running time, most of it ${top.name} ${top.file}:${top.line}`
}

function describeIdle({ waits: [wait] }: VerdictFacts, share: number): string {
  const where =
    wait === undefined || wait.share.mean < share / 2 ? '' : `, most of it in ${wait.name} ${wait.file}:${wait.line}`
  return `mostly waiting: nothing ran for ${percent(share)} of the time${where}`
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
  if (first === undefined || second === undefined || first.share.mean === 0) return 'no time was sampled'
  return `no single cause: ${splitNames[first.kind]} ${percent(first.share.mean)}, ${splitNames[second.kind]} ${percent(second.share.mean)}`
}

function describeChild(facts: VerdictFacts, paths: readonly CriticalPath[]): string {
  const { processes, rootPid, split, packages, self } = facts
  const child = processes.find(({ pid }) => pid !== rootPid)
  const seen = processes.reduce((sum, { pid, criticalShare }) => (pid === rootPid ? sum : sum + criticalShare), 0)
  const all = split.find(({ kind }) => kind === 'child')?.share.mean ?? 0
  if (child === undefined || seen < all * seenPartMin) return describeUnseen(facts, all)
  const alike = processes.filter(({ pid, name }) => pid !== rootPid && name === child.name)
  const sum = (of: (pid: number) => number): number => alike.reduce((us, { pid }) => us + of(pid), 0)
  const idleUs = sum((pid) => paths[0]?.idleByProcess.get(pid) ?? 0)
  const ownUs = sum((pid) => paths[0]?.byProcess.get(pid) ?? 0)
  const share = alike.reduce((total, { criticalShare }) => total + criticalShare, 0)
  const how = idleUs > ownUs / 2 ? 'wait' : 'compute'
  const where = how === 'wait' ? '' : inWhat(packages, self)
  if (alike.length === 1) {
    const clause = how === 'wait' ? 'which waits itself' : `which computes${where}`
    return `waiting on child \`${child.name}\` (${percent(share)} of the time), ${clause}`
  }
  const clause = how === 'wait' ? 'which wait themselves' : `which compute${where}`
  return `waiting on ${alike.length} children \`${child.name}\` (${percent(share)} of the time), ${clause}`
}

function describeUnseen({ waits: [wait] }: VerdictFacts, share: number): string {
  const where = wait === undefined ? '' : `, started in ${wait.name} ${wait.file}:${wait.line}`
  return `waiting on children too short to be told apart (${percent(share)} of the time)${where}`
}

function describeComputing({ packages, self }: VerdictFacts): string {
  const [top] = packages
  if (top === undefined || top.ms === 0) return 'nothing was sampled'
  return `computing${isBetweenTurns(self) ? describeTurns(self) : inWhat(packages, self)}`
}

/** Of what was sampled. */
function inWhat(packages: readonly Row[], self: readonly Row[]): string {
  const [top, ...others] = packages.filter(({ name }) => name !== unsampledPackage)
  if (top === undefined) return ''
  const sampledShare = [top, ...others].reduce((sum, { share }) => sum + share.mean, 0)
  if (top.share.mean < 0.4 * sampledShare) return ', spread over many places'
  switch (top.name) {
    case ownPackage:
      return ' in its own code'
    case runtimePackage:
      return ` in the language's own library${calledBy(self)}`
    case nativePackage:
      return ` in machine code${calledBy(self)}`
    case gcPackage:
      return ' in garbage collection'
    default:
      return ` in ${top.name}`
  }
}

/** V8's name for what is neither JavaScript nor called by it: mostly Node's event loop. */
function isBetweenTurns([top]: readonly Row[]): boolean {
  return top !== undefined && top.name === '(program)' && top.share.mean >= 0.4
}

function describeTurns(self: readonly Row[]): string {
  const own = self.find(({ kind }) => kind === 'own' || kind === 'dependency')
  const who = own === undefined ? '' : `; in its own code most in ${own.name} ${own.file}:${own.line}`
  return ` outside of JavaScript, as an event loop does that turns without a pause${who}`
}

/** Whoever calls it directly has its time as self time. */
function calledBy([top]: readonly Row[]): string {
  const isCaller = top !== undefined && (top.kind === 'own' || top.kind === 'dependency') && top.share.mean >= 0.4
  return isCaller ? `, called by ${top.name} ${top.file}:${top.line}` : ''
}

function shareOf({ packages }: VerdictFacts, name: string): number {
  return packages.find((row) => row.name === name)?.share.mean ?? 0
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`
}
