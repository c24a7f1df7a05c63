/** Where a fact was read: a path relative to the workspace root (always with `/`) and a 1-based line. */
export interface Evidence {
  readonly file: string
  readonly line: number
}

export type Ecosystem = 'npm' | 'python' | 'go' | 'cargo' | 'ruby' | 'php' | 'maven' | 'gradle' | 'dotnet'

/** What a repository is made of. Lists are sorted by directory or path, so the same tree gives the same bytes. */
export interface Workspace {
  /** Absolute path; every other path is relative to it, and `.` names it. */
  readonly root: string
  readonly fileCount: number
  readonly languages: readonly Language[]
  readonly packages: readonly Package[]
  readonly packageManagers: readonly PackageManager[]
  readonly requirements: readonly Requirement[]
  readonly commands: readonly WorkspaceCommand[]
  readonly services: readonly Service[]
  readonly environmentVariables: readonly EnvironmentVariable[]
  readonly largeFiles: readonly LargeFileRule[]
  readonly mentionedVersions: readonly MentionedVersion[]
  readonly addresses: readonly Address[]
  readonly processes: readonly ProcessLine[]
  readonly orchestrators: readonly Orchestrator[]
  /** What could not be read or does not hang together. Reading never throws for the content of a file. */
  readonly problems: readonly WorkspaceProblem[]
}

export interface Language {
  /** Lower case: `typescript`, `python`, `go`, … */
  readonly name: string
  readonly files: number
  /** The first file of the language by path. */
  readonly evidence: Evidence
}

/**
 * - `root`: declares a workspace (npm workspaces, Cargo workspace, go.work, uv workspace, maven modules, …)
 * - `member`: belongs to the workspace of `workspaceRoot`
 * - `standalone`: no workspace above it, or below an npm workspace that does not list it with a lockfile of its own
 * - `detached`: below a workspace that does not list it, or in a folder of examples; it gets no commands
 */
export type Membership = 'root' | 'member' | 'standalone' | 'detached'

export interface Package {
  /** Relative to the workspace root, `.` for the root itself. */
  readonly directory: string
  readonly name?: string
  readonly ecosystem: Ecosystem
  readonly manifest: Evidence
  readonly membership: Membership
  /** Directory of the package that lists this one; only for members. */
  readonly workspaceRoot?: string
  readonly dependencies: readonly Dependency[]
  readonly scripts: readonly Script[]
}

export type DependencyKind = 'runtime' | 'dev' | 'optional' | 'peer'

export interface Dependency {
  readonly name: string
  /** As written; empty when the manifest asks for any version. */
  readonly range: string
  /** What a `catalog:` range of pnpm stands for. */
  readonly resolvedRange?: string
  readonly kind: DependencyKind
  readonly evidence: Evidence
}

/** A named command of a manifest: package.json or composer.json `scripts`. */
export interface Script {
  readonly name: string
  readonly body: string
  readonly evidence: Evidence
}

export type PackageManagerName =
  | 'npm'
  | 'pnpm'
  | 'yarn'
  | 'bun'
  | 'pip'
  | 'poetry'
  | 'uv'
  | 'pipenv'
  | 'pdm'
  | 'go'
  | 'cargo'
  | 'bundler'
  | 'composer'
  | 'maven'
  | 'gradle'
  | 'dotnet'

export type Argv = readonly [program: string, ...args: readonly string[]]

/** One per place where dependencies are installed: a workspace root or a standalone package, not its members. */
export interface PackageManager {
  readonly ecosystem: Ecosystem
  readonly name: PackageManagerName
  /** As pinned (`packageManager`, `devEngines`), without the hash. */
  readonly version?: string
  readonly lockfile?: string
  /** The program itself where the repository carries it (`yarnPath`), relative to `directory`. */
  readonly release?: string
  readonly directory: string
  /** The line that decided: the field, the lockfile, or the manifest when it is the default of the ecosystem. */
  readonly evidence: Evidence
  /** Installs exactly what the lockfile says and does not change it; without a lockfile, a plain install. Run in `directory`. */
  readonly installCommand: Argv
}

