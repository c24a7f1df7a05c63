/** Installs the dependencies with the pnpm that package.json names, and knows whether that has been done. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { cleanEnvironment } from './prepare.cjs'
import { platform } from './launch.cjs'
import { plain, Unprepared } from './unprepared.mjs'

/** @typedef {{ readonly key: string, readonly platform: string }} Stamp the key is empty while an installation runs */

const installMsMax = 15 * 60_000
const shownLinesMax = 20

/** @param {string} root */
export function isInstalled(root) {
  return existsSync(join(root, 'node_modules', '.modules.yaml')) && readStamp(root)?.key === installKey(root)
}

/** Why there is something to install, for the one who waits. @param {string} root */
export function installReason(root) {
  const stamp = readStamp(root)
  if (stamp === undefined) return 'first run in this checkout: installing dependencies, about a minute'
  if (stamp.key === '') return 'the last installation was cut off: installing dependencies again'
  if (stamp.key === installKey(root)) return 'node_modules is gone: installing dependencies'
  return 'the lockfile or Node changed: installing dependencies'
}

/**
 * The stamp loses its key first and gets the new one last: an installation that was cut off is done again.
 *
 * @param {string} root
 * @param {{ readonly mayUpdateLockfile?: boolean }} [options]
 * @throws {Unprepared}
 */
export async function install(root, { mayUpdateLockfile = false } = {}) {
  const installedFor = readStamp(root)?.platform ?? platform()
  writeStamp(root, { key: '', platform: installedFor })
  await runPnpm(root, ['install', mayUpdateLockfile ? '--no-frozen-lockfile' : '--frozen-lockfile', '--prod=false'])
  // pnpm counts an installation for another Node as complete, native modules and all.
  if (installedFor !== platform()) await runPnpm(root, ['rebuild'])
  writeStamp(root, { key: installKey(root), platform: platform() })
}

/**
 * Runs pnpm in the root, its output in `.cache/install.log`.
 *
 * @param {string} root
 * @param {readonly string[]} args
 * @returns {Promise<void>}
 * @throws {Unprepared} when it fails, or takes longer than `installMsMax`
 */
function runPnpm(root, args) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  // The pin of the version is ours to keep: npx has chosen it, and pnpm is not to look for another one.
  const command = ['--yes', packageManager, '--pm-on-fail=ignore', ...args]
  const logPath = join(root, '.cache', 'install.log')
  const log = openSync(logPath, 'w')
  const child = spawn('npx', command, { cwd: root, env: installEnvironment(), stdio: ['ignore', log, log] })
  closeSync(log)
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(failure(`took over ${installMsMax / 60_000} minutes`)), installMsMax)
    /** @param {string} reason */
    const failure = (reason) => explainFailure(`npx ${command.join(' ')} ${reason}`, logPath)
    child.on('error', (error) => reject(failure(`could not start: ${error.message}`)))
    child.on('exit', (code, signal) => (code === 0 ? resolve() : reject(failure(`ended with ${signal ?? code}`))))
    child.on('exit', () => clearTimeout(limit))
  })
}

/** This very Node first on PATH, for npx and for what compiles native modules; nothing that asks. */
function installEnvironment() {
  const path = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter)
  return { ...cleanEnvironment(process.env), PATH: path, CI: '1' }
}

/**
 * @param {string} reason
 * @param {string} logPath
 */
function explainFailure(reason, logPath) {
  const output = readFileSync(logPath, 'utf8')
  const unreachable =
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\b|error sending request|dns error/
  const code = output.match(unreachable)?.[0]
  if (code !== undefined) {
    const message = `cannot install dependencies: the package registry cannot be reached (${code}; log: ${plain(logPath)})`
    return new Unprepared('NO_NETWORK', message, 'connect to the network and run the same command again')
  }
  const shown = output.trimEnd().split('\n').slice(-shownLinesMax)
  const message = `cannot install dependencies: ${reason} (log: ${plain(logPath)})`
  const hint = output.includes('ERR_PNPM_OUTDATED_LOCKFILE')
    ? 'node scripts/build.mjs --update-lockfile'
    : `read ${plain(logPath)}, then run the same command again`
  return new Unprepared('INSTALL_FAILED', message, hint, shown)
}

/** @param {string} root */
function installKey(root) {
  return `${platform()} ${createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex')}`
}

/** @param {string} root @param {Stamp} stamp */
function writeStamp(root, stamp) {
  const path = join(root, '.cache', 'install.json')
  writeFileSync(`${path}.tmp`, JSON.stringify(stamp))
  renameSync(`${path}.tmp`, path)
}

/**
 * @param {string} root
 * @returns {Stamp | undefined}
 */
function readStamp(root) {
  try {
    return JSON.parse(readFileSync(join(root, '.cache', 'install.json'), 'utf8'))
  } catch {
    return undefined
  }
}
