import { homedir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { hasDebianProgram } from '../support/debian.ts'
import { askFlake, suiteRig, type FlakeAnswer } from '../support/flake.ts'

const timeout = 200_000

interface RunnerCase {
  readonly runner: string
  /** Of Debian; absent where npm has it. */
  readonly program?: { readonly name: string; readonly package: string }
  readonly command: readonly string[]
  readonly phases: string
  /** Of the suite, where the first that are tried are enough. */
  readonly runs?: number
  readonly files: Readonly<Record<string, string>>
  /** Kind by test, with what it depends on. */
  readonly verdicts: Readonly<Record<string, string>>
  readonly tests: number
}

const jsOrder = `const state = require('./state.cjs')
describe('outer', () => {
  it('victim', () => { if (state.mode !== 'clean') throw new Error('mode is ' + state.mode) })
  it('broken', () => { throw new Error('always') })
})
`
const jsPolluter = `const state = require('./state.cjs')
it('other', () => {})
it('polluter', () => { state.mode = 'dirty' })
`

/** A rig has a home of its own, and rustup keeps its compilers in the user's. */
const rustHomes = {
  RUSTUP_HOME: process.env['RUSTUP_HOME'] ?? path.join(homedir(), '.rustup'),
  CARGO_HOME: process.env['CARGO_HOME'] ?? path.join(homedir(), '.cargo'),
}

const cases: readonly RunnerCase[] = [
  {
    runner: 'mocha, between files, with what hides failures configured',
    command: ['npx', 'mocha', '--parallel', '--retries', '3', '--bail'],
    phases: 'reverse',
    files: {
      'state.cjs': "module.exports = { mode: 'clean' }\n",
      'test/a.cjs': jsOrder.replace('./', '../'),
      'test/b.cjs': `describe('b', () => {\n${jsPolluter.replace('./', '../')}\n})\n`,
      'test/c.cjs': 'const = 1\n',
      '.mocharc.json': '{"spec": "test/*.cjs", "retries": 2}',
    },
    verdicts: {
      'test/a.cjs > outer > broken': 'broken',
      'test/c.cjs': 'broken',
      'test/a.cjs > outer > victim': 'order-victim after test/b.cjs > b > polluter',
    },
    tests: 5,
  },
  {
    runner: 'jest, within a file: it isolates the modules of files',
    command: ['npx', 'jest'],
    phases: 'reverse',
    files: {
      'state.cjs': "module.exports = { mode: 'clean' }\n",
      'a.test.js': jsOrder + jsPolluter.replace(/^.*\n/, ''),
      'package.json': '{"private": true, "jest": {"transform": {}}}',
    },
    verdicts: {
      'a.test.js > outer > broken': 'broken',
      'a.test.js > outer > victim': 'order-victim after a.test.js > polluter',
    },
    tests: 4,
  },
  {
    runner: 'playwright',
    command: ['npx', 'playwright', 'test'],
    phases: 'reverse',
    runs: 2,
    files: {
      'tests/a.spec.ts': `import { test, expect } from '@playwright/test'
test.describe('page (1/2)', () => {
  test('broken', () => { expect(1).toBe(2) })
})
test('holds', () => {})
`,
      'playwright.config.ts': "export default { testDir: 'tests', retries: 2 }\n",
    },
    verdicts: { 'tests/a.spec.ts > page (1/2) > broken': 'broken' },
    tests: 2,
  },
  {
    runner: 'go',
    program: { name: 'go', package: 'golang-go' },
    command: ['go', 'test', './...'],
    phases: 'twice',
    files: {
      'go.mod': 'module example.org/m\n\ngo 1.18\n',
      'end/a_test.go': `package end
import ("syscall"; "testing")
func TestEnds(t *testing.T) { syscall.Kill(syscall.Getpid(), syscall.SIGKILL) }
`,
      'lib/a_test.go': `package lib
import "testing"
var count int
func TestTwice(t *testing.T) { count++; if count > 1 { t.Fatal("again") } }
func TestTable(t *testing.T) {
  t.Run("good", func(t *testing.T) {})
  t.Run("bad case", func(t *testing.T) { t.Error("always") })
}
`,
    },
    verdicts: {
      'end/a_test.go > TestEnds': 'broken',
      'lib/a_test.go > TestTable > bad_case': 'broken',
      'lib/a_test.go > TestTwice': 'non-idempotent',
    },
    tests: 4,
  },
  {
    runner: 'cargo',
    program: { name: 'cargo', package: 'cargo' },
    command: ['cargo', 'test', '--offline'],
    phases: 'environment',
    files: {
      'Cargo.toml': '[package]\nname = "m"\nversion = "0.1.0"\nedition = "2018"\n',
      'src/lib.rs': `#[cfg(test)]
mod tests {
    #[test]
    fn plain_directory() { assert!(!std::env::temp_dir().to_str().unwrap().contains(' '), "has a blank"); }
    #[test]
    fn broken() { assert_eq!(1, 2); }
    #[test]
    fn holds() {}
    #[test]
    fn z_aborts() { std::process::abort() }
}
`,
      'tests/later.rs': '#[test]\nfn later() {}\n',
      '.gitignore': 'target\n',
    },
    verdicts: {
      'src/lib.rs > tests > broken': 'broken',
      'src/lib.rs > tests > plain_directory': 'environment temporary directory',
      'src/lib.rs > tests > z_aborts': 'broken',
    },
    tests: 5,
  },
  {
    runner: 'rspec, between files, with a random order configured',
    program: { name: 'rspec', package: 'ruby-rspec' },
    command: ['rspec'],
    phases: 'reverse',
    files: {
      '.rspec': '--order random\n',
      'spec/a_spec.rb': `$mode = 'clean'
RSpec.describe 'a' do
  it('victim') { raise "mode is #{$mode}" unless $mode == 'clean' }
  it('broken') { raise 'always' }
end
`,
      'spec/b_spec.rb': `RSpec.describe 'b' do
  it('other') {}
  it('polluter') { $mode = 'dirty' }
end
`,
      'spec/c_spec.rb': "require 'no_such_library'\n",
    },
    verdicts: {
      'spec/a_spec.rb > a > broken': 'broken',
      'spec/a_spec.rb > a > victim': 'order-victim after spec/b_spec.rb > b > polluter',
      'spec/c_spec.rb': 'broken',
    },
    tests: 5,
  },
]

describe.each(cases)('$runner', ({ program, command, phases, runs = 60, files, verdicts, tests }) => {
  test('is steered, and what is planted is told', { timeout }, async (context) => {
    if (program !== undefined && !(await hasDebianProgram(program.name, program.package))) {
      return context.skip(`${program.name} cannot be installed here`)
    }
    await using rig = await suiteRig(files)
    const limits = ['--time', '150s', '--runs', String(runs)]
    const answer = await askFlake(rig, ['--phase', phases, ...limits, '--', ...command], {
      env: rustHomes,
      timeoutMs: timeout,
    })
    expect({ tests: answer.tests, verdicts: kindsOf(answer) }).toEqual({ tests, verdicts })
    expect(answer.exitCode).toBe(1)
  })
})

function kindsOf({ verdicts }: FlakeAnswer): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.values(verdicts).map(({ test: id, verdict }) => {
      const { kind, cause, polluters } = verdict
      return [
        id,
        [
          kind,
          ...(cause === undefined ? [] : [cause]),
          ...(polluters === undefined ? [] : ['after', ...polluters]),
        ].join(' '),
      ]
    }),
  )
}
