/**
 * codemod beside its peers, interleaved, on a clone of vuejs/core: nothing in the clone is changed, every peer previews.
 * Then apply and undo of 1,000 files of its own, and the places of a rename as each of them finds them, beside those of TypeScript's language service.
 * CPU time of `rewrite` on Node 20, two cores under load: 41 edits in 13 of 14 candidate files 0.45 s (jscodeshift with these files given 2.2 s, an empty Node 0.07 s);
 * 4,964 edits in 141 of 142 candidate files 3.5 s (jscodeshift 9.8 s, ast-grep 0.9 s without a check of its result). ast-grep's parser alone takes 0.6 ms for a kilobyte
 * of TypeScript, so that one reading of those candidates bounds it to about 1.2 s. jscodeshift over whole directories took 17 s of CPU time for the 41 edits, codemod 0.7 s beside it.
 * The rename beside TypeScript 7 as a server, on two cores under load (5 rounds, ratios of wall times): 0.7 to 1.1 of the server over all projects that have the word, 1.1 to 1.6 of the server over the
 * root project alone, which other projects cannot refer to here; CPU time 0.8 to 1.0 s, of which Node takes 0.35 s. `rewrite` over whole directories takes a thirtieth of jscodeshift's wall and CPU
 * time, with the files given a fifth; of JSSG's a quarter, of ast-grep's 0.7.
 * With nothing else to do (3 rounds): 0.52 s, 1.0 of the server over all projects, 1.5 of that over the root project alone.
 * Apply of 1,000 files 0.42 to 1.09 s, undo 0.47 to 1.19 s (3 rounds, beside other work); places of the rename: codemod 168 with precision and recall 1, sd 0.39 and 1, ast-grep 0.63 and 1.
 * Usage: node bench/codemod.mjs ROUNDS DIRECTORY   (sd, ast-grep, jscodeshift and codemod.com's `codemod` as JSSG on PATH; rows of what is missing are left out)
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cpuTime, interleave, median, medianRatio, printTable } from './support/measure.mjs'

const [rounds = '5', directory = '.'] = process.argv.slice(2)
const cwd = path.resolve(directory)
const env = process.env
const codemod = path.resolve(import.meta.dirname, '../bin/codemod')
const tsMorph = createRequire(path.resolve(import.meta.dirname, '../packages/code-map/package.json')).resolve(
  'ts-morph',
)
const work = mkdtempSync(path.join(tmpdir(), 'bench-codemod-'))
const symbol = 'packages/runtime-core/src/warning.ts#warn'

try {
  compare()
  changeThousand()
  judgeRename()
} finally {
  rmSync(work, { recursive: true, force: true })
}

function compare() {
  for (const { title, subjects } of [replaceGroup(), rewriteGroup(), renameGroup()]) {
    const present = subjects.filter((entry) => entry !== undefined)
    const all = [{ name: 'empty node', argv: ['node', '-e', '0'], cwd, env }, ...present]
    /** @type {Map<string, number[]>} */
    const cpuTimes = new Map(all.map(({ name }) => [name, []]))
    const times = interleave(all, Number(rounds), (entry) => {
      const start = performance.now()
      cpuTimes.get(entry.name)?.push(cpuTime(entry))
      return performance.now() - start
    })
    // The uncounted round is in the CPU times alone.
    const rows = all.map(({ name }) => [
      name,
      ...columnsOf(times.get(name) ?? [], times.get('codemod') ?? []),
      ...columnsOf(cpuTimes.get(name)?.slice(1) ?? [], cpuTimes.get('codemod')?.slice(1) ?? []),
    ])
    printTable([[title, 'median wall', 'codemod / it', 'median CPU', 'codemod / it'], ...rows])
    console.log('')
  }
}

/** @param {readonly number[]} values @param {readonly number[]} own */
function columnsOf(values, own) {
  return [`${median(values).toFixed(0)} ms`, medianRatio(own, values).toFixed(2)]
}

/** Previews in the files that have a word, which the peer is given. @param {string} word @param {string} command */
function inFiles(word, command) {
  return ['sh', '-c', `git grep -lw ${word} -- '*.ts' | xargs ${command}`]
}

function replaceGroup() {
  return {
    title: 'replace -w warn',
    subjects: [
      subject('codemod', [codemod, 'replace', '-w', 'warn', 'warnX', '*.ts']),
      subject('sd', inFiles('warn', String.raw`sd -p '\bwarn\b' warnX`), 'sd'),
    ],
  }
}

