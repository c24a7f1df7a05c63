/**
 * Installs what is missing and builds the tools: `node scripts/build.mjs [--if-stale] [--clean] [--update-lockfile] [TOOL...]`,
 * all tools by default.
 * One process does it at a time. Progress goes to stderr.
 */
import { mkdirSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { bundleTools, listTools } from './bundle.mjs'
import { install, installReason, isInstalled } from './install.mjs'
import { isFresh } from './launch.cjs'
import { acquireLock, LockTimeout } from './lock.mjs'
import { prepare } from './prepare.cjs'
import { plain, Unprepared } from './unprepared.mjs'

const lockWaitMsMax = 20 * 60_000
/** Most waits are for a build of half a second, and not worth a word. */
const lockQuietMs = 2000
const root = dirname(import.meta.dirname)

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'on-leash': { type: 'boolean' },
    'if-stale': { type: 'boolean' },
    'update-lockfile': { type: 'boolean' },
    clean: { type: 'boolean' },
  },
})

if (values['on-leash']) await buildOnLeash()
else await buildInChild()

async function buildInChild() {
  const failure = await prepare(root, process.argv.slice(2))
  if (failure === undefined) return
  process.exitCode = 3
  process.stderr.write(`groundcrew: ${failure.message}\nhint: ${failure.hint}\n`)
}

/** Started by prepare.cjs: the failure goes to stdout as JSON, and a closed stdin ends this whole process group. */
async function buildOnLeash() {
  process.stdin.on('close', () => process.kill(-process.pid, 'SIGKILL')).resume()
  try {
    await build()
    process.exit(0)
  } catch (error) {
    const { code, message, hint, details } = explain(error)
    process.stderr.write(details.map((line) => `${line}\n`).join(''))
    writeSync(1, JSON.stringify({ code, message, hint }))
    process.kill(-process.pid, 'SIGKILL')
  }
}

async function build() {
  mkdirSync(join(root, '.cache'), { recursive: true })
  const unlock = await takeLock()
  try {
    if (values['update-lockfile']) await install(root, { mayUpdateLockfile: true })
    else if (!isInstalled(root)) await installAloud()
    if (values.clean) rmSync(join(root, 'dist'), { recursive: true, force: true })
    const asked = positionals.length > 0 ? positionals : listTools(root)
    await bundleTools(root, values['if-stale'] ? asked.filter((tool) => !isFresh(root, tool)) : asked)
  } finally {
    unlock()
  }
}

async function installAloud() {
  const startedMs = performance.now()
  say(installReason(root))
  await install(root)
  say(`installed in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`)
}

async function takeLock() {
  try {
    return await acquireLock(join(root, '.cache', 'lock'), {
      waitMsMax: lockWaitMsMax,
      quietMs: lockQuietMs,
      onWait: ({ pid, since }) => say(`waiting for process ${pid}, which installs and builds here since ${since}`),
    })
  } catch (error) {
    if (!(error instanceof LockTimeout)) throw error
    const message = `waited ${lockWaitMsMax / 60_000} minutes: ${error.message}`
    throw new Unprepared('LOCKED', message, `end that process, then run the same command again`)
  }
}

/**
 * @param {unknown} error
 * @returns {Unprepared} or throws what is a bug
 */
function explain(error) {
  if (error instanceof Unprepared) return error
  const { code, path } = /** @type {NodeJS.ErrnoException} */ (error)
  if (path === undefined || !['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(code ?? '')) throw error
  const message = `this checkout has to be installed and built, and ${plain(path)} cannot be written (${code})`
  return new Unprepared(
    'READ_ONLY',
    message,
    `make ${plain(root)} writable, or run it once as a user who can write there`,
  )
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`groundcrew: ${line}\n`)
}
