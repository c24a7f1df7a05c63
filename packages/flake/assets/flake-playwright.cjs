'use strict'

/** A reporter of Playwright that records every test. */
const { record, fileId, uniqueNames, messageOf } = require('./flake-records.cjs')

/**
 * @typedef {{ id: string, title: string, location: { file: string }, titlePath: () => string[] }} TestCase
 * @typedef {{ status: string, duration: number, error?: unknown }} TestResult
 */

module.exports = class PlanReporter {
  /** @type {Map<string, string>} */
  #ids = new Map()

  /** @param {{ projects: unknown[] }} config @param {{ allTests: () => TestCase[] }} suite */
  onBegin({ projects }, suite) {
    /** @type {Map<string, (name: string) => string>} */
    const names = new Map()
    for (const test of suite.allTests()) {
      // The path begins with the root, the project and the file.
      const [, project = '', , ...titles] = test.titlePath()
      const place = [fileId(test.location.file), ...titles.slice(0, -1)].join(' > ')
      const name = projects.length > 1 ? `${test.title} [${project}]` : test.title
      const unique = names.get(place) ?? uniqueNames()
      names.set(place, unique)
      this.#ids.set(test.id, `${place} > ${unique(name)}`)
    }
    record({ collected: [...new Set(this.#ids.values())] })
  }

  /** @param {TestCase} test */
  onTestBegin(test) {
    record({ start: this.#ids.get(test.id) })
  }

  /** @param {TestCase} test @param {TestResult} result */
  onTestEnd(test, { status, duration, error }) {
    const outcome = status === 'passed' || status === 'skipped' ? status : 'failed'
    const message = outcome === 'failed' ? { message: plain(messageOf(error ?? new Error(status))) } : {}
    record({ test: this.#ids.get(test.id), outcome, durationMs: duration, ...message })
  }

  /** @param {{ message?: string, location?: { file: string } }} error */
  onError(error) {
    const file = error.location === undefined ? {} : { file: fileId(error.location.file) }
    record({ error: { ...file, message: plain(messageOf(error)) } })
  }

  printsToStdio() {
    return false
  }
}

/** Without colours. @param {string} text */
function plain(text) {
  // oxlint-disable-next-line no-control-regex -- the escapes are what is taken out
  return text.replaceAll(/\u001b\[[\d;]*m/g, '').replace(/^Error: /, '')
}