function rewriteGroup() {
  const transform = path.join(work, 'transform.cjs')
  writeFileSync(
    transform,
    `module.exports = ({ source }, { jscodeshift: j }) =>
  j(source).find(j.CallExpression, { callee: { type: 'Identifier', name: 'hasOwn' } })
    .forEach(({ node }) => { node.callee = j.memberExpression(j.identifier('Object'), j.identifier('hasOwn')) })
    .toSource()
module.exports.parser = 'ts'
`,
  )
  const [pattern, fresh] = ['hasOwn($A, $B)', 'Object.hasOwn($A, $B)']
  const astGrep = ['ast-grep', 'run', '-p', pattern, '-r', fresh, '-l', 'ts', '--color', 'never', '.']
  const flags = `--dry --silent --extensions=ts,tsx,js -t ${transform}`
  const directories = [
    'sh',
    '-c',
    `jscodeshift ${flags} --ignore-pattern='**/node_modules/**' $(git ls-files | grep / | cut -d/ -f1 | sort -u)`,
  ]
  return {
    title: `rewrite ${pattern}`,
    subjects: [
      subject('codemod', [codemod, 'rewrite', pattern, fresh]),
      subject('ast-grep', astGrep, 'ast-grep'),
      subject('jscodeshift, files with the word given', inFiles('hasOwn', `jscodeshift ${flags}`), 'jscodeshift'),
      subject('jscodeshift, over the directories', directories, 'jscodeshift'),
      subject('JSSG', jssgArgv(), 'codemod'),
    ],
  }
}

function jssgArgv() {
  const script = path.join(work, 'jssg.js')
  writeFileSync(
    script,
    `export default function transform(root) {
  const node = root.root()
  return node.commitEdits(
    node.findAll({ rule: { pattern: 'hasOwn($A, $B)' } }).map((match) =>
      match.replace('Object.hasOwn(' + match.getMatch('A').text() + ', ' + match.getMatch('B').text() + ')'),
    ),
  )
}
`,
  )
  const flags = ['--dry-run', '--allow-dirty', '--no-interactive', '--no-color', '--disable-analytics']
  return ['codemod', 'jssg', 'run', '--language', 'typescript', ...flags, '-t', '.', script]
}

function renameGroup() {
  const morph = path.join(work, 'morph.cjs')
  writeFileSync(morph, morphScript('file.getFunctionOrThrow("warn").rename("warnX")'))
  return {
    title: `rename ${symbol}`,
    subjects: [
      subject('codemod', [codemod, 'rename', symbol, 'warnX']),
      subject('TypeScript 7 as a server, all projects with the word', ['node', serverScript(true)]),
      subject('TypeScript 7 as a server, root project alone', ['node', serverScript(false)]),
      subject('ts-morph, root project alone', ['node', morph]),
    ],
  }
}

/**
 * The engine of the rename and nothing else: files opened, one question. A server knows the projects of the files that are open.
 * @param {boolean} opensAll every file that has the word, or the one with the declaration alone
 */
function serverScript(opensAll) {
  const require = createRequire(path.resolve(import.meta.dirname, '../package.json'))
  const launcher = require.resolve('typescript/package.json')
  const native = `@typescript/typescript-${process.platform}-${process.arch}/package.json`
  const program = path.join(path.dirname(createRequire(launcher).resolve(native)), 'lib/tsc')
  const script = path.join(work, `server-${opensAll}.cjs`)
  writeFileSync(
    script,
    `const { execFileSync, spawn } = require('node:child_process'), { readFileSync } = require('node:fs'), { pathToFileURL } = require('node:url')
const file = 'packages/runtime-core/src/warning.ts', text = readFileSync(file, 'utf8')
const root = pathToFileURL(process.cwd()).href, uri = root + '/' + file
const server = spawn(${JSON.stringify(program)}, ['--lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] })
const send = (message) => {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message })
  server.stdin.write('Content-Length: ' + Buffer.byteLength(body) + '\\r\\n\\r\\n' + body)
}
const at = text.slice(0, text.indexOf('function warn(') + 9).split('\\n')
const position = { line: at.length - 1, character: at.at(-1).length }
let data = Buffer.alloc(0)
server.stdout.on('data', (chunk) => {
  data = Buffer.concat([data, chunk])
  for (;;) {
    const head = data.indexOf('\\r\\n\\r\\n')
    const length = Number(/length: (\\d+)/i.exec(data.subarray(0, Math.max(head, 0)).toString())?.[1] ?? NaN)
    if (!(data.length >= head + 4 + length)) return
    const message = JSON.parse(data.subarray(head + 4, head + 4 + length))
    data = data.subarray(head + 4 + length)
    receive(message)
  }
})
function receive({ id, method, params, result }) {
  const preferences = { useAliasesForRenames: false }
  if (method === 'workspace/configuration') send({ id, result: params.items.map(() => ({ ...preferences, preferences })) })
  else if (method !== undefined && id !== undefined) send({ id, result: null })
  else if (id === 1) {
    send({ method: 'initialized', params: {} })
    send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'typescript', version: 1, text } } })
    for (const other of ${opensAll} ? execFileSync('git', ['grep', '-lwz', 'warn', '--', '*.ts', '*.tsx', '*.js']).toString().split('\\0') : []) {
      if (other === '' || other === file) continue
      const languageId = /x$/.test(other) ? 'typescriptreact' : /js$/.test(other) ? 'javascript' : 'typescript'
      const textDocument = { uri: root + '/' + other, languageId, version: 1, text: readFileSync(other, 'utf8') }
      send({ method: 'textDocument/didOpen', params: { textDocument } })
    }
    send({ id: 2, method: 'textDocument/rename', params: { textDocument: { uri }, position, newName: 'warnX' } })
  } else if (id === 2) {
    if (Object.keys(result.changes ?? result.documentChanges).length < 30) process.exitCode = 1
    server.kill('SIGKILL')
  }
}
send({ id: 1, method: 'initialize', params: { processId: process.pid, rootUri: root, workspaceFolders: [{ uri: root, name: 'root' }],
  capabilities: { workspace: { configuration: true, workspaceEdit: { documentChanges: true } } } } })
`,
  )
  return script
}

