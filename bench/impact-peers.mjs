/**
 * Beside peers: which tests do they select for a changed file or function, and which really execute it? Clones are the caller's: name copies.
 *
 *   node bench/impact-peers.mjs vitest CLONE TRUTH [--project NAME]    records what each test file executes in the file TRUTH
 *   node bench/impact-peers.mjs jest CLONE TRUTH                        the same with jest, and the processes that its tests start
 *   node bench/impact-peers.mjs node CLONE TRUTH [OPTION … --] PATTERN …   the same with node --test
 *   node bench/impact-peers.mjs mocha CLONE TRUTH [OPTION … --] PATTERN …  the same with mocha
 *   node bench/impact-peers.mjs each CLONE TRUTH COMMAND PATTERN …      the same with any runner of scripts: 'npx ava' and 'test/*.js'
 *   node bench/impact-peers.mjs pytest CLONE TRUTH PYTHON SOURCE …      the same with pytest under coverage.py
 *   node bench/impact-peers.mjs go CLONE TRUTH                         the same with go test
 *   node bench/impact-peers.mjs ruby CLONE TRUTH COMMAND PATTERN …      the same with Ruby: "ruby -Ilib" and 'test/*_test.rb'
 *   node bench/impact-peers.mjs files CLONE TRUTH [FILES]              whole files: impact, and the peers that are on PATH
 *   node bench/impact-peers.mjs symbols CLONE TRUTH [FUNCTIONS]        single functions: impact, and codegraph where it is on PATH
 *
 * Where the runner of scripts belongs to a package below the clone, `CLONE//PACKAGE` starts it there.
 *
 * Measured on vuejs/core with its unit project, 40 changed files and 138 test files in one run: tests selected, recall and precision
 *
 *   impact, vitest related 55.8, 1.0000, 0.434 · dependency-cruiser, madge --ts-config, fallow --impact-closure 62.3, 1.0000, 0.389
 *   codegraph affected 65.5, 0.9318, 0.345 · with --depth 40 106.0, 0.9318, 0.213 · madge 20.3, 0.4762, 0.569
 *
 * Functions and methods, each by itself: the share of what the whole file selects, and, the floor, of what really executes them; recall 1.0000 in all (no repository
 * was measured again here but those with a *): commander* 0.58 (floor 0.20), hono* 0.70 (0.24), click* 0.73 (0.21), chi 0.64 (0.27), pflag 0.74, marshmallow 0.75 (0.45),
 * toml 0.74 (0.31), at 1.5.0 0.85 (0.35), since 7 of 8 test files call what decodes; i18next* 0.75 (0.53), and 0.82 before members that are bound kept their names;
 * jinja* 0.93 (0.40): templates and their filters reach nearly every test, and `exec` may name any member; sqlparse 0.59 (0.44), luxon* (58 test files) 0.60 (0.11),
 * postcss* 0.89 (0.33), and 1.00 before a declaration file beside its script stood for nothing that runs: what parses or prints a node names most of the others.
 * Which nobody had looked at: yaml* 0.94 (0.41) at first sight, 0.88 since classes that extend `Array` are followed by their methods; mistune* 0.98 (0.55); csstree*, of which
 * no test was known at first sight (`__tests`), 0.87 (0.40); fastify* (35 of its 197 test files) 1.00 (0.33), where `require('..')` led nowhere at first sight.
 * Django, by the tests of two projects under coverage: healthchecks* (154 test files) recall 0.932 and patchwork* (20) 0.507 at first sight, then 1.0000 and 1.0000, selected
 * 39.1 and 10.6 test files of 4.3 and 3.4. Rails, by Ruby's Coverage, 140 methods of redmine*: 0.974 at first sight, then 0.997, selected 175 of 270 (executed 14).
 * Recall 1.0000 at first sight: redux-toolkit* 0.57 (0.34), gorilla/mux* 0.62 (0.25), boltons* 0.87 (0.73), Python-Markdown* 0.97 (0.36), tornado* 0.98 (0.31), whose tests all
 * load what tests a server.
 *
 * Applications and monorepos, recall for files and functions at first sight, then now: css-loader* 0.306 and 0.006, then 1.0000; koa* 1.0000 and 0.29, then 1.0000;
 * testing-library/svelte* 0.865 and 0.932, then 1.0000; @nestjs/cqrs*, of whose tests none was known, then 1.0000. At first sight 1.0000 for files: express* 0.66 (0.20), and 1.00 before
 * functions that an object is given were followed by their names; terminus* 0.67 (0.15), and 1.00 before classes that a container makes were; zod* 0.79 (0.12), swr* 0.97 (0.61),
 * knex* 0.98 (0.10), unstorage* 0.97 (0.32), bulletproof-react* 0.82 (0.54), react-redux* 0.76 (0.63), msw* 0.76 (0.23), excalidraw* 0.78 (0.26).
 * By 40 to 80 functions each, recall 1.0000 after mends: flask 0.93 (0.40; recall 0.997 at first sight), starlette 0.60 (0.16), werkzeug 0.81 (0.15), rich 0.94 (0.13),
 * sqlite-utils 0.66 (0.22), gomarkdown 0.63 (0.22), go-restful 0.77 (0.20), sinatra 1.00, liquid 1.00, thor 1.00 (0.40), rack 0.91 (0.08), whose tests were not known at first
 * sight, now 0.86; 58 test files of redmine 1.00 (0.15), whose records `eval` what may name any method; an action of spree selects 17 of 1,071 spec files, and 922 before Ruby's variables,
 * private methods and actions were told apart; jinja 0.98; a FastAPI application of 13 test files 1.00 (0.23).
 * Packages that import each other as they are built, and runners of other kinds, recall 1.0000: changesets 0.82 (0.37), trpc 0.76 (0.34; vitest related has recall
 * 0.989), query-core 0.66 (0.41), react-query 0.72 (0.45), node-semver 0.80 (0.55), got 1.00 (0.65), mistletoe 0.79 (0.34), addressable 0.74 (0.51), esbuild 0.83 (0.35),
 * i18n 1.00 (0.27); apollo-server 0.997, 0.88 (0.38), where a package from outside loads one of the workspace. Recall for files and functions at first sight, then 1.0000: pino 0.944 and
 * 0.984, 1.00 (0.48); roda 0.989 and 0.977, 0.87 (0.07), whose plugins declare the same names; jasmine-npm, by what programs execute, 0.729 and 0.785, then 0.979 and 1.0000.
 * CommonJS and runners of other kinds, recall 1.0000 at first sight: logform 0.68 (0.34), cordova-common 0.75 (0.54), body-parser 0.65 (0.40), winston 0.95 (0.23),
 * log4js-node 0.94 (0.33), whose appenders are told by their names, lint-staged with jest and its mocks 0.84 (0.45), go-cmp 0.66 (0.26), markdown-it-py 0.93 (0.53), pygments
 * 0.97 (0.13), cookiecutter 0.89 (0.15); pacote, with tap, 0.894 for files and 0.921 for functions, then 1.0000, 1.00 (0.30).
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { median, printTable } from './support/measure.mjs'
import { relatedOfVitest } from './support/related-tests.mjs'
import {
  truthOfCommand,
  truthOfGo,
  truthOfJest,
  truthOfMocha,
  truthOfNode,
  truthOfPytest,
  truthOfRuby,
  truthOfVitest,
} from './support/coverage-truth.mjs'

/** @typedef {(target: string) => readonly string[]} Select gives the test files for a changed file or `FILE#NAME` */
/** @typedef {{ readonly name: string, readonly prepareMs: number, readonly select: Select }} Tool */

