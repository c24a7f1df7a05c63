import { expect, test } from 'vitest'
import { findOnlyMark } from './only-marks.ts'
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
  expect(isInProgram(file, { files: undefined, include: undefined, exclude: undefined, ...config })).toBe(isIn)
})
