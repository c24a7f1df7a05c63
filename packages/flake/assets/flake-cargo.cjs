'use strict'

/**
 * Builds what `cargo test ARGS` would run and runs it with libtest's own flags: `node flake-cargo.cjs CARGO test|nextest ARGS...`. Under
 * nextest every test has a process of its own. An id begins with the root file of the target. Documentation tests are not seen.
 */
const path = require('node:path')
const { plan, record, fileId } = require('./flake-records.cjs')
const { runLines } = require('./flake-native.cjs')

const [cargo = 'cargo', verb = 'test', ...args] = process.argv.slice(2)
const end = args.indexOf('--')
const own = end === -1 ? args : args.slice(0, end)
const forTests = end === -1 ? [] : args.slice(end + 1)
const messageLengthMax = 4000
const wanted = plan.tests === undefined ? undefined : new Set(plan.tests)

/** @typedef {{ executable: string, source: string, directory: string }} Target */

void main()

async function main() {
  /** @type {Target[]} */
  const targets = []
  const build = [cargo, 'test', '--no-run', '--message-format=json-render-diagnostics', ...own]
  const built = await runLines(build, { onLine: (line) => targets.push(...readTarget(line)) })
  if (built !== 0) {
    process.exitCode = built
    return
  }
  // Cargo names them as they get ready.
  targets.sort((a, b) => (a.source < b.source ? -1 : 1))
  let worst = 0
  for (const target of targets) worst = Math.max(worst, await runTarget(target))
  process.exitCode = worst
}

/** @param {string} line @returns {Target[]} */
function readTarget(line) {
  const message = line.startsWith('{') ? JSON.parse(line) : {}
  if (
    message.reason !== 'compiler-artifact' ||
    message.profile?.test !== true ||
    typeof message.executable !== 'string'
  )
    return []
  const { executable, target, manifest_path: manifest } = message
  return [{ executable, source: fileId(target.src_path), directory: path.dirname(manifest) }]
}

/** @param {Target} target */
async function runTarget(target) {
  /** @type {string[]} */
  const names = []
  const onLine = (/** @type {string} */ line) => {
    const [, name] = /^(.+): test$/.exec(line) ?? []
    if (name !== undefined) names.push(name)
  }
  await runLines([target.executable, '--list', '--format=terse', ...forTests], { cwd: target.directory, onLine })
  record({ collected: names.map((name) => idOf(target, name)), isPart: true })
  const chosen = names.filter((name) => wanted === undefined || wanted.has(idOf(target, name)))
  const groups = verb === 'nextest' ? chosen.map((name) => [name]) : [chosen]
  let worst = 0
  for (const group of groups.filter(({ length }) => length > 0)) worst = Math.max(worst, await runGroup(target, group))
  return worst
}

/** @param {Target} target @param {string[]} names */
async function runGroup(target, names) {
  /** @type {Map<string, string>} */
  const messages = new Map()
  /** @type {Map<string, string>} */
  const outcomes = new Map()
  let speaker = ''
  const flags = [
    '--test-threads=1',
    '--show-output',
    '--exact',
    ...forTests.filter((flag) => !flag.startsWith('--test-threads')),
  ]
  record({ start: idOf(target, names[0] ?? '') })
  const code = await runLines([target.executable, ...flags, ...names], {
    cwd: target.directory,
    onLine(line) {
      process.stdout.write(`${line}\n`)
      const [, name, word] = /^test (.+?)(?: - should panic)? \.\.\. (ok|FAILED|ignored)/.exec(line) ?? []
      if (name !== undefined && word !== undefined) {
        outcomes.set(name, word)
        // What a failure says comes after all tests; the others are known at once, also where a later one hangs.
        if (word !== 'FAILED') record({ test: idOf(target, name), outcome: word === 'ok' ? 'passed' : 'skipped' })
        const next = names[names.indexOf(name) + 1]
        if (next !== undefined) record({ start: idOf(target, next) })
      }
      speaker = /^---- (.+) stdout ----$/.exec(line)?.[1] ?? speaker
      if (line.startsWith('---- ') || /^(?:failures|successes):$/.test(line) || line.startsWith('note: run with'))
        return
      messages.set(speaker, `${messages.get(speaker) ?? ''}${line}\n`)
    },
  })
  // The first test without an outcome is the one that the process ended in.
  for (const name of names) {
    const outcome = outcomes.get(name)
    if (outcome === 'FAILED')
      record({ test: idOf(target, name), outcome: 'failed', message: panicOf(messages.get(name) ?? '') })
    if (outcome !== undefined) continue
    const message = `the process of its target ended in this test (exit ${code})`
    record({ test: idOf(target, name), outcome: 'killed', message })
    break
  }
  return code
}

/** What was said below the line that names the place. @param {string} text */
function panicOf(text) {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const at = lines.findIndex((line) => /panicked at /.test(line))
  return (
    lines
      .slice(at + 1)
      .join('\n')
      .slice(0, messageLengthMax) || lines.join('\n').slice(0, messageLengthMax)
  )
}

/** @param {Target} target @param {string} name */
function idOf({ source }, name) {
  return [source, ...name.split('::')].join(' > ')
}
