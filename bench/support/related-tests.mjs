/** Which test files the runners themselves take for a changed file. */
import { spawnSync } from 'node:child_process'
import path from 'node:path'

/** @typedef {ReadonlyMap<string, readonly string[]>} Related by changed file */

const outputBytesMax = 1024 ** 3

/**
 * `vitest related`, by its API: its command line has no way to list without running.
 *
 * @param {string} clone
 * @param {readonly string[]} files
 * @param {string} [directory] with vitest's configuration, the clone or a package below it
 * @returns {Related}
 */
export function relatedOfVitest(clone, files, directory = clone) {
  const script = `
    import { createRequire } from 'node:module'
    import path from 'node:path'
    const { createVitest } = await import(createRequire(process.cwd() + '/package.json').resolve('vitest/node'))
    const files = JSON.parse(process.env.BENCH_FILES)
    const vitest = await createVitest('test', { watch: false, related: [], coverage: { enabled: false } })
    const found = []
    for (const file of files) {
      vitest.config.related = [path.resolve(process.env.BENCH_CLONE, file)]
      const specifications = await vitest.getRelevantTestSpecifications()
      found.push([file, specifications.map((one) => path.relative(process.env.BENCH_CLONE, one.moduleId))])
    }
    await vitest.close()
    console.log('@@' + JSON.stringify(found))
    process.exit(0)`
  const { stdout, stderr } = spawnSync('node', ['--input-type=module', '-e', script], {
    cwd: directory,
    encoding: 'utf8',
    maxBuffer: outputBytesMax,
    env: { ...process.env, BENCH_CLONE: clone, BENCH_FILES: JSON.stringify(files) },
  })
  const line = stdout.split('@@')[1]
  if (line === undefined) throw new Error(`vitest related: ${stderr}`)
  return new Map(JSON.parse(line))
}

/**
 * @param {string} clone
 * @param {readonly string[]} files
 * @returns {Related}
 */
export function relatedOfJest(clone, files) {
  return new Map(
    files.map((file) => {
      const args = ['jest', '--findRelatedTests', file, '--listTests', '--passWithNoTests']
      const { stdout, status, stderr } = spawnSync('npx', args, { cwd: clone, encoding: 'utf8' })
      if (status !== 0) throw new Error(`jest --findRelatedTests ${file}: ${stderr}`)
      const tests = stdout.split('\n').filter(Boolean)
      return [file, tests.map((test) => path.relative(clone, test))]
    }),
  )
}
