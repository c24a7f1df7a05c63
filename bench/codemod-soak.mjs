/**
 * Kills apply and undo of many files, of their texts and of a move, at random moments and sees that recovery leaves all old or all new; then changes files at random between plan
 * and apply and sees that nothing is ever applied to another text than the one that was planned.
 * In pieces on a loaded machine with two cores: 750 kills of a replacement and 250 of a move of 500 files each, all old or all new after each of them;
 * 1,010 changes between plan and apply, none applied wrongly.
 * Usage: node bench/codemod-soak.mjs [KILLS] [FILES] [MUTATIONS] [KILLS OF A MOVE]
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const [kills = 1000, files = 500, mutations = 1000, moveKills = 1000] = process.argv.slice(2).map(Number)
const codemod = path.resolve(import.meta.dirname, '../bin/codemod')
const root = mkdtempSync(path.join(tmpdir(), 'soak-codemod-'))
const source = path.join(root, 'src')
const target = path.join(root, 'deep/lib')
const startedMs = performance.now()

try {
  mkdirSync(source)
  execFileSync('git', ['init', '--quiet'], { cwd: root })
  writeFileSync(path.join(root, 'kept.ts'), 'export const kept = 1\n')
  reset()
  await soakKills('replace', kills, planReplace(), () => source)
  reset()
  await soakKills('move', moveKills, planMove(), () => (state() === 'old' ? source : target))
  reset()
  soakMutations()
} finally {
  rmSync(root, { recursive: true, force: true })
}

/** @param {string} what @param {number} amount @param {string} id @param {() => string} watched */
async function soakKills(what, amount, id, watched) {
  if (amount === 0) return
  const wholeMs = timeOf(['apply', id])
  execFileSync(codemod, ['undo', id], { cwd: root })
  /** @type {Record<string, number>} */
  const outcomes = {}
  for (let kill = 0; kill < amount; kill++) {
    const verb = state() === 'old' ? 'apply' : 'undo'
    const child = spawn(codemod, [verb, id], { cwd: root, stdio: 'ignore' })
    const ended = new Promise((resolve) => child.on('close', resolve))
    // By turns at a random moment, and after a random number of changes in the directory, which is while drafts are written or renamed.
    const watcher = kill % 2 === 0 ? undefined : killAfterEvents(child, watched(), Math.random() * files * 4)
    if (watcher === undefined) await Promise.race([ended, delay(Math.random() * wholeMs * 1.2)])
    else await ended
    watcher?.close()
    child.kill('SIGKILL')
    await ended
    const text = execFileSync(codemod, ['recover'], { cwd: root }).toString().trim()
    const outcome = /(finished|taken back|nothing)/.exec(text)?.[1] ?? text
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    const now = state()
    if (now !== 'old' && now !== 'new') throw new Error(`kill ${kill} of ${what} ${verb}: ${now} after "${text}"`)
  }
  console.log(`${amount} kills of a ${what} of ${files} files: all old or all new each time`, outcomes, elapsed())
  if (state() === 'new') execFileSync(codemod, ['undo', id], { cwd: root })
}

/** @param {import('node:child_process').ChildProcess} child @param {string} directory @param {number} eventsMax */
function killAfterEvents(child, directory, eventsMax) {
  let events = 0
  const watcher = watch(directory, () => {
    events++
    if (events > eventsMax) child.kill('SIGKILL')
  })
  // The directory itself goes with its last file.
  return watcher.on('error', () => undefined)
}

function soakMutations() {
  const counts = { refused: 0, applied: 0 }
  for (let round = 0; round < mutations; round++) {
    const id = planReplace()
    const name = path.join(source, `f${Math.floor(Math.random() * files)}.ts`)
    const before = readFileSync(name, 'utf8')
    const mutated = mutate(before)
    writeFileSync(name, mutated)
    const { status } = spawnSync(codemod, ['apply', id], { cwd: root, stdio: 'ignore' })
    const isSame = mutated === before
    if ((status === 0) !== isSame)
      throw new Error(`round ${round}: exit ${status} for ${JSON.stringify([before, mutated])}`)
    if (status === 0) execFileSync(codemod, ['undo', id], { cwd: root })
    if (readFileSync(name, 'utf8') !== mutated) throw new Error(`round ${round}: a changed file was written to`)
    counts[status === 0 ? 'applied' : 'refused']++
    writeFileSync(name, before)
    if (state() !== 'old') throw new Error(`round ${round}: ${state()}`)
  }
  console.log(`${mutations} changes between plan and apply: no wrong application`, counts, elapsed())
}

/** One random change, sometimes one that changes nothing. @param {string} text */
function mutate(text) {
  const at = Math.floor(Math.random() * text.length)
  const length = Math.floor(Math.random() * 4)
  const inserted = ['', 'old', '\n', 'x', text.slice(at, at + length)][Math.floor(Math.random() * 5)]
  return text.slice(0, at) + inserted + text.slice(at + length)
}

function reset() {
  for (let index = 0; index < files; index++) {
    writeFileSync(path.join(source, `f${index}.ts`), `old(${index})\nimport { kept } from '../kept.js'\nold(again)\n`)
  }
}

function planReplace() {
  return plan(['replace', 'old', 'new', 'src'])
}

function planMove() {
  return plan(['move', 'src', 'deep/lib'])
}

/** @param {readonly string[]} args */
function plan(args) {
  const planned = execFileSync(codemod, [...args, '--json'], { cwd: root, maxBuffer: 1024 ** 3 })
  return JSON.parse(planned.toString()).data.plan.id
}

/** @param {readonly string[]} args */
function timeOf(args) {
  const start = performance.now()
  execFileSync(codemod, args, { cwd: root })
  return performance.now() - start
}

/** `old` before a change, `new` after a replacement or after a move; anything else is a mixture. */
function state() {
  const [left, arrived] = [namesIn(source), namesIn(target)]
  if (left.length > 0 && arrived.length > 0) return `${left.length} files here and ${arrived.length} there`
  const [directory, names] = arrived.length > 0 ? [target, arrived] : [source, left]
  if (names.length !== files) return `${names.length} files`
  const first = readFileSync(path.join(directory, names[0] ?? ''), 'utf8').replaceAll(/\d+/g, '')
  const isAlike = names.every(
    (name) => readFileSync(path.join(directory, name), 'utf8').replaceAll(/\d+/g, '') === first,
  )
  if (!isAlike) return 'mixed'
  if (directory === target) return first.includes("'../../kept.js'") ? 'new' : 'moved without its edits'
  return first.startsWith('old') ? 'old' : 'new'
}

/** @param {string} directory */
function namesIn(directory) {
  return existsSync(directory) ? readdirSync(directory) : []
}

function elapsed() {
  return `${((performance.now() - startedMs) / 1000).toFixed(0)} s`
}
