/**
 * triage bisect in generated repositories: 200 commits, three of ten cannot be built, and a command that gives the wrong answer in one of five runs. Beside it
 * `git bisect run` with the same build and command.
 * Target: the planted commit, in every one of 20 repositories.
 * Usage: node bench/triage-bisect.mjs [SEEDS] [FIRST]
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { plantBisect } from '../test/support/planted-bisect.mjs'

const [seeds = 20, first = 1] = process.argv.slice(2).map(Number)
const triage = path.resolve(import.meta.dirname, '../bin/triage')
const build = 'grep -q yes build.txt'
let [found, foundByGit, runs] = [0, 0, 0]
for (let seed = first; seed < first + seeds; seed += 1) {
  const directory = mkdtempSync(path.join(tmpdir(), 'bench-triage-'))
  try {
    execFileSync('git', ['init', '--quiet', '--initial-branch=main'], { cwd: directory })
    const { good, planted, unbuildable } = plantBisect(directory, { seed })
    const { stdout } = spawnSync(triage, ['bisect', '--json', '--good', good, '--build', build, '--', './check.sh'], {
      cwd: directory,
      encoding: 'utf8',
    })
    const { data } = JSON.parse(stdout)
    const isFound = data?.isSure === true && data.commits.length === 1 && data.commits[0].commit === planted
    found += Number(isFound)
    runs += data?.runs ?? 0
    const line = `${build} || exit 125; ./check.sh`
    spawnSync('git', ['bisect', 'start', 'main', good], { cwd: directory })
    const said = spawnSync('git', ['bisect', 'run', 'sh', '-c', line], { cwd: directory, encoding: 'utf8' }).stdout
    const isFoundByGit = said.includes(`${planted} is the first bad commit`)
    foundByGit += Number(isFoundByGit)
    console.log(
      `seed ${seed}: ${isFound ? 'found' : 'NOT FOUND'} in ${data?.runs} runs (${unbuildable} unbuildable, ${data?.untestable} met), git bisect run: ${isFoundByGit ? 'found' : 'not found'}`,
    )
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
console.log(
  `triage bisect: ${found} of ${seeds}, ${Math.round(runs / seeds)} runs each; git bisect run: ${foundByGit} of ${seeds}`,
)
