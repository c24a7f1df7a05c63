/**
 * `npm run new-tool -- NAME --summary "one line"`: makes the package, the launcher and the entry of `bin` of a new tool.
 * `npm test` stays red until its docs page and its black-box test are written.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { prepare } from './prepare.cjs'
import { toolFiles } from './tool-template.mjs'

const root = dirname(import.meta.dirname)
const nameLengthMax = 20
const summaryLengthMax = 80
/** Names that a shell, or what a fresh machine has, answers to. */
const takenNames = ['cd', 'echo', 'exit', 'false', 'git', 'kill', 'node', 'npm', 'npx', 'test', 'time', 'true', 'type']

const call = readCall()
if (typeof call === 'string') {
  console.error(`new-tool: ${call}\nhint: npm run new-tool -- weather --summary "says whether it is safe to deploy"`)
  process.exitCode = 2
} else {
  writeTool(call)
  await linkTool(call.tool)
}

/** @returns {{ readonly tool: string, readonly summary: string } | string} or what is wrong with the call */
function readCall() {
  let parsed
  try {
    parsed = parseArgs({ allowPositionals: true, options: { summary: { type: 'string' } } })
  } catch (error) {
    return /** @type {Error} */ (error).message
  }
  const { values, positionals } = parsed
  const [tool, ...others] = positionals
  if (tool === undefined || others.length > 0) return 'takes one name'
  const { summary } = values
  return wrongName(tool) ?? wrongSummary(summary) ?? { tool, summary: summary ?? '' }
}

/** @param {string} tool */
function wrongName(tool) {
  const shown = JSON.stringify(tool)
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(tool)) return `${shown} is not a name in kebab-case`
  if (tool.length > nameLengthMax) return `${shown} is longer than ${nameLengthMax} letters`
  if (takenNames.includes(tool)) return `${shown} is another command's name`
  const taken = [`packages/${tool}`, `bin/${tool}`].find((path) => existsSync(join(root, path)))
  return taken === undefined ? undefined : `${taken} exists already`
}

/** @param {string | undefined} summary */
function wrongSummary(summary) {
  if (summary === undefined || summary.trim() === '') return '--summary is missing'
  if (/[\p{Cc}]/u.test(summary)) return '--summary is more than one line'
  return summary.length > summaryLengthMax ? `--summary is longer than ${summaryLengthMax} letters` : undefined
}

/** @param {{ readonly tool: string, readonly summary: string }} call */
function writeTool({ tool, summary }) {
  for (const [path, text] of Object.entries(toolFiles({ tool, summary }))) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
    console.log(path)
  }
  chmodSync(join(root, 'bin', tool), 0o755)
  const path = join(root, 'package.json')
  const manifest = JSON.parse(readFileSync(path, 'utf8'))
  const bin = Object.fromEntries(
    readdirSync(join(root, 'bin'))
      .toSorted()
      .map((name) => [name, `bin/${name}`]),
  )
  writeFileSync(path, `${JSON.stringify({ ...manifest, bin }, undefined, 2)}\n`)
  console.log('package.json')
}

/**
 * Enters the package in the lockfile, links it to core, and builds it.
 *
 * @param {string} tool
 */
async function linkTool(tool) {
  const failure = await prepare(root, ['--update-lockfile', tool])
  if (failure !== undefined) {
    console.error(`new-tool: ${failure.message}\nhint: ${failure.hint}`)
    process.exitCode = 3
    return
  }
  console.log('pnpm-lock.yaml')
  console.log(
    `next: write docs/${tool}.md with its line in docs/index.md, and test/tools/${tool}.test.ts; until then npm test fails`,
  )
}