export type RequirementSource =
  | '.nvmrc'
  | '.node-version'
  | 'engines'
  | 'packageManager'
  | 'devEngines'
  | 'volta'
  | 'requires-python'
  | '.python-version'
  | 'runtime.txt'
  | 'Pipfile'
  | 'poetry'
  | 'go-directive'
  | 'toolchain'
  | 'rust-toolchain'
  | 'rust-version'
  | '.ruby-version'
  | 'Gemfile'
  | 'composer'
  | '.java-version'
  | 'pom'
  | 'gradle'
  | '.sdkmanrc'
  | 'global.json'
  | '.tool-versions'
  | 'mise'

export interface Requirement {
  /** The program's usual name: `node`, `python`, `go`, `rust`, `ruby`, `java`, `php`, `dotnet`, `pnpm`, … */
  readonly tool: string
  /** As written. */
  readonly range: string
  /** The same as a range that node-semver reads (`>=3.9 <4`, `20.x`, `*`); absent when `range` was not understood. */
  readonly constraint?: string
  /** `supported`: the manifest says what the code works with. `pinned`: a version manager selects this one. */
  readonly kind: 'supported' | 'pinned'
  readonly source: RequirementSource
  /** The part of the repository it holds for. */
  readonly directory: string
  readonly evidence: Evidence
}

/** In the order in which commands are listed. */
export type CommandRole = 'format' | 'lint' | 'typecheck' | 'build' | 'test' | 'e2e'

export type Invocation =
  | { readonly kind: 'argv'; readonly argv: Argv }
  | {
      readonly kind: 'script'
      readonly manager: 'npm' | 'pnpm' | 'yarn' | 'bun' | 'composer'
      readonly script: string
      readonly body: string
      readonly argv: Argv
    }
  | {
      readonly kind: 'target'
      readonly runner: TargetRunner
      readonly target: string
      /** Its shell lines. */
      readonly body: string
      readonly argv: Argv
    }

export type TargetRunner = 'make' | 'just' | 'task'

export type TestRunner =
  | 'vitest'
  | 'jest'
  | 'node:test'
  | 'mocha'
  | 'ava'
  | 'tap'
  | 'bun'
  | 'playwright'
  | 'cypress'
  | 'pytest'
  | 'unittest'
  | 'django'
  | 'go'
  | 'cargo'
  | 'rspec'
  | 'minitest'
  | 'phpunit'
  | 'pest'
  | 'maven'
  | 'gradle'
  | 'dotnet'

/**
 * Where `program` has to be found: on PATH, in `node_modules/.bin` of `cwd` or a directory above it, in the virtual environment
 * of the repository, in composer's `vendor/bin`, or as a file of the repository (`./gradlew`).
 */
export type ProgramSource = 'path' | 'node_modules' | 'venv' | 'vendor' | 'repository'

export interface WorkspaceCommand {
  /** Unique and stable: `test:packages/web:vitest`. */
  readonly id: string
  readonly role: CommandRole
  readonly packageDirectory: string
  /** `generic` is a target of a Makefile, justfile or Taskfile. */
  readonly ecosystem: Ecosystem | 'generic'
  /** Short name of what runs: a script (`test`), a target (`lint`) or a tool (`ruff`). */
  readonly label: string
  /** `invocation.argv` is what to run, whatever the kind. */
  readonly invocation: Invocation
  readonly cwd: string
  /** To set on top of the caller's environment: `CI=1` where it makes a watcher run once. */
  readonly environment: Readonly<Record<string, string>>
  /** One sentence without a final stop. */
  readonly why: string
  readonly evidence: Evidence
  /** The program that must exist for the command to start. */
  readonly program: string
  readonly programSource: ProgramSource
  /** The Python module that must be importable, for `python -m MODULE`. */
  readonly module?: string
  readonly runner?: TestRunner
  /** It changes files of the work tree (`eslint --fix`): not for a gate. */
  readonly writes: boolean
  /** It runs the same role in the members of the workspace, whose own commands are therefore not listed. */
  readonly coversMembers: boolean
  /** Roles of the same package whose listed script this one calls itself: `test` that begins with `npm run lint`. */
  readonly alsoRuns: readonly CommandRole[]
}

/** A service of a compose file. */
export interface Service {
  readonly name: string
  readonly image?: string
  /** Built from the repository (`build:`). */
  readonly isBuilt: boolean
  readonly ports: readonly ServicePort[]
  readonly hasHealthcheck: boolean
  /** It has the network of the machine itself, where localhost is the machine. */
  readonly isOnHost: boolean
  /** What it is told through its environment, in the compose file or in a file that this names. */
  readonly environment: readonly ServiceVariable[]
  /** Compose profiles: a service with profiles does not start by default. */
  readonly profiles: readonly string[]
  readonly evidence: Evidence
}

