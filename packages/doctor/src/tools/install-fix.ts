import { stat } from 'node:fs/promises'
import path from 'node:path'
import { findProgram, formatCommand } from '@groundcrew/core/process'
import type { Requirement, WorkspaceCommand } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'
import { lowestOf } from './fit.ts'
import { installedVersion } from './installed-versions.ts'
import { isDescribed, type ToolDefinition } from './definitions.ts'

export interface Wanted {
  readonly definition: ToolDefinition
  /** What the version has to meet; `undefined` where any will do. */
  readonly requirement: Requirement | undefined
  /** Of the commands that call it. */
  readonly ecosystem: WorkspaceCommand['ecosystem'] | undefined
}

/** Version managers by the program that has to be on PATH, the most specific first. `VERSION` stands for what is wanted. */
const versionManagers: Readonly<Record<string, readonly (readonly [program: string, line: string])[]>> = {
  node: [
    ['mise', 'mise install node@VERSION'],
    ['fnm', 'fnm install VERSION'],
    ['volta', 'volta install node@VERSION'],
    ['nodenv', 'nodenv install VERSION'],
    ['asdf', 'asdf install nodejs VERSION'],
  ],
  python: [
    ['mise', 'mise install python@VERSION'],
    ['pyenv', 'pyenv install --skip-existing VERSION'],
    ['uv', 'uv python install VERSION'],
    ['asdf', 'asdf install python VERSION'],
  ],
  ruby: [
    ['mise', 'mise install ruby@VERSION'],
    ['rbenv', 'rbenv install --skip-existing VERSION'],
    ['asdf', 'asdf install ruby VERSION'],
  ],
  rust: [['rustup', 'rustup toolchain install VERSION']],
  cargo: [['rustup', 'rustup toolchain install VERSION']],
  go: [['mise', 'mise install go@VERSION']],
  java: [['mise', 'mise install java@VERSION']],
  pnpm: [['npm', 'npm install --global pnpm@VERSION']],
  yarn: [['npm', 'npm install --global yarn@VERSION']],
  npm: [['npm', 'npm install --global npm@VERSION']],
  bun: [['npm', 'npm install --global bun@VERSION']],
  poetry: [['pipx', 'pipx install poetry']],
  pipenv: [['pipx', 'pipx install pipenv']],
  pdm: [['pipx', 'pipx install pdm']],
  uv: [['pipx', 'pipx install uv']],
  bundler: [['gem', 'gem install bundler']],
  just: [['cargo', 'cargo install just']],
}

/** Programs written in Python, each in an environment of its own. */
const pythonToolManagers = [
  ['uv', 'uv tool install TOOL'],
  ['pipx', 'pipx install TOOL'],
] as const

/** The command that brings a tool with what this machine has; where nothing here can, the words to ask the user with. */
export async function toolFix({ definition, requirement, ecosystem }: Wanted, context: CheckContext): Promise<string> {
  const { name } = definition
  const version = requirement === undefined ? undefined : versionToInstall(definition, requirement)
  if (name === 'node' && version !== undefined && (await hasNvm(context))) {
    const there = await installedVersion('nvm', requirement?.constraint, context.env)
    return `. "$NVM_DIR/nvm.sh" && nvm install ${there ?? version}`
  }
  const managers =
    ecosystem === 'python' && !isDescribed(name)
      ? pythonToolManagers.map(([program, line]) => [program, line.replace('TOOL', name)] as const)
      : managersOf(definition, requirement, version)
  for (const [program, line] of managers) {
    if ((await findProgram(program, { env: context.env, cwd: context.root })) === undefined) continue
    const there = await installedVersion(program, requirement?.constraint, context.env)
    return fill(there === undefined ? line : withoutFetching(line), there ?? version)
  }
  return `ask the user to install ${[name, ...rangeOf(requirement)].join(' ')}`
}

/** Without what asks for it, in brackets. */
function rangeOf(requirement: Requirement | undefined): readonly string[] {
  return requirement === undefined ? [] : [requirement.range.replace(/ \(.*$/, '')]
}

/** nodenv refuses what is there without it. */
function withoutFetching(line: string): string {
  return line.replace(/^nodenv install VERSION/, 'nodenv install --skip-existing VERSION')
}

function managersOf(
  { name }: ToolDefinition,
  requirement: Requirement | undefined,
  version: string | undefined,
): readonly (readonly [program: string, line: string])[] {
  const known = versionManagers[name] ?? []
  // Yarn from version 2 on is another package.
  if (name === 'yarn' && version !== undefined && !/^[01](?:\.|$)/.test(version)) {
    return [['npm', 'npm install --global @yarnpkg/cli-dist@VERSION']]
  }
  if (requirement?.source === 'mise') return [['mise', 'mise install'], ...known]
  if (requirement?.source === '.tool-versions') return [['mise', 'mise install'], ['asdf', 'asdf install'], ...known]
  return known
}

function fill(line: string, version: string | undefined): string {
  if (version !== undefined) return line.replace('VERSION', () => formatCommand([version]))
  return line.replace(/@?VERSION/, '').trimEnd()
}

/** An exact pin as it is; of a range its lowest release line, of which version managers take the newest version. */
function versionToInstall(
  { name, breaksAt }: ToolDefinition,
  { range, constraint, source }: Requirement,
): string | undefined {
  if (constraint === undefined) return undefined
  if (source === 'rust-toolchain') return range
  const lowest = lowestOf(constraint)
  if (lowest === undefined || lowest === '0.0.0') return undefined
  if (/^\d+\.\d+\.\d+$/.test(constraint)) return lowest
  const [major = '', minor = ''] = lowest.split('.')
  // npm reads a version of one number as a range of its own; rustup and go know no such thing.
  if (name === 'rust' || name === 'cargo' || name === 'go') return lowest
  return breaksAt === 'minor' || /^~|^\d+\.\d+\.x/.test(constraint) ? `${major}.${minor}` : major
}

/** A function of the shell, not a program. */
async function hasNvm({ env }: CheckContext): Promise<boolean> {
  const directory = env['NVM_DIR']
  if (directory === undefined || directory === '') return false
  return (await stat(path.join(directory, 'nvm.sh')).catch(() => undefined)) !== undefined
}