const impact = path.resolve(import.meta.dirname, '../bin/impact')
const outputBytesMax = 1024 ** 3
const [mode = '', cloneName = '.', truthFile = '', ...rest] = process.argv.slice(2)
const [root = '.', below = ''] = cloneName.split('//')
const clone = path.resolve(root)
const place = { clone, directory: path.join(clone, below) }

/**
 * @param {string} program
 * @param {readonly string[]} args
 */
function run(program, args) {
  const start = process.hrtime.bigint()
  const { stdout } = spawnSync(program, args, { cwd: clone, encoding: 'utf8', maxBuffer: outputBytesMax })
  return { stdout: stdout ?? '', ms: Number(process.hrtime.bigint() - start) / 1e6 }
}

/** @param {string} program */
const isThere = (program) => spawnSync('which', [program]).status === 0

/** @returns {import('./support/coverage-truth.mjs').Truth} */
const readTruth = () => JSON.parse(readFileSync(truthFile, 'utf8'))

/** @param {import('./support/coverage-truth.mjs').Truth} truth */
function record(truth) {
  writeFileSync(truthFile, JSON.stringify(truth))
  console.log(`${Object.keys(truth).length} test files`)
}

/** @returns {Tool} */
function impactTool() {
  run('rm', ['-rf', path.join(clone, '.git/groundcrew')])
  const first = run(impact, [Object.keys(Object.values(readTruth())[0] ?? {})[0] ?? '.', '--print0'])
  return {
    name: 'impact',
    prepareMs: first.ms,
    select: (target) => run(impact, [target, '--print0']).stdout.split('\0'),
  }
}

