import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { mutantsOf } from '../support/mutants.mjs'
import { Rig } from '../support/rig.ts'

/** Code that is reached in many ways: barrels, classes, values made at load, tables of functions, `import()`, prototypes. */
const sources: Readonly<Record<string, string>> = {
  'src/numbers.mjs':
    'export function add(a, b) {\n  if (b === undefined) return a\n  return a + b\n}\nexport const twice = (a) => {\n  return add(a, a)\n}\nexport function negate(a) {\n  return -a\n}\n',
  'src/index.mjs': "export * from './numbers.mjs'\nexport { Box as Crate } from './box.mjs'\n",
  'src/box.mjs':
    "import { add } from './numbers.mjs'\nexport class Box {\n  constructor(size) {\n    this.size = size\n  }\n  grow(by) {\n    if (by > 9) return this\n    return new Box(add(this.size, by))\n  }\n  get volume() {\n    return this.size ** 3\n  }\n}\n",
  'src/loaded.mjs':
    "import { twice } from './numbers.mjs'\nfunction make() {\n  return twice(2)\n}\nexport const four = make()\nexport const other = 1\n",
  'src/table.mjs':
    "import { negate } from './numbers.mjs'\nfunction shout(text) {\n  return `${text}!`\n}\nexport default { negate, shout, late: async () => (await import('./late.mjs')).late() }\n",
  'src/late.mjs': 'export function late() {\n  return 7\n}\n',
  'src/old.mjs':
    'export function Old() {\n  this.x = 1\n}\nfunction see() {\n  return this.x\n}\nOld.prototype.see = see\n',
}
const tests: Readonly<Record<string, string>> = {
  'add.test.mjs': "import { add } from './src/numbers.mjs'\nequal(add(1, 2), 3)\nequal(add(1), 1)\n",
  'crate.test.mjs':
    "import { Crate } from './src/index.mjs'\nequal(new Crate(1).grow(1).volume, 8)\nequal(new Crate(1).grow(10).size, 1)\n",
  'loaded.test.mjs': "import { other } from './src/loaded.mjs'\nequal(other, 1)\n",
  'four.test.mjs': "import { four } from './src/loaded.mjs'\nequal(four, 4)\n",
  'shout.test.mjs': "import table from './src/table.mjs'\nequal(table.shout('a'), 'a!')\n",
  'late.test.mjs': "import table from './src/table.mjs'\nequal(await table.late(), 7)\nequal(table.negate(1), -1)\n",
  'old.test.mjs': "import { Old } from './src/old.mjs'\nequal(new Old().see(), 1)\n",
}

/** Runs them all in one process, one after another. */
const runner =
  'for (const name of process.argv.slice(1)) await import(`${process.cwd()}/${name}`).catch(() => console.log(name))'

test('every test that fails for a broken function is selected', { timeout: 60_000 }, async () => {
  const head = "import { equal } from 'node:assert/strict'\n"
  const files = { ...sources, ...Object.fromEntries(Object.entries(tests).map(([path, text]) => [path, head + text])) }
  await using rig = await Rig.create({ git: 'commit', files })
  const failing = (): readonly string[] =>
    execFileSync('node', ['--input-type=module', '-e', runner, ...Object.keys(tests)], {
      cwd: rig.path(),
      encoding: 'utf8',
    })
      .split('\n')
      .filter(Boolean)
  expect(failing()).toEqual([])
  const mutants = Object.entries(sources).flatMap(([file, text], index) => mutantsOf(file, text, index))
  let noticed = 0
  let selectedCount = 0
  for (const { file, kind, line, text } of mutants) {
    const before = await readFile(rig.path(file))
    await writeFile(rig.path(file), text)
    const failed = failing()
    const selected = (await rig.run('impact', ['--since', 'HEAD', '--print0'])).stdout.split('\0').filter(Boolean)
    expect({ file, line, kind, missed: failed.filter((one) => !selected.includes(one)) }).toEqual({
      file,
      line,
      kind,
      missed: [],
    })
    noticed += Number(failed.length > 0)
    selectedCount += selected.length
    await writeFile(rig.path(file), before)
  }
  expect(noticed).toBeGreaterThan(mutants.length * 0.8)
  // A tool that selects everything would pass the above.
  expect(selectedCount).toBeLessThan(mutants.length * Object.keys(tests).length * 0.6)
})
