import { createHash } from 'node:crypto'
import type { Failure, Frame, Thrown } from '../failure.ts'
import { rootOf } from '../stack/read-stacks.ts'
import { isBare, isTimeout } from './bare.ts'
import { templateOf } from './template.ts'

/** Rises when the same failure would get another id. Ids carry it, and what they were made of is kept beside them. */
export const fingerprintVersion = 1
const digestDigits = 10
const framesUsed = 2

/** What an id was made of, in the order in which it is digested. */
export type FingerprintPart = readonly [name: string, value: string]

export interface Fingerprint {
  /** `c1-0123456789`: what went wrong; the same for every test that it fails. */
  readonly cause: string
  readonly causeParts: readonly FingerprintPart[]
  /** `t1-0123456789`: which test or rule failed, and in which phase. */
  readonly identity: string
  readonly identityParts: readonly FingerprintPart[]
  /** Why the cause is kept to one test, file or place, where it is. */
  readonly scope?: string
}

/** The two levels of what a failure is. They hold on other machines, in other directories, and after lines have moved. */
export function fingerprint(failure: Failure): Fingerprint {
  const identityParts = partsOfIdentity(failure)
  const { parts, scope } = partsOfCause(failure, identityParts)
  return {
    cause: digest('c', parts),
    causeParts: parts,
    identity: digest('t', identityParts),
    identityParts,
    ...(scope === undefined ? {} : { scope }),
  }
}

function digest(letter: string, parts: readonly FingerprintPart[]): string {
  const text = JSON.stringify(parts)
  return `${letter}${fingerprintVersion}-${createHash('sha256').update(text).digest('hex').slice(0, digestDigits)}`
}

function partsOfIdentity(failure: Failure): readonly FingerprintPart[] {
  const { tool, test, phase, code = '', message, location } = failure
  if (test !== undefined)
    return [
      ['test', templateOfTest(test)],
      ['phase', phase],
    ]
  return [
    ['tool', tool],
    ['code', code],
    // The directories above a file of another machine's log are not known to be the project's.
    ['file', lastSegments(location?.file ?? '', 1)],
    ['message', templateOf(message)],
    ['phase', phase],
  ]
}

/** A test's numbers are part of its name; directories of the machine and addresses are not. */
function templateOfTest(test: string): string {
  return test.replaceAll(/(?<![\w.])\/(?:[^\s/]+\/)+(?=[^\s/]+)/g, '').replaceAll(/\b0x[\da-f]{4,}\b/gi, '<address>')
}

interface CauseParts {
  readonly parts: readonly FingerprintPart[]
  readonly scope?: string
}

function partsOfCause(failure: Failure, identity: readonly FingerprintPart[]): CauseParts {
  // One command repairs all files that are not formatted.
  if (failure.kind === 'format') return { parts: [['format', failure.tool]] }
  const root = failure.thrown === undefined ? undefined : rootOf(failure.thrown)
  const type = typeOf(failure, root)
  const message = messageOf(failure, root)
  const frames = failure.thrown === undefined ? [] : namedFrames(failure.thrown)
  const base: readonly FingerprintPart[] = [
    ['type', type],
    ['message', message],
    ...frames.map((frame): FingerprintPart => ['frame', describeFrame(frame)]),
  ]
  const scope = scopeOf({ failure, type, message, frames })
  if (scope === undefined) return { parts: base }
  return { parts: [...base, ...scopeParts(scope, failure, identity)], scope: scopeReasons[scope] }
}

type Scope = 'bare' | 'timeout' | 'assertion' | 'nameless'

const scopeReasons: Readonly<Record<Scope, string>> = {
  bare: 'the message says nothing that only this failure would say: it is kept to its test',
  timeout: 'a timeout has as many causes as tests: it is kept to its test',
  assertion: 'an assertion in a test is about that test',
  nameless: 'the message names nothing: it is kept to its file',
}

interface ScopeQuestion {
  readonly failure: Failure
  readonly type: string
  readonly message: string
  readonly frames: readonly Frame[]
}

