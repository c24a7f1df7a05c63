/**
 * Start-up of every binary against an empty Node script. Target: median ratio <= 1.35 for --version and --help.
 * Usage: node bench/start.mjs [ROUNDS]
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { interleave, median, medianRatio, printTable } from './support/measure.mjs'

const rounds = Number(process.argv[2] ?? 21)
const ratioMax = 1.35
const directory = mkdtempSync(path.join(tmpdir(), 'bench-start-'))
try {
  writeFileSync(path.join(directory, 'empty.js'), '')
  const bin = path.resolve(import.meta.dirname, '../bin')
  const calls = readdirSync(bin).flatMap((tool) => [
    [tool, '--version'],
    [tool, '--help'],
  ])
  const subjects = [
    { name: 'empty', argv: ['node', path.join(directory, 'empty.js')] },
    ...calls.map(([tool = '', flag = '']) => ({
      name: `${tool} ${flag}`,
      argv: [path.join(bin, tool), flag],
      cwd: directory,
    })),
  ]
  const times = interleave(subjects, rounds)
  const base = times.get('empty') ?? []
  const rows = subjects.map(({ name }) => {
    const own = times.get(name) ?? []
    const ratio = medianRatio(own, base)
    return [name, `${median(own).toFixed(1)} ms`, ratio.toFixed(2), ratio <= ratioMax ? '' : `over ${ratioMax}`]
  })
  printTable([['call', 'median', 'ratio to empty Node', ''], ...rows])
} finally {
  rmSync(directory, { recursive: true, force: true })
}
