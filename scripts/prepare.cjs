// Installs and builds in a second process, so that a start killed at any moment leaves nothing running behind it.
'use strict'

const { spawn } = require('node:child_process')
const path = require('node:path')

/** @typedef {import('./launch.cjs').Failure} Failure */

/**
 * Runs build.mjs in a process group of its own, which ends itself when the pipe on its stdin closes: when this process
 * ends, in whatever way. Its progress goes to our stderr; our stdin and stdout stay with the tool.
 *
 * @param {string} root
 * @param {readonly string[]} options build.mjs's own
 * @returns {Promise<Failure | undefined>} undefined once everything asked for is there
 */
function prepare(root, options) {
  return new Promise((resolve) => {
    const script = path.join(root, 'scripts', 'build.mjs')
    const child = spawn(process.execPath, [script, '--on-leash', ...options], {
      cwd: root,
      detached: true,
      env: cleanEnvironment(process.env),
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let answer = ''
    child.stdin.on('error', () => {})
    child.stdout.setEncoding('utf8').on('data', (chunk) => (answer += chunk))
    child.on('error', (error) => resolve(unknownFailure(error.message)))
    child.on('close', (code, signal) => {
      if (code === 0) resolve(undefined)
      else resolve(parseFailure(answer) ?? unknownFailure(`ended with ${signal ?? code}`))
    })
  })
}

/**
 * The environment without what a parent npm or pnpm left in it for its own command, which would change what ours does
 * (`npm_config_global`, `NODE_ENV=production`). What says how to reach the registry stays.
 *
 * @param {NodeJS.ProcessEnv} environment
 */
function cleanEnvironment(environment) {
  const reach =
    /^p?npm_config_(registry|(https?_?|no_?)?proxy|ca|cafile|cert|key|strict_ssl|cache|userconfig|globalconfig|store_dir|nodedir|fetch_.*|.*offline|.*:.*)$/i
  const kept = Object.entries(environment).filter(
    ([name]) => !/^(NODE_ENV|NODE_OPTIONS|INIT_CWD)$/.test(name) && (!/^p?npm_/i.test(name) || reach.test(name)),
  )
  return Object.fromEntries(kept)
}

/**
 * @param {string} answer
 * @returns {Failure | undefined}
 */
function parseFailure(answer) {
  try {
    return JSON.parse(answer)
  } catch {
    return undefined
  }
}

/**
 * @param {string} reason
 * @returns {Failure}
 */
function unknownFailure(reason) {
  return { code: 'BUILD_FAILED', message: `installing and building ${reason}`, hint: 'node scripts/build.mjs' }
}

module.exports = { prepare, cleanEnvironment }
