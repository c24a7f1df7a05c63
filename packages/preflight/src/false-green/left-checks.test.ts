import { expect, test } from 'vitest'
import { isExcluded, readExcludes } from './checked-files.ts'
import { findSilencing } from './silencing-marks.ts'

const files = ['src/a.js', 'src/gen/b.js', 'tests/c.py']

test.each([
  ['.prettierignore', '# all\nsrc/gen\n!src/gen/b.js\n', []],
  ['.eslintignore', 'gen/\r\n', ['src/gen/b.js']],
  ['eslint.config.js', "export default [{ ignores: ['**/gen/**'] }, { rules: { a: 'error' } }]", ['src/gen/b.js']],
  ['eslint.config.mjs', "export default [globalIgnores(['src/**'])]", ['src/a.js', 'src/gen/b.js']],
  ['.oxlintrc.json', '{ "ignorePatterns": ["src/a.js"] }', ['src/a.js']],
  ['biome.json', '{ "files": { "includes": ["**", "!**/gen"] } }', ['src/gen/b.js']],
  ['biome.json', '{ "linter": { "ignore": ["src/a.js"] } }', ['src/a.js']],
  ['pyproject.toml', '[tool.ruff]\nextend-exclude = ["tests"]\n[tool.x]\nexclude = ["src"]\n', ['tests/c.py']],
  ['ruff.toml', 'exclude = ["tests"]\n', ['tests/c.py']],
  ['.flake8', '[flake8]\nexclude =\n  build,\n  tests\n', ['tests/c.py']],
  [
    '.rubocop.yml',
    'AllCops:\n  Include:\n    - src/a.js\n  Exclude:\n    - "src/gen/**/*"\nStyle/X:\n  Exclude:\n    - tests/c.py\n',
    ['src/gen/b.js'],
  ],
])('%s: %j leaves out %j', (name, text, expected) => {
  const excludes = readExcludes(name, text)
  expect(files.filter((file) => excludes.some((one) => isExcluded(file, one)))).toEqual(expected)
})

// In capitals, so that no tool takes them for its own.
test.each([
  ['a.ts', '// @ts-NOCHECK', [[1, true]]],
  ['a.ts', 'f() // @ts-IGNORE', [[1, false]]],
  ['a.ts', 'const a = "@ts-NOCHECK"', []],
  ['a.js', '/* eslint-DISABLE */\nx', [[1, true]]],
  ['a.js', '/* eslint-DISABLE no-undef */\nx\n/* eslint-enable */', [[1, false]]],
  ['a.js', 'x // eslint-DISABLE-line', [[1, false]]],
  [
    'a.py',
    '# type: ignore\nx = 1  # type: ignore',
    [
      [1, true],
      [2, false],
    ],
  ],
  [
    'a.py',
    '# flake8: noqa\nimport os  # noqa',
    [
      [1, true],
      [2, false],
    ],
  ],
  [
    'a.rb',
    '# rubocop:disable all\nx # rubocop:disable Lint/X',
    [
      [1, true],
      [2, false],
    ],
  ],
  ['a.go', 'x() //nolint:errcheck', [[1, false]]],
  ['a.md', '// @ts-NOCHECK', []],
])('%s: %j silences %j', (file, text, expected) => {
  expect(
    findSilencing(
      file,
      text.replaceAll(/DISABLE|NOCHECK|IGNORE/g, (word) => word.toLowerCase()),
    ).map(({ line, isWide }) => [line, isWide]),
  ).toEqual(expected)
})
