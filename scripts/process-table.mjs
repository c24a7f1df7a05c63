/** What can be known about a process by its number. A zombie does not run: in a container nobody may ever reap it. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** @typedef {{ readonly state: string, readonly group: number, readonly startTicks: string }} ProcessFacts */

/** @param {number} pid */
export function isRunning(pid) {
  if (!acceptsSignals(pid)) return false
  const facts = readFacts(pid)
  return facts === undefined || !isZombie(facts)
}

/** @param {number} group */
export function groupIsRunning(group) {
  if (!acceptsSignals(-group)) return false
  if (process.platform !== 'linux') return true
  return readdirSync('/proc').some((name) => {
    const facts = /^\d+$/.test(name) ? readFacts(Number(name)) : undefined
    return facts !== undefined && facts.group === group && !isZombie(facts)
  })
}

/**
 * When the process started, as text that only compares: two processes that had the same number differ in it.
 *
 * @param {number} pid
 * @returns {string | undefined} undefined when there is no such process, or no way to know
 */
export function bornAt(pid) {
  if (process.platform === 'linux') return readFacts(pid)?.startTicks
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout?.trim() || undefined
}

/** @param {number} target a pid, or a process group as a negative number */
function acceptsSignals(target) {
  try {
    process.kill(target, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/**
 * proc(5): the second field, the command in parentheses, may itself contain blanks and parentheses.
 *
 * @param {number} pid
 * @returns {ProcessFacts | undefined}
 */
function readFacts(pid) {
  let text
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0] ?? '', group: Number(fields[2]), startTicks: fields[19] ?? '' }
}

/** @param {ProcessFacts} facts */
function isZombie(facts) {
  return facts.state === 'Z' || facts.state === 'X'
}
