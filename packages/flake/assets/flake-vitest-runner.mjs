/** A vitest runner that follows a plan within each file and records every test. */
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const load = createRequire(import.meta.url)
const { plan, record, fileId, uniqueNames, arrange, positionOfTest, positionBelow, messageOf } =
  load('./flake-records.cjs')
const { steer } = load('./flake-steer.cjs')
const { prepare, watch, isWatched } = load('./flake-watch.cjs')

const fromProject = createRequire(path.join(process.cwd(), 'package.json'))
/** @param {string} name */
const loadFromProject = async (name) => import(pathToFileURL(fromProject.resolve(name)).href)

/** Vitest 4.1 moved the class to its main door. */
const Base = (await loadVitest()).TestRunner ?? (await loadFromProject('vitest/runners')).VitestTestRunner

/** `require` of vitest is refused by a file that says so; the module beside it is what workers import. */
async function loadVitest() {
  const manifest = fromProject.resolve('vitest/package.json')
  return import(pathToFileURL(path.join(path.dirname(manifest), 'dist', 'index.js')).href)
}

/**
 * @typedef {{ type: string, name: string, mode: string, tasks?: Task[], retry?: unknown, repeats?: number, filepath?: string,
 *   result?: { state?: string, errors?: readonly unknown[], duration?: number }, location?: { line?: number } }} Task
 */

const reseed = steer(globalThis)

// oxlint-disable-next-line import/no-default-export -- vitest takes the runner from the default export
export default class PlanRunner extends Base {
  /** @type {Map<Task, string>} */
  #ids = new Map()
  /** @type {Set<Task>} */
  #recorded = new Set()
  /** @type {Map<Task, number>} */
  #errorsBefore = new Map()

  /** @param {Task[]} files */
  async onCollected(files) {
    for (const file of files) this.#name(file, fileId(file.filepath ?? file.name))
    const watched = files.flatMap((file) => this.#testsOf(file)).filter((test) => isWatched(this.#ids.get(test)))
    await Promise.all(watched.map((test) => this.#watch(test)))
    record({ collected: files.flatMap((file) => this.#testsOf(file)).map((test) => this.#ids.get(test)) })
    for (const file of files) this.#arrange(file)
    return super.onCollected?.(files)
  }

  /** @param {Task} test */
  async onBeforeRunTask(test) {
    if (test.mode !== 'run' && test.mode !== 'queued') this.#record(test, { outcome: 'skipped' })
    else record({ start: this.#ids.get(test) })
    await super.onBeforeRunTask?.(test)
  }

  /** Vitest tells the end of all repeats together: each but the last is told when the next one begins. @param {Task} test @param {{ repeats?: number }} attempt */
  async onBeforeTryTask(test, attempt) {
    const errors = test.result?.errors ?? []
    if ((attempt.repeats ?? 0) > 0) this.#recordRepeat(test, errors)
    this.#errorsBefore.set(test, errors.length)
    reseed()
    await super.onBeforeTryTask?.(test, attempt)
  }

  /** @param {Task} test */
  async onAfterRunTask(test) {
    await super.onAfterRunTask?.(test)
    const { state, errors = [], duration } = test.result ?? {}
    if (plan.repeats > 1 && (state === 'fail' || state === 'pass')) return this.#recordRepeat(test, errors)
    const outcome = state === 'fail' ? 'failed' : state === 'pass' ? 'passed' : 'skipped'
    this.#record(test, {
      outcome,
      durationMs: duration,
      ...(outcome === 'failed' ? { message: messageOf(errors[0]) } : {}),
    })
  }

  /** @param {Task} test @param {readonly unknown[]} errors of this repeat and those before */
  #recordRepeat(test, errors) {
    const before = this.#errorsBefore.get(test) ?? 0
    const isFailed = errors.length > before
    this.#record(test, isFailed ? { outcome: 'failed', message: messageOf(errors[before]) } : { outcome: 'passed' })
  }

  /** Where a hook of a whole suite failed, its tests did not run and did not pass either. @param {Task} suite */
  async onAfterRunSuite(suite) {
    await super.onAfterRunSuite?.(suite)
    const [error] = suite.result?.errors ?? []
    if (error === undefined) return
    for (const test of this.#testsOf(suite)) {
      if (!this.#recorded.has(test)) this.#record(test, { outcome: 'failed', message: messageOf(error) })
    }
  }

  /** @param {Task} test @param {object} entry */
  #record(test, entry) {
    this.#recorded.add(test)
    record({ test: this.#ids.get(test), ...entry })
  }

  /** After the hooks before it, which are a part of what it sees. @param {Task} test */
  async #watch(test) {
    const { getFn, setFn } = await loadFromProject('vitest/suite')
    const fn = getFn(test)
    prepare(this.#ids.get(test), { fn })
    setFn(test, () => {
      watch(this.#ids.get(test), { fn })
      return fn()
    })
  }

  /** @param {Task} task @param {string} id */
  #name(task, id) {
    this.#ids.set(task, id)
    const unique = uniqueNames()
    for (const child of task.tasks ?? []) this.#name(child, `${id} > ${unique(child.name)}`)
  }

  /** @param {Task} task @returns {Task[]} */
  #testsOf(task) {
    return task.tasks === undefined ? [task] : task.tasks.flatMap((child) => this.#testsOf(child))
  }

  /** @param {Task} suite */
  #arrange(suite) {
    if (suite.tasks === undefined) {
      suite.retry = 0
      suite.repeats = plan.repeats - 1
      return
    }
    const position = (/** @type {Task} */ task) =>
      (task.tasks === undefined ? positionOfTest : positionBelow)(this.#ids.get(task) ?? '')
    const tasks = arrange(suite.tasks, position)
    suite.tasks = tasks
    for (const child of tasks) this.#arrange(child)
  }
}