/**
 * @param {string} name
 * @param {readonly string[]} argv
 * @param {string} [program] that has to be on PATH
 */
function subject(name, argv, program) {
  if (program !== undefined && !onPath(program)) return undefined
  return { name, argv, cwd, env }
}

/** @param {string} program */
function onPath(program) {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
}

function changeThousand() {
  const root = path.join(work, 'thousand')
  mkdirSync(path.join(root, 'src'), { recursive: true })
  execFileSync('git', ['init', '--quiet'], { cwd: root })
  for (let index = 0; index < 1000; index++) {
    writeFileSync(
      path.join(root, 'src', `f${index}.ts`),
      `export const old${index} = 'old'\n${'// line\n'.repeat(100)}`,
    )
  }
  const planned = execFileSync(codemod, ['replace', 'old', 'fresh', '--json'], { cwd: root, maxBuffer: 1024 ** 3 })
  const { id } = JSON.parse(planned.toString()).data.plan
  const rows = []
  for (let round = 0; round < Number(rounds); round++) {
    rows.push(['apply', 'undo'].map((verb) => `${timeOnce(root, [verb, id]).toFixed(0)} ms`))
  }
  printTable([['apply of 1,000 files', 'undo'], ...rows])
  console.log('')
}

/**
 * @param {string} root
 * @param {readonly string[]} args
 */
function timeOnce(root, args) {
  const start = performance.now()
  execFileSync(codemod, args, { cwd: root })
  return performance.now() - start
}

/** Places of the plan beside those that TypeScript's language service gives for the root project. */
function judgeRename() {
  const script = path.join(work, 'truth.cjs')
  writeFileSync(
    script,
    morphScript(`const found = project.getLanguageService().findRenameLocations(file.getFunctionOrThrow('warn'))
console.log(JSON.stringify(found.map((place) => {
  const { line, column } = place.getSourceFile().getLineAndColumnAtPos(place.getTextSpan().getStart())
  return [place.getSourceFile().getFilePath().slice(process.cwd().length + 1), line, column].join(':')
})))`),
  )
  const truth = new Set(JSON.parse(execFileSync('node', [script], { cwd, maxBuffer: 1024 ** 3 }).toString()))
  printTable([
    ['rename', 'places', 'files', 'precision', 'recall'],
    judge('codemod', renamePlaces(['rename', symbol, 'warnX']), truth),
    judge('sd, every whole word', renamePlaces(['replace', '-w', 'warn', 'warnX', '*.ts']), truth),
    ...(onPath('ast-grep') ? [judge('ast-grep -p warn', astGrepPlaces(), truth)] : []),
  ])
}

/** @param {readonly string[]} args */
function renamePlaces(args) {
  const planned = execFileSync(codemod, [...args, '--json'], { cwd, maxBuffer: 1024 ** 3 })
  const { files } = JSON.parse(planned.toString()).data.plan
  /** @type {string[]} */
  const places = []
  for (const file of files) for (const { line, column } of file.edits) places.push(`${file.path}:${line}:${column}`)
  return places
}

function astGrepPlaces() {
  const found = execFileSync('ast-grep', ['run', '-p', 'warn', '-l', 'ts', '--json'], { cwd, maxBuffer: 1024 ** 3 })
  /** @type {readonly { file: string, range: { start: { line: number, column: number } } }[]} */
  const matches = JSON.parse(found.toString())
  return matches.map(({ file, range }) => `${file}:${range.start.line + 1}:${range.start.column + 1}`)
}

/**
 * @param {string} name
 * @param {readonly string[]} places
 * @param {ReadonlySet<string>} truth
 */
function judge(name, places, truth) {
  const right = places.filter((place) => truth.has(place)).length
  const files = new Set(places.map((place) => place.replace(/:\d+:\d+$/, ''))).size
  return [name, String(places.length), String(files), ratio(right, places.length), ratio(right, truth.size)]
}

/** @param {number} part @param {number} whole */
function ratio(part, whole) {
  return (part / whole).toFixed(3)
}

/** @param {string} body */
function morphScript(body) {
  return `const { Project } = require(${JSON.stringify(tsMorph)})
const project = new Project({ tsConfigFilePath: 'tsconfig.json' })
const file = project.getSourceFileOrThrow('packages/runtime-core/src/warning.ts')
${body}
`
}
