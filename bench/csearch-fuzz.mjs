/**
 * csearch's text index against ripgrep, long: generated patterns in a tree of odd files that keeps changing. The short run is a test.
 * Usage: node bench/csearch-fuzz.mjs [PATTERNS [EDITS [SEED]]]   (default: 2000 patterns, 1000 edits, seed 1)
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { build } from 'esbuild'

const [patterns = '2000', edits = '1000', seed = '1'] = process.argv.slice(2)
const source = path.resolve(import.meta.dirname, '../packages/csearch/src/fuzz/compare.ts')
const bundle = path.resolve(import.meta.dirname, `../dist/csearch-fuzz-${process.pid}.cjs`)
await build({
  entryPoints: [source],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  external: ['@vscode/ripgrep'],
  logLevel: 'error',
})
const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'csearch-fuzz-')))
try {
  const { compareWithRipgrep } = createRequire(import.meta.url)(bundle)
  execFileSync('git', ['init', '--quiet'], { cwd: root })
  const io = {
    stdin: new PassThrough(),
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: root,
    env: { ...process.env, HOME: root },
    now: Date.now,
    signal: new AbortController().signal,
  }
  const plan = { seed: Number(seed), files: 300, patterns: Number(patterns), edits: Number(edits) }
  const { compared, narrowed, matches, differences } = await compareWithRipgrep(io, plan)
  console.log(
    `${compared} patterns, ${edits} edits: ${matches} matching lines, ${narrowed} searches narrowed by the index`,
  )
  for (const difference of differences) console.log(`different: ${difference}`)
  console.log(`${differences.length} differences`)
  process.exitCode = differences.length === 0 ? 0 : 1
} finally {
  rmSync(root, { recursive: true, force: true })
  rmSync(bundle, { force: true })
}