/**
 * Everything that leads to a file over edges from importer to imported.
 *
 * @param {string} name
 * @param {number} prepareMs
 * @param {readonly (readonly [from: string, to: string])[]} edges
 * @returns {Tool}
 */
function closureTool(name, prepareMs, edges) {
  /** @type {Map<string, string[]>} */
  const importers = new Map()
  for (const [from, to] of edges) importers.set(to, [...(importers.get(to) ?? []), from])
  return {
    name,
    prepareMs,
    select(file) {
      const seen = new Set([file])
      for (const one of seen) for (const from of importers.get(one) ?? []) seen.add(from)
      return [...seen]
    },
  }
}

/** @returns {readonly Tool[]} */
function filePeers() {
  const config = existsSync(path.join(clone, 'tsconfig.json')) ? ['--ts-config', 'tsconfig.json'] : []
  const tools = []
  if (isThere('depcruise')) {
    const exclude = ['--exclude', '(^|/)(node_modules|dist)/']
    const { stdout, ms } = run('depcruise', [
      '--no-config',
      '--ts-pre-compilation-deps',
      ...config,
      ...exclude,
      '-T',
      'json',
      '.',
    ])
    /** @type {{ modules: { source: string, dependencies: { resolved: string }[] }[] }} */
    const { modules } = JSON.parse(stdout)
    const edges = modules.flatMap(({ source, dependencies }) =>
      dependencies.map(({ resolved }) => /** @type {const} */ ([source, resolved])),
    )
    tools.push(closureTool('dependency-cruiser', ms, edges))
  }
  if (isThere('madge')) {
    for (const options of [[], config]) {
      const exclude = ['--exclude', '(^|/)(node_modules|dist)/', '--extensions', 'ts,tsx,js,mjs']
      const { stdout, ms } = run('madge', ['--json', ...exclude, ...options, '.'])
      const edges = Object.entries(JSON.parse(stdout || '{}')).flatMap(([from, to]) =>
        to.map((/** @type {string} */ one) => /** @type {const} */ ([from, one])),
      )
      tools.push(closureTool(options.length === 0 ? 'madge' : 'madge --ts-config', ms, edges))
    }
  }
  if (isThere('fallow')) tools.push({ name: 'fallow --impact-closure', prepareMs: 0, select: fallowClosure })
  if (isThere('codegraph')) tools.push(codegraphTool(), codegraphTool('40'))
  if (existsSync(path.join(place.directory, 'node_modules/vitest'))) tools.push(vitestTool())
  return tools
}

/** @param {string} file */
function fallowClosure(file) {
  const { stdout } = run('fallow', ['dead-code', '--impact-closure', file, '--format', 'json', '--quiet'])
  // Whatever the lists are called: every path in the answer is one that it names.
  return [...stdout.matchAll(/"([^"\s]+\.[cm]?[jt]sx?)"/g)].map((one) => one[1] ?? '')
}

/**
 * @param {string} [depth]
 * @returns {Tool}
 */
function codegraphTool(depth) {
  const prepareMs = depth === undefined ? run('codegraph', ['init', '.']).ms : 0
  const options = depth === undefined ? [] : ['--depth', depth]
  return {
    name: `codegraph affected${depth === undefined ? '' : ` --depth ${depth}`}`,
    prepareMs,
    select: (file) => run('codegraph', ['affected', '--quiet', ...options, file]).stdout.split('\n'),
  }
}

/** @returns {Tool} */
function vitestTool() {
  const files = sampleFiles()
  const start = process.hrtime.bigint()
  const found = relatedOfVitest(clone, files, place.directory)
  const prepareMs = Number(process.hrtime.bigint() - start) / 1e6
  return { name: `vitest related (all ${files.length})`, prepareMs, select: (file) => found.get(file) ?? [] }
}

