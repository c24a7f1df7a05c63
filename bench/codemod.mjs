/**
 * codemod beside its peers, interleaved, on a clone of vuejs/core: nothing in the clone is changed, every peer previews.
 * Then apply and undo of 1,000 files of its own, and the places of a typed rename beside those of TypeScript's language service.
 * Usage: node bench/codemod.mjs ROUNDS DIRECTORY   (sd, ast-grep and jscodeshift on PATH; rows of what is missing are left out)
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { interleave, median, medianRatio, printTable } from './support/measure.mjs'

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
    const times = interleave(all, Number(rounds))
    const own = times.get('codemod') ?? []
    const rows = all.map(({ name }) => {
      const values = times.get(name) ?? []
      return [name, `${median(values).toFixed(0)} ms`, medianRatio(own, values).toFixed(2)]
    })
    printTable([[title, 'median wall', 'codemod / it'], ...rows])
    console.log('')
  }
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
  const jscodeshift = inFiles('hasOwn', `jscodeshift --dry --silent -t ${transform}`)
  return {
    title: `rewrite ${pattern}`,
    subjects: [
      subject('codemod', [codemod, 'rewrite', pattern, fresh]),
      subject('ast-grep', astGrep, 'ast-grep'),
      subject('jscodeshift, files given', jscodeshift, 'jscodeshift'),
    ],
  }
}

function renameGroup() {
  const morph = path.join(work, 'morph.cjs')
  writeFileSync(morph, morphScript('file.getFunctionOrThrow("warn").rename("warnX")'))
  return {
    title: `rename ${symbol}`,
    subjects: [
      subject('codemod', [codemod, 'rename', symbol, 'warnX']),
      subject('ts-morph, root project alone', ['node', morph]),
    ],
  }
}

/**
 * @param {string} name
 * @param {readonly string[]} argv
 * @param {string} [program] that has to be on PATH
 */
function subject(name, argv, program) {
  if (program !== undefined && spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0) return undefined
  return { name, argv, cwd, env }
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
  const planned = execFileSync(codemod, ['rename', symbol, 'warnX', '--json'], { cwd, maxBuffer: 1024 ** 3 })
  const { files } = JSON.parse(planned.toString()).data.plan
  /** @type {string[]} */
  const places = []
  for (const file of files) for (const { line, column } of file.edits) places.push(`${file.path}:${line}:${column}`)
  const right = places.filter((place) => truth.has(place)).length
  printTable([
    ['rename', 'places', 'files', 'precision', 'recall'],
    ['codemod', String(places.length), String(files.length), ratio(right, places.length), ratio(right, truth.size)],
  ])
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
