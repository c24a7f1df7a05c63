import { expect, test } from 'vitest'
import { findOnlyMark } from './only-marks.ts'
import { resolveProgram } from './resolve-program.ts'
import { isInProgram } from './type-program.ts'

test.each([
  ['a.test.ts', 'x\nit.only("a", () => {})', 2],
  ['a.test.ts', 'describe.concurrent.only.each`x`', 1],
  ['a.test.js', 'if (y) test.only(1)', 1],
  ['a.test.js', '  fdescribe("x", f)', 1],
  ['a_spec.rb', 'it "a", focus: true do', 1],
  ['a_spec.rb', '  fit "a" do', 1],
  ['a.test.ts', '// it.only(\n/* it.only( */ "it.only(" + `\nit.only(`', undefined],
  ['a.test.ts', 'benefit(1); suite.commit.only; list.only(1); unit.only_()', undefined],
  ['a_spec.rb', '# fit "a"\nprofit 1', undefined],
  ['test_a.py', 'it.only(1)', undefined],
])('%s: %j is narrowed in line %s', (file, text, line) => {
  expect(findOnlyMark(file, text)?.line).toBe(line)
})

test.each([
  ['src/a.ts', {}, true],
  ['node_modules/a.ts', {}, false],
  ['src/a.ts', { include: ['src'] }, true],
  ['lib/a.ts', { include: ['src'] }, false],
  ['src/deep/a.ts', { include: ['src/**/*'] }, true],
  ['src/deep/a.ts', { include: ['src/*'] }, false],
  ['a.test.ts', { exclude: ['**/*.test.ts'] }, false],
  ['src/a.test.ts', { exclude: ['**/*.test.ts'] }, false],
  ['src/a.test.ts', { include: ['./src/'], exclude: ['src/b'] }, true],
  ['a.ts', { files: ['./a.ts'] }, true],
  ['b.ts', { files: ['a.ts'] }, false],
  ['a.ts', { files: ['a.ts'], exclude: ['**/*'] }, true],
  ['x.ts', { include: ['.'] }, true],
])('%s with %j is in the program: %s', (file, config, isIn) => {
  expect(
    isInProgram(file, { directory: '.', files: undefined, include: undefined, exclude: undefined, ...config }),
  ).toBe(isIn)
})

test.each([
  [
    'what it extends',
    { 'tsconfig.json': '{"extends":"./config/base"}', 'config/base.json': '{"exclude":["../a.test.ts"]}' },
    false,
  ],
  [
    'the last of several',
    {
      'tsconfig.json': '{"extends":["./a.json","./b.json"]}',
      'a.json': '{"include":["src"]}',
      'b.json': '{"include":["*.ts"]}',
    },
    true,
  ],
  [
    'its own list',
    { 'tsconfig.json': '{"extends":"./a.json","include":["."]}', 'a.json': '{"include":["src"]}' },
    true,
  ],
  [
    'an installed package',
    {
      'tsconfig.json': '{"extends":"@x/config/tsconfig"}',
      'node_modules/@x/config/tsconfig.json': '{"include":["${configDir}/src"]}',
    },
    false,
  ],
  ['a circle', { 'tsconfig.json': '{"extends":"./tsconfig.json"}' }, true],
])('a tsconfig with %s', async (_, files, isIn) => {
  const program = await resolveProgram(
    'tsconfig.json',
    async (file) => await Promise.resolve((files as Record<string, string>)[file]),
  )
  expect(isInProgram('a.test.ts', program)).toBe(isIn)
})