/** @param {string} file */
const isSource = (file) => !/[._](?:spec|test)\.|_test\.go$|(?:^|\/)test_|(?:^|\/)(?:tests?|__tests__)\//.test(file)

function sampleFiles() {
  const files = [...new Set(Object.values(readTruth()).flatMap((one) => Object.keys(one)))].filter(isSource).sort()
  return sample(files, Number(rest[0] ?? 40))
}

/**
 * @template T
 * @param {readonly T[]} all
 * @param {number} wanted
 */
function sample(all, wanted) {
  const step = Math.max(1, all.length / wanted)
  return Array.from(
    { length: Math.min(wanted, all.length) },
    (_, index) => /** @type {T} */ (all[Math.floor(index * step)]),
  )
}

/**
 * @param {readonly Tool[]} tools
 * @param {readonly { readonly target: string, readonly tests: readonly string[] }[]} questions
 */
function compare(tools, questions) {
  const all = new Set(Object.keys(readTruth()))
  const rows = tools.map(({ name, prepareMs, select }) => {
    const sum = { hits: 0, truth: 0, selected: 0, missing: 0 }
    const times = questions.map(({ target, tests }) => {
      const start = process.hrtime.bigint()
      const selected = new Set(select(target).filter((one) => all.has(one)))
      const hits = tests.filter((one) => selected.has(one)).length
      sum.hits += hits
      sum.truth += tests.length
      sum.selected += selected.size
      sum.missing += Number(hits < tests.length)
      if (name === 'impact')
        for (const test of tests) if (!selected.has(test)) console.log(`impact misses ${test} for ${target}`)
      return Number(process.hrtime.bigint() - start) / 1e6
    })
    return [
      name,
      `${prepareMs.toFixed(0)} ms`,
      `${median(times).toFixed(0)} ms`,
      (sum.selected / questions.length).toFixed(1),
      (sum.hits / sum.truth).toFixed(4),
      (sum.hits / sum.selected).toFixed(3),
      String(sum.missing),
    ]
  })
  const executing = questions.reduce((sum, { tests }) => sum + tests.length, 0) / questions.length
  // What no selection without a miss can go below.
  const floor = ['executed, as recorded', '', '', executing.toFixed(1), '1.0000', '1.000', '0']
  console.log(`${questions.length} questions, ${all.size} test files`)
  printTable([['tool', 'first', 'each', 'selected', 'recall', 'precision', 'with a miss'], ...rows, floor])
}

/** @param {string} file */
function testsOfFile(file) {
  return Object.entries(readTruth()).flatMap(([test, files]) => (files[file] === undefined ? [] : [test]))
}

function compareFiles() {
  const questions = sampleFiles().map((target) => ({ target, tests: testsOfFile(target) }))
  compare([impactTool(), ...filePeers()], questions)
}

/** Functions and methods whose name says which of their file they are. */
function compareSymbols() {
  /** @type {Map<string, Set<string>>} */
  const executed = new Map()
  for (const [test, files] of Object.entries(readTruth()))
    for (const [file, names] of Object.entries(files))
      if (isSource(file))
        for (const name of names)
          executed.set(`${file}#${name}`, (executed.get(`${file}#${name}`) ?? new Set()).add(test))
  const named = [...executed].flatMap(([place, tests]) => {
    const target = targetOf(place)
    return target === undefined ? [] : [{ target, tests: [...tests] }]
  })
  named.sort((left, right) => (left.target < right.target ? -1 : 1))
  const questions = sample(named, Number(rest[0] ?? 60))
  const whole = { name: 'impact, whole file', prepareMs: 0, select: impactTool().select }
  /** @type {Map<string, readonly string[]>} */
  const known = new Map()
  const selectFile = (/** @type {string} */ target) => {
    const file = target.split('#')[0] ?? ''
    const found = known.get(file) ?? whole.select(file)
    known.set(file, found)
    return found
  }
  const ofFile = { ...whole, select: selectFile }
  compare([impactTool(), ofFile, ...(isThere('codegraph') ? [codegraphSymbols()] : [])], questions)
}

/** @returns {Tool} */
function codegraphSymbols() {
  const { ms } = run('codegraph', ['init', '.'])
  return {
    name: 'codegraph impact --depth 10',
    prepareMs: ms,
    select(target) {
      const { stdout } = run('codegraph', ['impact', target.split('#')[1] ?? '', '--depth', '10', '--json'])
      return [...stdout.matchAll(/"([^"\s]+\.[cm]?[jt]sx?)"/g)].map((one) => one[1] ?? '')
    },
  }
}

