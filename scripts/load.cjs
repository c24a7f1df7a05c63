// Runs a bundle like `require`, but from what V8 compiled when it was built, or in an earlier run of this user: on a slow machine half of a start
// was compiling.
'use strict'

const { readFileSync } = require('node:fs')
const path = require('node:path')
const vm = require('node:vm')

/** @typedef {{ exports: unknown }} Module */

/**
 * A function has to run longer before it is compiled a second time: most questions are over before that pays (measured on 6,500 files: `def` 118 ms of
 * processor time and not 137, `refs` 380 and not 470, a build the same; on 700 files `impact FILE` 1,365 ms and not 1,935, a change of a few lines 1,085
 * and not 1,205, a build the same).
 */
const interruptBudgets = new Map([
  ['code-map', 500_000],
  ['impact', 500_000],
])

/** The last line of a file that has a code cache: the name of the cache, which is a hash of the file. */
const mark = /\n\/\/ (\w{16})\n$/
const markLength = '\n// \n'.length + 16

/**
 * Runs a bundle, whose caches are in `cacheDirectory`. Where a cache is missing, or made by another V8, its file is compiled.
 *
 * @param {string} bundle
 * @param {string} cacheDirectory
 */
function runBundle(bundle, cacheDirectory) {
  /** @type {Map<string, Module>} */
  const loaded = new Map()
  tuneEngine(path.basename(bundle, '.cjs'))
  load(bundle)

  /** @param {string} file */
  function load(file) {
    const known = loaded.get(file)
    if (known !== undefined) return known.exports
    /** @type {Module} */
    const module = { exports: {} }
    loaded.set(file, module)
    const directory = path.dirname(file)
    const run = compile(file).runInThisContext()
    run(module.exports, Object.assign(requireFrom, { resolve: require.resolve }), module, file, directory)
    return module.exports

    /** Bundles name their own files by a relative path, and everything else as this file would. @param {string} id */
    function requireFrom(id) {
      return id[0] === '.' ? load(path.join(directory, id)) : require(id)
    }
  }

  /** @param {string} file */
  function compile(file) {
    const source = readFileSync(file, 'utf8')
    const hash = mark.exec(source.slice(-markLength))?.[1]
    if (hash === undefined) return new vm.Script(wrap(source), { filename: file })
    const built = readCache(path.join(cacheDirectory, `${hash}.cache`))
    if (built !== undefined) return new vm.Script(wrap(source), { filename: file, cachedData: built })
    const { compileKept } = require('./kept-code.cjs')
    return compileKept(wrap(source), { filename: file, hash })
  }
}

/**
 * Before anything is compiled: a cache fits the flags that it was made under. The V8 of Node 20 has this one; that of 22 and later takes the name for
 * a mistake, and says so.
 *
 * @param {string} tool
 */
function tuneEngine(tool) {
  const budget = interruptBudgets.get(tool)
  if (budget === undefined || !process.versions.v8.startsWith('11.3.')) return
  require('node:v8').setFlagsFromString(`--interrupt-budget=${budget}`)
}

/** @param {string} file */
function readCache(file) {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

/** A module as the function that it is to Node; the first line keeps its number. @param {string} source */
function wrap(source) {
  return `(function (exports, require, module, __filename, __dirname) {${source}\n})`
}

module.exports = { runBundle, tuneEngine, wrap }
