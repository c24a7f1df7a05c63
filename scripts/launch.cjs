// The part of a start that every run pays for: check the Node version and, in a checkout, that the bundle is up to date.
// ES2019 and no `node:` prefix, so that an old Node gets as far as the message about its version.
'use strict'

const { existsSync, readFileSync, statSync } = require('fs')
const path = require('path')

/** @typedef {{ readonly code: string, readonly message: string, readonly hint: string }} Failure */
/** @typedef {readonly [path: string, sizeBytes: number, mtimeMs: number]} InputFile */

/** The oldest Node the bundles run on; the same as `engines` in package.json. */
const nodeMin = { major: 20, minor: 19 }
const root = path.join(__dirname, '..')

/**
 * Runs a tool's bundle in this process. In a checkout it first installs the dependencies and builds the bundle, if needed;
 * the published package has no `packages/` and checks nothing.
 *
 * @param {string} tool
 */
function launch(tool) {
  if (isOld(process.versions.node)) {
    const needs = 'needs Node ' + nodeMin.major + '.' + nodeMin.minor + ' or newer'
    const hint = 'install a newer Node, or put one first on PATH'
    return fail(tool, { code: 'OLD_NODE', message: needs + ', this is ' + process.versions.node, hint })
  }
  if (!existsSync(path.join(root, 'packages')) || isFresh(root, tool)) return run(tool)
  void prepareAndLaunch(tool)
}

/**
 * @param {string} tool
 */
async function prepareAndLaunch(tool) {
  const { prepare } = require('./prepare.cjs')
  const failure = await prepare(root, ['--if-stale', tool])
  if (failure === undefined) run(tool)
  else fail(tool, failure)
}

/** @param {string} tool */
function run(tool) {
  const { runBundle } = require('./load.cjs')
  const dist = path.join(root, 'dist')
  runBundle(path.join(dist, tool + '.cjs'), path.join(dist, tool))
}

/**
 * Whether the bundle was made from the files as they are now, and by an installation for this Node.
 *
 * @param {string} checkout
 * @param {string} tool
 */
function isFresh(checkout, tool) {
  /** @type {{ readonly platform: string, readonly files: readonly InputFile[] }} */
  let inputs
  try {
    inputs = JSON.parse(readFileSync(path.join(checkout, 'dist', tool + '.inputs.json'), 'utf8'))
  } catch {
    return false
  }
  if (inputs.platform !== platform() || !existsSync(path.join(checkout, 'node_modules', '.modules.yaml'))) return false
  return inputs.files.every(([name, sizeBytes, mtimeMs]) => {
    // Not path.join: for two hundred files it takes three times as long as looking at them.
    const found = statSync(checkout + '/' + name, { throwIfNoEntry: false })
    return found !== undefined && found.size === sizeBytes && found.mtimeMs === mtimeMs
  })
}

/** What native modules are built for. */
function platform() {
  return [process.platform, process.arch, process.versions.modules].join('-')
}

/** @param {string} version */
function isOld(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < nodeMin.major || (major === nodeMin.major && minor < nodeMin.minor)
}

/**
 * The contract's error: two lines on stderr, under `--json` the envelope on stdout too, and exit code 3.
 *
 * @param {string} tool
 * @param {Failure} failure
 */
function fail(tool, failure) {
  process.exitCode = 3
  const own = process.argv.slice(2)
  const end = own.indexOf('--')
  if ((end === -1 ? own : own.slice(0, end)).indexOf('--json') !== -1) {
    const version = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version
    process.stdout.write(JSON.stringify({ tool, version, ok: false, error: failure }) + '\n')
  }
  process.stderr.write(tool + ': ' + failure.message + '\nhint: ' + failure.hint + '\n')
}

module.exports = { launch, isFresh, platform }
