/**
 * code-map and csearch beside their peers, interleaved, on repositories of the caller's choice:
 * a cold build beside `ctags -R`, questions beside an empty Node, a text search beside ripgrep. Losing rows are in the table too.
 * Usage: node bench/code-map.mjs ROUNDS NAME DIRECTORY...   (NAME: a rare identifier to look for; needs ctags on PATH)
 */
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { interleave, median, printTable } from './support/measure.mjs'

const [rounds = '5', name = 'main', ...directories] = process.argv.slice(2)
const bin = path.resolve(import.meta.dirname, '../bin')
const tool = (/** @type {string} */ program) => path.join(bin, program)
const { rgPath } = await import('@vscode/ripgrep')

for (const cwd of directories) {
  const env = process.env
  const tags = path.join(tmpdir(), `bench-tags-${process.pid}`)
  const subjects = [
    { name: 'empty node', argv: ['node', '-e', '0'], cwd, env },
    { name: 'code-map build --force', argv: [tool('code-map'), 'build', '--force'], cwd, env },
    { name: 'ctags -R', argv: ['ctags', '-R', '-f', tags, '.'], cwd, env },
    { name: `code-map def ${name}`, argv: [tool('code-map'), 'def', name], cwd, env },
    { name: `csearch ${name}`, argv: [tool('csearch'), name], cwd, env },
    { name: `rg ${name}`, argv: [rgPath, '-n', name, './'], cwd, env },
  ]
  const times = interleave(subjects, Number(rounds))
  const rows = subjects.map((subject) => [subject.name, `${median(times.get(subject.name) ?? []).toFixed(0)} ms`])
  printTable([[path.basename(cwd), 'median wall'], ...rows])
  rmSync(tags, { force: true })
}
