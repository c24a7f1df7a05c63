import { expect, test } from 'vitest'
import { isBuilt } from './build-constraint.ts'
import { matchesFile, type MatcherKind } from './matchers.ts'
import { readTestScopes } from './test-scopes.ts'

/** The files, of those given, that a settings file lets run, and what it filters by. */
function runs(settings: string, text: string, files: readonly string[]): readonly string[] {
  const scopes = [...readTestScopes(settings, text).values()]
  const isIn = (file: string): boolean =>
    scopes.every(
      ({ includes, excludes }) =>
        includes.every((list) => list.some((one) => matchesFile(file, one))) &&
        !excludes.some((one) => matchesFile(file, one)),
    )
  return [...files.filter(isIn), ...scopes.flatMap(({ filters }) => filters)]
}

const js = ['a.test.ts', 'src/b.test.ts', 'src/deep/c.spec.ts']
const py = ['tests/test_a.py', 'tests/slow/test_b.py']

test.each([
  [
    'vitest.config.ts',
    "export default defineConfig({ test: { exclude: [...configDefaults.exclude, 'src/b.test.ts'] } })",
    js,
    [js[0], js[2]],
  ],
  [
    'vitest.config.ts',
    "export default { test: { include: ['src/**/*.{test,spec}.?(c|m)[jt]s?(x)'] } }",
    js,
    js.slice(1),
  ],
  [
    'vitest.config.ts',
    "export default { test: { coverage: { exclude: ['**/*.test.ts'] }, typecheck: { include: ['x'] } } }",
    js,
    js,
  ],
  ['vitest.config.ts', "export default { optimizeDeps: { exclude: ['src'] } } // test: { exclude: ['src'] }", js, js],
  ['vite.config.mts', "const test = { exclude: ['**/deep/**'] }\nexport default { test }", js, js.slice(0, 2)],
  ['vitest.config.ts', "export default { test: { projects: ['src/*'] } }", js, js.slice(1)],
  [
    'jest.config.js',
    "module.exports = { testPathIgnorePatterns: ['/node_modules/', '<rootDir>/src/deep/'] }",
    js,
    js.slice(0, 2),
  ],
  [
    'jest.config.ts',
    "const config: Config = { roots: ['<rootDir>/src'], testMatch: ['**/*.spec.ts'] }",
    js,
    js.slice(2),
  ],
  ['package.json', '{"jest":{"testPathIgnorePatterns":["\\\\.spec\\\\.ts$"]}}', js, js.slice(0, 2)],
  ['package.json', '{"scripts":{"test":"vitest run src/b --reporter dot"}}', js, [js[1]]],
  [
    'package.json',
    '{"scripts":{"test":"jest --testPathIgnorePatterns=deep -t fast"}}',
    js,
    [...js.slice(0, 2), '-t fast'],
  ],
  [
    'package.json',
    '{"scripts":{"test":"c8 mocha --exclude src/deep \\"**/*.ts\\""},"files":["x"]}',
    js,
    js.slice(0, 2),
  ],
  ['package.json', '{"scripts":{"build":"tsc","dev":"vitest src"}}', js, js],
  ['package.json', '{"ava":{"files":["**/*","!src/**"]}}', js, js.slice(0, 1)],
  ['.mocharc.yml', 'spec:\n  - src/**/*.ts\nignore: ["src/deep/**"] # slow\ninvert: true\n', js, js.slice(1, 2)],
  ['.mocharc.json', '{ "spec": "src", "grep": "fast" }', js, [...js.slice(1), 'grep = fast']],
  ['pytest.ini', '[pytest]\naddopts = -q --ignore=tests/slow\n  -k "not net"\n', py, [py[0], '-k not net']],
  [
    'pyproject.toml',
    '[tool.pytest.ini_options]\ntestpaths = [\n  "tests/slow", # more\n]\n[tool.x]\naddopts = "--ignore=tests"\n',
    py,
    [py[1]],
  ],
  [
    'pyproject.toml',
    '[tool.pytest.ini_options]\naddopts = ["--ignore-glob=*/slow/*", "--deselect", "tests/test_a.py::test_x"]\n',
    py,
    [py[0], '--deselect tests/test_a.py::test_x'],
  ],
  ['setup.cfg', '[tool:pytest]\nnorecursedirs = slow\n[flake8]\nexclude = tests\n', py, [py[0]]],
  [
    'tests/conftest.py',
    '# collect_ignore = ["test_a.py"]\ncollect_ignore = ["slow/test_b.py"]\n',
    ['test_a.py', 'slow/test_b.py'],
    ['test_a.py'],
  ],
  [
    'Makefile',
    'test:\n\t@go test -short ./a/... \\\n\t  -run TestX\n',
    ['a/x_test.go', 'b/x_test.go'],
    ['a/x_test.go', '-short', '-run TestX'],
  ],
  [
    '.rspec',
    '--require spec_helper\n--tag ~slow\n--exclude-pattern spec/b_spec.rb\n',
    ['spec/a_spec.rb', 'spec/b_spec.rb'],
    ['spec/a_spec.rb', '--tag ~slow'],
  ],
  [
    'Cargo.toml',
    '[package]\nname = "x"\nautotests = false\n[lib]\ntest = false\n',
    [],
    ['package.autotests = false', 'lib.test = false'],
  ],
  ['justfile', 'test:\n  python -m pytest tests/slow -m "not net"\n', py, [py[1], '-m not net']],
])('%s: %s', (settings, text, files, expected) => {
  expect(runs(settings, text, files)).toEqual(expected)
})

test.each([
  ['', true],
  ['//go:build integration', false],
  ['//go:build !integration && go1.18', true],
  ['//go:build (plan9 || integration) && !race', false],
  ['// a comment', true],
])('%j is built: %s', (line, expected) => {
  expect(isBuilt(`${line}\n\npackage a\n\n//go:build never\n`)).toBe(expected)
})

test.each<[string, MatcherKind, string, boolean]>([
  ['a/b.ts', 'glob', './a/', true],
  ['a/b.ts', 'glob', '**/@(b|c).ts', true],
  ['a/b.ts', 'glob', '**/!(b).ts', false],
  ['a/b.ts', 'glob', '[', false],
  ['x/a/b.ts', 'ignore', 'a', true],
  ['x/a/b.ts', 'ignore', '/a', false],
  ['a/b.ts', 'regex', '(', false],
])('%s by %s %s: %s', (file, kind, pattern, expected) => {
  expect(matchesFile(file, { kind, pattern })).toBe(expected)
})