export interface ServiceVariable {
  readonly name: string
  readonly value: string
  readonly evidence: Evidence
}

export interface ServicePort {
  /** Absent when compose picks a free one, or when it depends on a variable without a default. */
  readonly host?: number
  readonly container: number
  readonly protocol: 'tcp' | 'udp'
  readonly evidence: Evidence
}

export interface EnvironmentVariable {
  readonly name: string
  /** The sample gives a value that is no placeholder. */
  readonly hasDefault: boolean
  /** Judged by the name: a key, a token, a password. */
  readonly isSecret: boolean
  /** The file the sample stands for: `.env` for `.env.example`. */
  readonly target: string
  readonly evidence: Evidence
}

/** A version that the repository names for another machine: the image that it builds, or a runner of CI. */
export interface MentionedVersion {
  readonly tool: string
  /** As written. */
  readonly range: string
  readonly constraint?: string
  readonly source: 'Dockerfile' | 'workflow'
  readonly directory: string
  /** For a reader: the name of the file, or `CI`. */
  readonly label: string
  readonly evidence: Evidence
}

/** Where a configuration file says that a server is. */
export interface Address {
  /** In lower case, without what stands behind a `+`. */
  readonly scheme: string
  readonly host: string
  readonly port: number
  /** The variable or key that holds it. */
  readonly name?: string
  /** In a sample (`.env.example`), which nothing reads. */
  readonly isSample: boolean
  readonly evidence: Evidence
}

/** A line of a Procfile. */
export interface ProcessLine {
  readonly name: string
  readonly body: string
  readonly evidence: Evidence
}

/** A pattern of .gitattributes whose files git LFS keeps. */
export interface LargeFileRule {
  readonly pattern: string
  readonly evidence: Evidence
}

/** Something that a script, a target, a process, a shell file or CI starts, and no package manager of a language brings. */
export interface CalledProgram {
  readonly program: string
  readonly caller: 'script' | 'target' | 'process' | 'shell' | 'ci'
  /** Of the script, target or process, or the file. */
  readonly name: string
  readonly evidence: Evidence
  /** The caller looks first whether it is there, or installs it. */
  readonly isGuarded: boolean
}

/** Something that is compiled when a package is installed or built. */
export interface NativeBuild {
  readonly kind: 'node-gyp' | 'cmake' | 'compiler' | 'rust' | 'linker' | 'cgo' | 'extconf'
  readonly ecosystem: Ecosystem
  readonly directory: string
  /** The file or dependency that says so. */
  readonly what: string
  readonly evidence: Evidence
}

/** What a workspace wants of a machine besides the tools of its languages. */
export interface MachineNeeds {
  readonly calledPrograms: readonly CalledProgram[]
  readonly nativeBuilds: readonly NativeBuild[]
}

export type OrchestratorName =
  | 'turbo'
  | 'nx'
  | 'moon'
  | 'lerna'
  | 'lefthook'
  | 'husky'
  | 'pre-commit'
  | 'hk'
  | 'just'
  | 'make'
  | 'task'
  | 'mise'
  | 'tox'
  | 'nox'

export interface Orchestrator {
  readonly name: OrchestratorName
  readonly evidence: Evidence
}

export type WorkspaceProblemKind =
  /** The file is listed and cannot be read: missing, no permission, a directory, a broken link, a link out of the repository. */
  | 'unreadable'
  | 'too-large'
  /** Not UTF-8; facts are still taken from what could be decoded. */
  | 'encoding'
  /** Does not parse; facts are still taken from what could be. */
  | 'syntax'
  | 'duplicate-key'
  /** Parses, and holds a list where a table belongs, or the like. */
  | 'wrong-shape'
  | 'several-lockfiles'
  /** `packageManager` names one manager and the lockfile is another's. */
  | 'manager-conflict'
  | 'several-packages'
  | 'unsupported'

export interface WorkspaceProblem {
  readonly kind: WorkspaceProblemKind
  /** `package.json:3: not valid JSON: …` */
  readonly message: string
  readonly evidence: Evidence
}

export interface ReadWorkspaceOptions {
  /** Paths of the tracked and unignored files, relative to the root; without it the repository is listed. */
  readonly files?: readonly string[]
}
