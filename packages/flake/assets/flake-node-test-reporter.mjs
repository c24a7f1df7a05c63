/** A reporter of node:test that records every test. */
import { createRequire } from 'node:module'

const { record, fileId, messageOf } = createRequire(import.meta.url)('./flake-records.cjs')

/**
 * @param {AsyncIterable<{ type: string, data: { name: string, nesting: number, skip?: unknown, todo?: unknown,
 *   details?: { duration_ms?: number, type?: string, error?: { failureType?: string, cause?: unknown } } } }>} source
 */
// oxlint-disable-next-line import/no-default-export -- node takes the reporter from the default export
export default async function* reporter(source) {
  const file = fileId(process.argv[1] ?? '')
  /** @type {string[]} */
  const names = []
  for await (const { type, data } of source) {
    if (type === 'test:start') {
      names.length = data.nesting
      names.push(data.name)
    } else if (type === 'test:pass' || type === 'test:fail') {
      recordTest([file, ...names.slice(0, data.nesting), data.name].join(' > '), type, data)
    }
  }
  yield ''
}

/** @param {string} id @param {string} type @param {any} data */
function recordTest(id, type, { skip, todo, details = {} }) {
  const { error } = details
  // A test that fails because a subtest does has no failure of its own, and a suite that passes is no test.
  const isConsequence = error?.failureType === 'subtestsFailed'
  if (isConsequence || (details.type === 'suite' && type === 'test:pass')) return
  const outcome = isMarked(skip) || isMarked(todo) ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed'
  const message = outcome === 'failed' ? { message: messageOf(error?.cause ?? error) } : {}
  record({ test: id, outcome, durationMs: details.duration_ms, ...message })
}

/** A mark is true or its reason. @param {unknown} mark */
function isMarked(mark) {
  return mark !== undefined && mark !== false
}
