import { baseName, isInside, joinPath, parentOf, relativeTo } from '../source/paths.ts'
import { isFixturePlace } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'
import type { Argv, CommandRole, Package, WorkspaceCommand } from '../types.ts'
import { command } from './command.ts'

/** For each module; a go.work without a module of its own has no packages to check. */
export function goCommands(sources: Sources, owner: Package, packages: readonly Package[]): WorkspaceCommand[] {
  if (baseName(owner.manifest.file) !== 'go.mod') return []
  const files = sources.index.under(owner.directory).filter((file) => file.endsWith('.go'))
  const modules = packages.filter(({ ecosystem, directory }) => ecosystem === 'go' && directory !== owner.directory)
  const inner = modules
    .filter(({ directory }) => isInside(owner.directory, directory))
    .map(({ directory }) => directory)
  const isOwn = (file: string): boolean =>
    !isFixturePlace(parentOf(file)) && !inner.some((directory) => isInside(directory, file))
  const own = files.filter(isOwn)
  if (own.length === 0) return []
  const tests = own.filter((file) => file.endsWith('_test.go'))
  const step = (role: CommandRole, label: string, argv: Argv): WorkspaceCommand =>
    goCommand(owner, { role, label, argv })
  return [
    step('format', 'gofmt', gofmtArgv(owner.directory, files, isOwn)),
    step('lint', 'vet', ['go', 'vet', './...']),
    ...golangciCommand(sources, owner),
    // Without -o, a module with one main package would get its program written into the work tree.
    step('build', 'build', ['go', 'build', '-o', '/dev/null', './...']),
    ...(tests.length === 0 ? [] : [step('test', 'test', ['go', 'test', './...'])]),
  ]
}

interface GoStep {
  readonly role: CommandRole
  readonly label: string
  readonly argv: Argv
}

function goCommand(owner: Package, { role, label, argv }: GoStep): WorkspaceCommand {
  const isFormat = role === 'format'
  return command({
    role,
    packageDirectory: owner.directory,
    ecosystem: 'go',
    label: isFormat ? label : `go-${label}`,
    invocation: { kind: 'argv', argv },
    why: `${owner.manifest.file} is a Go module`,
    evidence: owner.manifest,
    program: isFormat ? 'gofmt' : 'go',
    ...(role === 'test' ? { runner: 'go' } : {}),
  })
}

/** `gofmt -l` lists what it would change and succeeds all the same; the shell turns a list into a failure. */
const GOFMT_CHECK = 'list=$(gofmt -l "$@") || exit; test -z "$list" || { printf "not formatted: %s\\n" $list; exit 1; }'

function gofmtArgv(directory: string, files: readonly string[], isOwn: (file: string) => boolean): Argv {
  return ['sh', '-c', GOFMT_CHECK, 'gofmt', ...coverOf(directory, files, isOwn)]
}

/**
 * The fewest paths that hold all files of the module and nothing else: gofmt enters every folder it is given, and fixtures may be
 * unformatted on purpose. `.` is never among them, because folders that git ignores (node_modules) may hold Go files too.
 */
function coverOf(directory: string, files: readonly string[], isOwn: (file: string) => boolean): string[] {
  const below = new Map<string, string[]>()
  for (const file of files) {
    const path = relativeTo(directory, file)
    const [first = path] = path.split('/')
    const same = below.get(first)
    if (same === undefined) below.set(first, [file])
    else same.push(file)
  }
  return [...below].flatMap(([first, inside]) => {
    const path = joinPath(directory, first)
    if (inside.every(isOwn)) return [first.startsWith('-') ? `./${first}` : first]
    return inside.some(isOwn) && inside[0] !== path
      ? coverOf(path, inside, isOwn).map((rest) => `${first}/${rest}`)
      : []
  })
}

function golangciCommand(sources: Sources, owner: Package): WorkspaceCommand[] {
  const names = ['.golangci.yml', '.golangci.yaml', '.golangci.toml', '.golangci.json']
  const config = sources.index.first(owner.directory, names) ?? sources.index.first('.', names)
  if (config === undefined) return []
  return [
    command({
      role: 'lint',
      packageDirectory: owner.directory,
      ecosystem: 'go',
      label: 'golangci-lint',
      invocation: { kind: 'argv', argv: ['golangci-lint', 'run'] },
      why: `${config} configures golangci-lint`,
      evidence: { file: config, line: 1 },
      program: 'golangci-lint',
    }),
  ]
}