function scopeOf({ failure, type, message, frames }: ScopeQuestion): Scope | undefined {
  const { kind } = failure
  const isDeep = frames.some(({ name, file = '' }) => name !== undefined && !isTestFile(file))
  if (isTimeout(`${type} ${message}`)) return 'timeout'
  if (isBare(`${lastName(type)} ${message}`) && !isDeep) return 'bare'
  if (kind === 'test' && !isDeep && (type === '' || isAssertion(type, message))) return 'assertion'
  const isPlaced = kind === 'diagnostic' || kind === 'runner' || kind === 'error'
  return isPlaced && !isDeep && !hasName(message) ? 'nameless' : undefined
}

function scopeParts(scope: Scope, failure: Failure, identity: readonly FingerprintPart[]): readonly FingerprintPart[] {
  const file = failure.location?.file
  if (scope === 'nameless' && file !== undefined) return [['file', lastSegments(file, 1)]]
  if (failure.test !== undefined) return identity
  // Without a test and without a place only what stood around it is left to tell it from others.
  return file === undefined
    ? [...identity, ['context', failure.context]]
    : [...identity, ['file', lastSegments(file, 1)]]
}

function typeOf({ code, tool, kind, message }: Failure, root: Thrown | undefined): string {
  if (root !== undefined && root.type !== '') return lastName(root.type)
  const named = /^((?:[\w$.]+\.)?[A-Z]\w*(?:Error|Exception|Failure))\b/.exec(message)?.[1]
  if (named !== undefined) return lastName(named)
  if (kind === 'test') return code ?? ''
  return [tool, code].filter(Boolean).join(' ')
}

/** Without package, module and the code in brackets. */
function lastName(type: string): string {
  return (
    type
      .replace(/ \[\w+\]$/, '')
      .split(/[.:]+/)
      .at(-1) ?? type
  )
}

function messageOf({ message }: Failure, root: Thrown | undefined): string {
  const said = root === undefined || root.message === '' ? message : root.message
  return templateOf(said.replace(/^(?:[\w$.]+\.)?[A-Z]\w*(?:Error|Exception|Failure)(?: \[\w+\])?: /, ''))
}

/**
 * The innermost own frames of where it began; of what came out of it, where the beginning has none. Those of tests count only where there
 * are no others: a fault in the code is one cause from whichever test it is met.
 */
function namedFrames(thrown: Thrown): readonly Frame[] {
  const chain: Thrown[] = []
  for (let next: Thrown | undefined = thrown; next !== undefined; next = next.causes[0]) chain.unshift(next)
  const own = chain.map(({ frames }) => frames.filter(({ isOwn }) => isOwn)).find((frames) => frames.length > 0)
  const code = (own ?? []).filter(({ file = '' }) => !isTestFile(file))
  return (code.length > 0 ? code : (own ?? []))
    .filter((frame, index, all) => describeFrame(frame) !== describeFrame(all[index - 1] ?? { isOwn: false }))
    .slice(0, framesUsed)
}

/** The function; the file where it has no name. V8 calls a test's own function after what it calls: `Object.toBe`. */
function describeFrame({ name, file = '' }: Frame): string {
  const isNamed = name !== undefined && !(isTestFile(file) && name.startsWith('Object.'))
  return isNamed ? name : lastSegments(file, 1)
}

function isAssertion(type: string, message: string): boolean {
  return (
    /assert|expectation|comparison|multiplefailures/i.test(type) ||
    /^(?:expect\(|expected\b|assert\b|assertion )/i.test(message)
  )
}

export function isTestFile(file: string): boolean {
  return /(?:^|\/)(?:tests?|specs?|__tests__|e2e|it)\/|[._-](?:test|spec|e2e)\.|_test\.\w+$|(?:^|\/)test_|Tests?\.(?:java|kt|cs|scala|php)$|_spec\.rb$|(?:^|\/)conftest\.py$/.test(
    file,
  )
}

/** Quoted, or written as only programs write: `fooBar`, `a.b`, `SOME_NAME`. */
function hasName(message: string): boolean {
  return /['"`‘“«][^'"`’”»]{2,}['"`’”»]|\b[a-z]+[A-Z]\w*|\b\w+_\w+|\b[A-Za-z]\w*\.[A-Za-z]\w+|--[\w-]+|\b[A-Z]{2,}\d{2,}/.test(
    message,
  )
}

function lastSegments(file: string, count: number): string {
  return file.split('/').slice(-count).join('/')
}
