import type { CodeFile } from '@groundcrew/code-map'
import { count } from '@groundcrew/core/text'
import type { EndpointChange } from '../affected/endpoints.ts'
import type { Changes } from '../change/types.ts'
import { AMBIENT_NOTE } from '../graph/ambient-names.ts'
import type { Graph } from '../graph/graph.ts'
import type { Reach } from '../graph/reach.ts'
import type { Propagation } from '../graph/propagate.ts'
import type { Widening } from '../widen/widening.ts'
import { isScript } from '../change/token-words.ts'

import { isNamesake } from './rank.ts'
import { findApplicationTests } from './application-tests.ts'
import { findRequestingTests } from './requesting-tests.ts'
import { findStartingPrograms } from './starting-programs.ts'
import { isTestPath, packagesOf } from './test-files.ts'

export interface Nearby {
  /** By test: why it is here. */
  readonly reasons: ReadonlyMap<string, string>
  readonly widenings: readonly Widening[]
}

interface Question {
  readonly graph: Graph
  readonly changes: Changes
  readonly tests: readonly CodeFile[]
  readonly propagation: Propagation
  /** Whether it is known of a test what it executed. */
  readonly isRecorded: (path: string) => boolean
  readonly endpoints: readonly EndpointChange[]
}

/**
 * Tests that nothing which runs leads to: those beside a declaration that is new and that nobody uses yet, those that check types, where
 * types changed, those that import nothing at all, those that start programs, and those that start an application or run one over requests.
 */
export function findNearbyTests(question: Question): Nearby {
  const { tests, propagation } = question
  const others = tests.filter(({ number }) => propagation.inFile(number).every(({ isTypeOnly }) => isTypeOnly))
  const { graph, changes, isRecorded } = question
  const parts = [
    besideNewCode(question, others),
    checkingTypes(question, others),
    importingNothing(question, others),
    findStartingPrograms(graph, changes, { tests: others, isRecorded }),
    findRequestingTests({ ...question, tests: others }),
    findApplicationTests(graph, changes, { tests: others, isRecorded }),
  ]
  return {
    reasons: new Map(parts.flatMap(({ reasons }) => [...reasons])),
    widenings: parts.flatMap(({ widenings }) => widenings),
  }
}

function besideNewCode({ graph, changes }: Question, tests: readonly CodeFile[]): Nearby {
  const reasons = new Map<string, string>()
  const widenings: Widening[] = []
  for (const { path, declarations } of changes.files) {
    const added = declarations.find(
      (one) => one.class === 'added' && !['interface', 'type', 'imports'].includes(one.kind),
    )
    if (added === undefined) continue
    const namesakes = tests.filter((test) => isNamesake(test.path, path))
    const beside = namesakes.length > 0 ? namesakes : importersOf(graph, path, tests)
    for (const test of beside) reasons.set(test.path, `beside ${added.qualifiedName}, which is new`)
    if (beside.length > 0) {
      const text = `${added.qualifiedName} is new: reaches ${count(beside.length, 'test')} beside it`
      widenings.push({ rule: 'new code', path, text })
    }
  }
  return { reasons, widenings }
}

/** By something that runs, and not over names that are there for all: others may use the same over code in which no name tells. */
function isLedTo(reach: Reach): boolean {
  if (reach.isTypeOnly) return false
  for (let at: Reach | undefined = reach; at !== undefined; at = at.from) if (at.note === AMBIENT_NOTE) return false
  return true
}

function importersOf(graph: Graph, path: string, tests: readonly CodeFile[]): readonly CodeFile[] {
  // Links of a rule have no specifier, and all of a Go package is linked so.
  const links = graph.importersOf(graph.fileNumber(path)).filter(({ fact }) => fact.specifier !== '')
  const importers = new Set(links.map(({ from }) => from))
  return tests.filter(({ number }) => importers.has(number))
}

/** What the libraries for type tests are called by, and types that take only what equals. `@ts-expect-error` mostly silences the compiler. */
const CHECKS_TYPES =
  /\b(?:expectTypeOf|assertType|expectType|expectError|expectAssignable|attest)\b|\b(?:Expect|Assert|IsTrue)<\s*\w*Equals?\w*</

function checkingTypes({ graph, propagation }: Question, tests: readonly CodeFile[]): Nearby {
  const reached = tests.filter(({ number }) => propagation.inFile(number).length > 0)
  const checking = reached.filter(({ number }) => CHECKS_TYPES.test(graph.map.read(number)?.source.toString() ?? ''))
  const widenings: readonly Widening[] =
    checking.length === 0
      ? []
      : [{ rule: 'type test', path: '.', text: `types changed: reaches ${count(checking.length, 'test')} of types` }]
  return { reasons: new Map(checking.map(({ path }) => [path, 'checks types that changed'])), widenings }
}

/**
 * Where nothing leads to any test of a package, and most of them have no import, they share a page, or are put together, with the code that they test:
 * nothing tells which, and they belong to all of it.
 */
function importingNothing({ graph, changes, tests: all, propagation }: Question, tests: readonly CodeFile[]): Nearby {
  const packageOf = packagesOf(graph.map)
  const packages = new Set(
    changes.files
      .filter(({ path, language, declarations, wholeBecause }) => {
        const isCode = wholeBecause !== undefined || declarations.some((one) => one.class !== 'cosmetic')
        return isScript(language) && !isTestPath(path) && isCode
      })
      .map(({ path }) => packageOf(path)),
  )
  const hasNone = ({ number }: CodeFile): boolean => graph.map.imports(number).length === 0
  const reasons = new Map<string, string>()
  const widenings: Widening[] = []
  for (const directory of packages) {
    const isOwn = ({ path, language }: CodeFile): boolean => isScript(language) && packageOf(path) === directory
    const own = all.filter(isOwn)
    const unreached = tests.filter(isOwn)
    const isLed = ({ number }: CodeFile): boolean => propagation.inFile(number).some(isLedTo)
    if (own.some(isLed) || own.filter(hasNone).length * 2 <= own.length) continue
    const alone = unreached.filter(hasNone)
    for (const { path } of alone) reasons.set(path, 'imports nothing, as most tests here')
    const text = `${count(alone.length, 'test')} without imports, as most here: what they test is not known`
    if (alone.length > 0) widenings.push({ rule: 'without imports', path: directory === '' ? '.' : directory, text })
  }
  return { reasons, widenings }
}