/**
 * `FILE#NAME` as impact takes it, of a method with its class; undefined where the file declares the name more than once.
 *
 * @param {string} place `FILE#NAME` as it was recorded
 */
function targetOf(place) {
  const [file = '', name = ''] = place.split('#')
  if (file.endsWith('.rb')) return rubyTarget(file, name)
  if (!/^\w+$/.test(name)) return undefined
  const text = readFileSync(path.join(clone, file), 'utf8')
  const outside = [
    ...text.matchAll(new RegExp(`^(?:${MODIFIERS})*(?:function\\*? |def |func |(?:const|let) )${name}\\b`, 'gm')),
  ]
  const inside = [
    ...text.matchAll(new RegExp(`^\\s+(?:${MODIFIERS}|def |const |function )*${name}\\b[^\\n]*[({:]$`, 'gm')),
    ...text.matchAll(new RegExp(`^func \\([^)]*\\) ${name}\\(`, 'gm')),
  ]
  if (outside.length + inside.length !== 1) return undefined
  const [method] = inside
  if (method === undefined) return place
  const receiver = /^func \((?:\w+ )?\*?(\w+)/.exec(method[0])?.[1]
  const classes = [...text.slice(0, method.index).matchAll(/^(?:export |default |abstract )*class (\w+)/gm)]
  const isMethod =
    /^(?: {2}| {4}|\t)(?:(?:async|static|get|set|override|private|public|protected) |def )*\w+ ?[(<]/.test(
      method[0].replace(/^\n+/, ''),
    )
  const around = classes.at(-1)
  const end = file.endsWith('.py') ? /\n[\w@]/ : /\n\}/
  const isClosed = around !== undefined && end.test(text.slice(around.index, method.index))
  const owner = receiver ?? (isMethod && !isClosed ? around?.[1] : undefined)
  return owner === undefined ? undefined : `${file}#${owner}.${name}`
}

/** With the classes and modules around it, told by their indents; undefined where the name is none that a regular expression takes as it is. */
function rubyTarget(/** @type {string} */ file, /** @type {string} */ name) {
  if (!/^\w+[?!]?$/.test(name)) return undefined
  const lines = readFileSync(path.join(clone, file), 'utf8').split('\n')
  const declares = new RegExp(`^\\s*def (?:self\\.)?${name.replace('?', '\\?')}(?![\\w?!=])`)
  const [at = -1, other] = lines.flatMap((line, index) => (declares.test(line) ? [index] : []))
  if (at === -1 || other !== undefined) return undefined
  const around = []
  let indent = lines[at]?.search(/\S/) ?? 0
  /** Indents at which something ended that was begun above. */
  const ended = new Set()
  for (const line of lines.slice(0, at).reverse()) {
    const [, before = '', outer] = /^(\s*)(?:(?:class|module) ([\w:]+)|\w)/.exec(line) ?? []
    if (before.length < indent && /^\s*end\b/.test(line)) ended.add(before.length)
    if (outer === undefined || before.length >= indent || ended.delete(before.length)) continue
    around.unshift(outer.split('::').at(-1))
    indent = before.length
  }
  return `${file}#${[...around, name].join('.')}`
}

const MODIFIERS = '(?:export|default|async|static|get|set|override|public|private|protected) '

if (mode === 'vitest') record(truthOfVitest(place, rest))
else if (mode === 'jest') record(truthOfJest(place, rest))
else if (mode === 'node') record(truthOfNode(place, rest))
else if (mode === 'mocha') record(truthOfMocha(place, rest))
else if (mode === 'each') record(truthOfCommand(place, rest))
else if (mode === 'pytest') record(truthOfPytest(clone, rest[0] ?? 'python3', rest[1] ?? '.', rest.slice(2)))
else if (mode === 'ruby') record(truthOfRuby(clone, rest[0] ?? 'ruby', rest.slice(1)))
else if (mode === 'go') record(truthOfGo(clone))
else if (mode === 'files') compareFiles()
else if (mode === 'symbols') compareSymbols()
else throw new Error('vitest, jest, node, mocha, each, pytest, go, ruby, files or symbols?')
