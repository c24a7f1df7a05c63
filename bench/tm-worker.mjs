/**
 * One of many processes on one task database: `node bench/tm-worker.mjs STORE DB NAME ROLE THINK_MS`. Roles: `claim` takes tasks until
 * none is left and prints what each call took, after a line when it is ready and the end of stdin; `add` adds them, `follow` prints the
 * delay of every event, `write` makes events.
 */
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'

const [store = '', file = '', name = '', role = '', think = '0'] = process.argv.slice(2)
const { openTasks, identifyActor } = createRequire(import.meta.url)(store)
const actor = identifyActor({ env: { TM_ACTOR: name, TM_SESSION: name, TM_PID: String(process.pid) } })
const tasks = await openTasks({ file, actor, paths: { cwd: '/', root: '/' }, busyMs: 60_000 })
const pause = () => sleep(Math.random() * Number(think))

/** @returns {Promise<{ won: number[], tookMs: number[] }>} */
async function claimAll() {
  /** @type {number[]} */
  const won = []
  /** @type {number[]} */
  const tookMs = []
  process.stdout.write('\n')
  await once(process.stdin.resume(), 'end')
  for (;;) {
    const start = performance.now()
    try {
      const { id } = await tasks.run('next', {})
      tookMs.push(performance.now() - start)
      won.push(id)
      await tasks.run('complete', { id })
    } catch (error) {
      if (/** @type {{ code?: string }} */ (error).code === 'NOTHING_READY') return { won, tookMs }
      throw error
    }
    await pause()
  }
}

async function addMany() {
  /** @type {number[]} */
  const tookMs = []
  for (let index = 0; index < 100; index += 1) {
    const start = performance.now()
    await tasks.run('add', { title: `${name} ${index}` })
    tookMs.push(performance.now() - start)
  }
  return { won: [], tookMs }
}

async function follow() {
  /** @type {number[]} */
  const tookMs = []
  process.stdout.write('\n')
  for await (const event of tasks.follow({})) {
    if (event.type !== 'note_added') continue
    const sent = Number(event.data.text)
    if (sent === 0) break
    tookMs.push(performance.timeOrigin + performance.now() - sent)
  }
  return { won: [], tookMs }
}

async function write() {
  for (let index = 0; index < 200; index += 1) {
    await sleep(10 + Math.random() * 10)
    await tasks.run('note', { id: 1, text: String(performance.timeOrigin + performance.now()) })
  }
  await tasks.run('note', { id: 1, text: '0' })
  return { won: [], tookMs: [] }
}

const result = await { claim: claimAll, add: addMany, follow, write }[/** @type {'claim'} */ (role)]()
const cpu = process.cpuUsage()
console.log(JSON.stringify({ ...result, cpuMs: (cpu.user + cpu.system) / 1000 }))
tasks.close()
