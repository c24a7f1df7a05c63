/**
 * `node lock-holder.mjs LOCK TURNS`: takes the lock TURNS times, and says `overlap` when it was not alone with it.
 * With `die` for TURNS it takes the lock, says `held`, and kills itself.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { acquireLock } from '../../scripts/lock.mjs'

const [lock = '', turns = ''] = process.argv.slice(2)
const options = { waitMsMax: 60_000, quietMs: 0, onWait: () => {} }

if (turns === 'die') {
  await acquireLock(lock, options)
  process.kill(process.pid, 'SIGKILL')
}
for (let turn = 0; turn < Number(turns); turn++) {
  const unlock = await acquireLock(lock, options)
  try {
    writeFileSync(`${lock}.alone`, '', { flag: 'wx' })
    rmSync(`${lock}.alone`)
  } catch {
    process.stdout.write('overlap\n')
  }
  unlock()
}
