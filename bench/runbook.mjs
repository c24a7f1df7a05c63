/**
 * Plans whose every text tries to break out of the runbook it is written into: `node bench/runbook.mjs [SEEDS]`. Each is judged by CommonMark's reference
 * parser and, as a page, in a headless Chromium; its commands must be those that were written as commands, and writing it again must change no byte.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { judgeMarkdown, judgePage, makeNastyPlan } from '../test/support/nasty-plan.mjs'

const bin = path.join(import.meta.dirname, '../bin')
const seeds = Number(process.argv[2] ?? '40')
const firstSeed = 1000
const tasks = 30

/** @param {string} cwd @param {string} tool @param {readonly string[]} args @param {string} [input] */
function run(cwd, tool, args, input = '') {
  const { status, stdout, stderr } = spawnSync(path.join(bin, tool), args, {
    cwd,
    input,
    encoding: 'utf8',
    env: { ...process.env, TM_PUBLISH: 'never', TM_ACTOR: 'bench' },
  })
  if (status !== 0) throw new Error(`${tool} ${args.join(' ')}: exit ${status}\n${stderr}`)
  return stdout
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
let [broken, texts, bytes] = [0, 0, 0]
for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
  const directory = mkdtempSync(path.join(tmpdir(), 'runbook-bench-'))
  try {
    spawnSync('git', ['init', '--quiet'], { cwd: directory })
    const { batch, commands } = makeNastyPlan(seed, tasks)
    run(directory, 'tm', ['batch'], batch)
    run(directory, 'runbook', ['generate', '--all', '--out', 'plan.md'])
    const markdown = readFileSync(path.join(directory, 'plan.md'), 'utf8')
    const problems = judgeMarkdown(markdown, commands)
    run(directory, 'runbook', ['generate', '--all', '--out', 'plan.md'])
    if (readFileSync(path.join(directory, 'plan.md'), 'utf8') !== markdown) problems.push('written again it differs')
    run(directory, 'runbook', ['generate', '--all', '--format', 'html', '--out', 'plan.html'])
    const tab = await browser.newPage()
    await tab.goto(pathToFileURL(path.join(directory, 'plan.html')).href)
    problems.push(...(await tab.evaluate(judgePage)))
    await tab.close()
    if (problems.length > 0) {
      broken += 1
      console.log(`seed ${seed}: ${problems.slice(0, 3).join('; ')}`)
    }
    texts += batch.split('\n').length - 1
    bytes += markdown.length
  } finally {
    rmSync(directory, { recursive: true })
  }
}
await browser.close()
console.log(`${seeds} plans, ${texts} entries, ${Math.round(bytes / 1024)} kB of Markdown: ${broken} with a break-out`)
process.exitCode = broken > 0 ? 1 : 0
