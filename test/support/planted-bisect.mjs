/**
 * Makes a repository of `count` commits of which some cannot be built and one, planted, makes `check.sh` fail. `check.sh` gives the wrong answer
 * in one of five runs.
 */
import { execFileSync } from 'node:child_process'

/** @param {number} seed */
function randomFrom(seed) {
  let state = (seed * 7919 + 17) % 2_147_483_647
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}

const check = `#!/bin/sh
# 51 of 256 bytes: one run in five says the opposite.
wrong=$(( $(od -An -N1 -tu1 /dev/urandom) < 51 ))
bad=0
grep -q broken price.txt && bad=1
if [ $bad != $wrong ]; then echo "Error: the price is wrong"; exit 1; fi
`

/**
 * @param {string} directory an empty git repository
 * @param {{ seed: number, count?: number, unbuildable?: number }} options
 * @returns {{ good: string, planted: string, unbuildable: number }}
 */
export function plantBisect(directory, { seed, count = 200, unbuildable = 0.3 }) {
  const random = randomFrom(seed)
  const planted = 1 + Math.floor(random() * (count - 2))
  const isBroken = Array.from({ length: count }, (_, index) => index > 0 && index < count - 1 && random() < unbuildable)
  // Where its neighbour cannot be built nobody can tell the two apart.
  isBroken[planted] = false
  isBroken[planted - 1] = false
  const blob = (/** @type {string} */ text) => `data ${Buffer.byteLength(text)}\n${text}\n`
  const commits = isBroken.map((broken, index) => {
    const files = [
      ['100755', 'check.sh', check],
      ['100644', 'build.txt', broken ? 'no' : 'yes'],
      ['100644', 'price.txt', index >= planted ? 'broken' : 'fine'],
      ['100644', 'notes.txt', `commit ${index}`],
    ].map(([mode, name, text]) => `M ${mode} inline ${name}\n${blob(text ?? '')}`)
    return `commit refs/heads/main\nmark :${index + 1}\ncommitter a <a@example.test> ${1_700_000_000 + index * 60} +0000\n${blob(`change ${index}`)}${files.join('')}\n`
  })
  execFileSync('git', ['fast-import', '--quiet'], { cwd: directory, input: commits.join('') })
  execFileSync('git', ['checkout', '--quiet', '--force', 'main'], { cwd: directory })
  const revision = (/** @type {string} */ name) =>
    execFileSync('git', ['rev-parse', name], { cwd: directory, encoding: 'utf8' }).trim()
  return {
    good: revision(`main~${count - 1}`),
    planted: revision(planted === count - 1 ? 'main' : `main~${count - 1 - planted}`),
    unbuildable: isBroken.filter(Boolean).length,
  }
}
