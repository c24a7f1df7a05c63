/** How to ask a program for its version, and what a difference from a pinned version means in its world. */
export interface ToolDefinition {
  readonly name: string
  /** What it is called on PATH, the usual name first: any of them will do where no command says which. */
  readonly programs: readonly string[]
  readonly versionArguments: readonly string[]
  /** The first group is the version. What does not match is no answer of this program. */
  readonly versionPattern: RegExp
  /** The npm packages that carry the program: their package.json tells the version without running anything. */
  readonly npmPackages: readonly string[]
  /** The first part of the version in which a pin and the machine must not differ. */
  readonly breaksAt: 'major' | 'minor'
  /** Starting it costs more than it tells: asked only where the repository asks for a version. */
  readonly isSlow: boolean
  /** One program stands for many versions, and picks one by the files of the directory it runs in. */
  readonly selectsByDirectory: boolean
}

type Facts = Partial<Omit<ToolDefinition, 'name'>>

const anyVersion = /(?:^|[^\d.])v?(\d+(?:\.\d+)+)/

const definitions: ReadonlyMap<string, ToolDefinition> = new Map(
  Object.entries<Facts>({
    node: { versionPattern: /^v(\d+\.\d+\.\d+\S*)/m },
    npm: { programs: ['npm'], versionPattern: /^(\d+\.\d+\.\d+\S*)$/m, npmPackages: ['npm'] },
    pnpm: { versionPattern: /^(\d+\.\d+\.\d+\S*)$/m, npmPackages: ['pnpm', '@pnpm/exe'] },
    yarn: { versionPattern: /^(\d+\.\d+\.\d+\S*)$/m, npmPackages: ['yarn', '@yarnpkg/cli-dist'] },
    bun: { versionPattern: /^(\d+\.\d+\.\d+\S*)$/m, npmPackages: ['bun'] },
    deno: { versionPattern: /^deno (\d\S*)/m },
    python: { programs: ['python3', 'python'], versionPattern: /^Python (\d\S*)/m, breaksAt: 'minor' },
    pip: { programs: ['pip', 'pip3'], versionPattern: /^pip (\d\S*)/m },
    pipenv: { versionPattern: /version (\d\S*)/ },
    pdm: { versionPattern: /version (\d\S*)/ },
    poetry: { versionPattern: /Poetry.*?(\d[^\s)]*)/ },
    uv: { versionPattern: /^uv (\d\S*)/m },
    go: { versionArguments: ['version'], versionPattern: /go version (?:devel )?go(\d\S*)/ },
    rust: { programs: ['rustc'], versionPattern: /^rustc (\d\S*)/m },
    cargo: { versionPattern: /^cargo (\d\S*)/m },
    ruby: { versionPattern: /^(?:j|truffle)?ruby (\d+(?:\.\d+)+)/m, breaksAt: 'minor' },
    bundler: { programs: ['bundle'], versionPattern: /^(?:Bundler version )?(\d\S*)/m },
    php: { versionPattern: /^PHP (\d+(?:\.\d+)+)/m, breaksAt: 'minor' },
    composer: { versionPattern: /Composer (?:version )?(\d\S*)/ },
    // Java 8 calls itself 1.8, knows only the single dash, and answers on stderr.
    java: { versionArguments: ['-version'], versionPattern: /version "(?:1\.(?=8\.))?(\d[^"]*)"/ },
    maven: { programs: ['mvn'], versionPattern: /Apache Maven (\d\S*)/, isSlow: true },
    gradle: { versionPattern: /^Gradle (\d\S*)/m, isSlow: true },
    dotnet: { versionPattern: /^(\d+\.\d+\.\d+\S*)$/m, selectsByDirectory: true },
    make: { versionPattern: /GNU Make (\d\S*)/ },
    just: { versionPattern: /^just (\d\S*)/m },
    task: { versionPattern: anyVersion },
    docker: { versionPattern: /Docker version (\d[^\s,]*)/ },
    terraform: { versionPattern: /^Terraform v(\d\S*)/m },
    elixir: { versionPattern: /^Elixir (\d\S*)/m, isSlow: true },
    kubectl: { versionArguments: ['version', '--client'], versionPattern: /v(\d+\.\d+\.\d+)/ },
    helm: { versionArguments: ['version', '--short'], versionPattern: /v(\d+\.\d+\.\d+)/ },
  }).map(([name, facts]) => [name, define(name, facts)]),
)

const definitionsByProgram: ReadonlyMap<string, ToolDefinition> = new Map(
  [...definitions.values()].flatMap((definition) =>
    definition.programs.map((program): [string, ToolDefinition] => [program, definition]),
  ),
)

/** What programs belong together: `npx` comes with npm, `rustup` shims aside. */
const companionPrograms: ReadonlyMap<string, string> = new Map([
  ['npx', 'npm'],
  ['pnpx', 'pnpm'],
  ['bunx', 'bun'],
  ['uvx', 'uv'],
  ['gofmt', 'go'],
])

/** Also for tools that nobody has described: then the program has the tool's name, and `--version` is asked. */
export function definitionOf(tool: string): ToolDefinition {
  return definitions.get(tool) ?? define(tool, {})
}

/** The tool that a program on PATH belongs to. */
export function definitionOfProgram(program: string): ToolDefinition {
  return definitionsByProgram.get(program) ?? definitionOf(companionPrograms.get(program) ?? program)
}

export function isDescribed(tool: string): boolean {
  return definitions.has(tool)
}

function define(name: string, facts: Facts): ToolDefinition {
  return {
    name,
    programs: [name],
    versionArguments: ['--version'],
    versionPattern: anyVersion,
    npmPackages: [],
    breaksAt: 'major',
    isSlow: false,
    selectsByDirectory: false,
    ...facts,
  }
}
