import type { Sources } from '../source/sources.ts'
import type { CommandRole, Evidence, Package, TestRunner, WorkspaceCommand } from '../types.ts'
import { command } from './command.ts'

export function rubyCommands(sources: Sources, owner: Package): WorkspaceCommand[] {
  const files = sources.index.under(owner.directory)
  const tests: RubyStep[] = []
  const spec = files.find((file) => file.endsWith('_spec.rb'))
  const settings = sources.index.first(owner.directory, ['.rspec'])
  const rspec = gemEvidence(owner, /^rspec/) ?? (settings === undefined ? undefined : { file: settings, line: 1 })
  if (spec !== undefined && rspec !== undefined) {
    tests.push({
      role: 'test',
      label: 'rspec',
      args: ['rspec'],
      why: `${spec} is a spec`,
      evidence: rspec,
      runner: 'rspec',
    })
  }
  const test = files.find((file) => /(?:^|\/)test\/.*(?:_test|test_[^/]*)\.rb$/.test(file))
  if (test !== undefined) tests.push(minitestStep(sources, owner, test))
  const task = tests.length === 0 ? rakeTask(sources, owner) : undefined
  if (task !== undefined) tests.push(task)
  const rubocopConfig = sources.index.first(owner.directory, ['.rubocop.yml'])
  const rubocop = rubocopConfig === undefined ? gemEvidence(owner, /^rubocop/) : { file: rubocopConfig, line: 1 }
  const lint: RubyStep[] =
    rubocop === undefined
      ? []
      : [{ role: 'lint', label: 'rubocop', args: ['rubocop'], why: `${rubocop.file} names rubocop`, evidence: rubocop }]
  return [...lint, ...tests].map((step) => rubyCommand(owner, step))
}

interface RubyStep {
  readonly role: CommandRole
  readonly label: string
  readonly args: readonly string[]
  readonly why: string
  readonly evidence: Evidence
  readonly runner?: TestRunner
}

function minitestStep(sources: Sources, owner: Package, test: string): RubyStep {
  const rails = gemEvidence(owner, /^rails$/)
  const rakefile = sources.index.first(owner.directory, ['Rakefile'])
  const args = rails === undefined ? ['rake', 'test'] : ['rails', 'test']
  const evidence = rails ?? { file: rakefile ?? test, line: 1 }
  return { role: 'test', label: args.join('-'), args, why: `${test} is a test`, evidence, runner: 'minitest' }
}

/** A task of the Rakefile that runs the tests by its name: `task :spec`, `task 'test' => …`, `Rake::TestTask.new(:test)`. */
function rakeTask(sources: Sources, owner: Package): RubyStep | undefined {
  const rakefile = sources.index.first(owner.directory, ['Rakefile', 'rakefile', 'Rakefile.rb'])
  for (const [index, text] of (rakefile === undefined ? [] : sources.lines(rakefile)).entries()) {
    const name = /^\s*(?:task|\w+(?:::\w+)*Task\.new)[\s(]+:?["']?(spec|specs|test|tests)\b/.exec(text)?.[1]
    if (rakefile === undefined || name === undefined) continue
    const evidence = { file: rakefile, line: index + 1 }
    return {
      role: 'test',
      label: `rake-${name}`,
      args: ['rake', name],
      why: `${rakefile} has the task ${name}`,
      evidence,
    }
  }
  return undefined
}

function gemEvidence(owner: Package, pattern: RegExp): Evidence | undefined {
  return owner.dependencies.find(({ name }) => pattern.test(name))?.evidence
}

function rubyCommand(owner: Package, { role, label, args, why, evidence, runner }: RubyStep): WorkspaceCommand {
  return command({
    role,
    packageDirectory: owner.directory,
    ecosystem: 'ruby',
    label,
    invocation: { kind: 'argv', argv: ['bundle', 'exec', ...args] },
    why,
    evidence,
    program: 'bundle',
    ...(runner === undefined ? {} : { runner }),
  })
}
