/**
 * Runs vitest through its own API, as its command line would, but in the files and the order of a plan, one file after another, without
 * retries: `node flake-vitest-driver.mjs ARGS...`. The project's own vitest is used.
 */
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const { plan, arrangePasses, beginPass, record, fileId, arrange, positionBelow, messageOf } = createRequire(
  import.meta.url,
)('./flake-records.cjs')

const { createVitest, parseCLI } = await import(pathToFileURL(findVitest()).href)

function findVitest() {
  try {
    return createRequire(path.join(process.cwd(), 'package.json')).resolve('vitest/node')
  } catch (error) {
    record({ error: { message: 'not found: vitest' } })
    throw error
  }
}

class PlanSequencer {
  /** @param {unknown[]} specifications */
  shard(specifications) {
    return specifications
  }

  /** @param {unknown[]} specifications */
  sort(specifications) {
    return specifications
  }
}

/** Tests are recorded by the runner in the worker; what goes wrong around them is known here. */
const reporter = {
  /** @param {{ moduleId: string, errors: () => readonly unknown[] }} module */
  onTestModuleEnd(module) {
    for (const error of module.errors()) record({ error: { file: fileId(module.moduleId), message: messageOf(error) } })
  },
  /** @param {unknown} _modules @param {readonly unknown[]} errors */
  onTestRunEnd(_modules, errors) {
    for (const error of errors) record({ error: { message: messageOf(error) } })
  },
}

const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)])
const vitest = await createVitest('test', {
  ...options,
  watch: false,
  run: true,
  retry: 0,
  bail: 0,
  fileParallelism: false,
  coverage: { enabled: false },
  reporters: [reporter],
  sequence: { ...options.sequence, shuffle: false, sequencer: PlanSequencer },
})
const runner = path.join(import.meta.dirname, 'flake-vitest-runner.mjs')
for (const project of vitest.projects) {
  project.config.runner = runner
  project.config.retry = 0
  project.config.snapshotOptions.updateSnapshot = 'none'
}
/** @type {{ moduleId: string }[]} */
const found = await vitest.globTestSpecifications(filter)
const sorted = [...found].sort((a, b) => (a.moduleId < b.moduleId ? -1 : 1))
const arranged = () =>
  // A plan of no tests is to list them.
  plan.tests?.length === 0
    ? sorted
    : arrange(sorted, (/** @type {{ moduleId: string }} */ { moduleId }) => positionBelow(fileId(moduleId)))

/** Whether each file has a worker of its own, so that a plan leaves nothing behind for the next. @param {any} config */
const isIsolated = ({ pool, isolate, poolOptions }) => {
  const { isolate: isPoolIsolated = isolate, singleFork, singleThread } = poolOptions?.[pool] ?? {}
  return ['forks', 'threads'].includes(pool) && isPoolIsolated !== false && !singleFork && !singleThread
}

// One plan alone where the next would find what it left: the others are asked by themselves then.
if (!vitest.projects.every((/** @type {any} */ { config }) => isIsolated(config)))
  plan.passes = plan.passes?.slice(0, 1)
const passes = arrangePasses(arranged)
record({ files: passes.flatMap((/** @type {{ items: unknown[] }} */ { items }) => items).length })
for (const { pass, items } of passes) {
  if (pass !== undefined) beginPass(pass)
  if (items.length > 0) await vitest.runTestSpecifications(items, true)
}
await vitest.close()
