import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from '@groundcrew/core/process'
import { packagesOf, type Ecosystem, type Evidence, type PackageManager } from '@groundcrew/core/workspace'
import type { Call } from '../action.ts'
import { installCheckOf } from '../doctor-answer.ts'
import type { PlanContext } from './context.ts'
import { idOf } from './dependencies.ts'

export interface Migration {
  readonly id: string
  readonly call: Call
  readonly evidence: Evidence
  /** Where the database is, as far as the tool's own files say so; `DATABASE_URL` comes before it. */
  readonly address: string | undefined
  /** A script of the repository says itself what it migrates. */
  readonly isScript: boolean
}

interface Tool {
  readonly name: string
  readonly ecosystem: Ecosystem
  /** A dependency by which the package asks for the tool. */
  readonly dependency: string
  /** The file that declares it, from the package's directory. */
  readonly declaration: RegExp
  readonly run: (manager: PackageManager, context: PlanContext) => Command | Promise<Command>
  /** Files, from the package's directory, in which the address may stand. */
  readonly settings: RegExp
}

/** Stands for a database that needs no server. */
const localFile = 'file:'

const tools: readonly Tool[] = [
  {
    name: 'alembic',
    ecosystem: 'python',
    dependency: 'alembic',
    declaration: /^alembic\.ini$/,
    run: (manager, context) => pythonCommand(manager, context, ['-m', 'alembic', 'upgrade', 'head']),
    settings: /^alembic\.ini$/,
  },
  {
    name: 'django',
    ecosystem: 'python',
    dependency: 'django',
    declaration: /^manage\.py$/,
    run: (manager, context) => pythonCommand(manager, context, ['manage.py', 'migrate', '--noinput']),
    settings: /^(?:[\w-]+\/){1,2}settings(?:\/[\w-]+)?\.py$/,
  },
  {
    name: 'prisma',
    ecosystem: 'npm',
    dependency: 'prisma',
    declaration: /^prisma\/migrations\/migration_lock\.toml$/,
    run: (manager) => nodeCommand(manager, ['prisma', 'migrate', 'deploy']),
    settings: /^prisma\/schema\.prisma$/,
  },
  {
    name: 'knex',
    ecosystem: 'npm',
    dependency: 'knex',
    declaration: /^knexfile\.[cm]?[jt]s$/,
    run: (manager) => nodeCommand(manager, ['knex', 'migrate:latest']),
    settings: /^knexfile\.[cm]?[jt]s$/,
  },
  {
    name: 'drizzle',
    ecosystem: 'npm',
    dependency: 'drizzle-kit',
    declaration: /^drizzle\.config\.[cm]?[jt]s$/,
    run: (manager) => nodeCommand(manager, ['drizzle-kit', 'migrate']),
    settings: /^drizzle\.config\.[cm]?[jt]s$/,
  },
  {
    name: 'rails',
    ecosystem: 'ruby',
    dependency: 'rails',
    declaration: /^db\/migrate\/\d+_\w+\.rb$/,
    run: () => ['bin/rails', 'db:migrate'],
    settings: /^config\/database\.yml$/,
  },
]

/** What alembic, Django, Prisma, knex, Drizzle and Rails declare, in the packages that ask for them. */
export async function findDeclaredMigrations(
  context: PlanContext,
  files: readonly string[],
): Promise<readonly Migration[]> {
  const found = await Promise.all([
    ...context.workspace.packageManagers.flatMap((manager) =>
      tools
        .filter(({ ecosystem }) => ecosystem === manager.ecosystem)
        .map(async (tool) => findOne(tool, manager, { context, files })),
    ),
    findFlyway(context, files),
  ])
  return found.filter((migration) => migration !== undefined)
}

/** Whether it is worth to list the files: a package asks for one of the tools, or Flyway is configured. */
export function mayDeclareMigrations({ root, workspace }: PlanContext): boolean {
  const names = new Set(tools.map(({ dependency }) => dependency))
  const isAsked = workspace.packages.some(({ dependencies }) =>
    dependencies.some(({ name }) => names.has(name.toLowerCase())),
  )
  return isAsked || flywayFiles.some((file) => existsSync(path.join(root, file)))
}

const flywayFiles = ['flyway.conf', 'flyway.toml', 'conf/flyway.conf', 'conf/flyway.toml']

interface Place {
  readonly context: PlanContext
  readonly files: readonly string[]
}

async function findOne(tool: Tool, manager: PackageManager, { context, files }: Place): Promise<Migration | undefined> {
  for (const { directory, dependencies } of packagesOf(manager, context.workspace)) {
    if (!dependencies.some(({ name }) => name.toLowerCase() === tool.dependency)) continue
    const inside = files.flatMap((file) => relative(directory, file))
    const declaration = inside.find((file) => tool.declaration.test(file))
    if (declaration === undefined) continue
    const at = (file: string): string => path.posix.join(directory, file)
    return {
      id: `migrations:${tool.name}${directory === '.' ? '' : `:${directory}`}`,
      call: { kind: 'call', argv: await tool.run(manager, context), cwd: directory },
      evidence: { file: at(declaration), line: 1 },
      address: await readAddress(context.root, inside.filter((file) => tool.settings.test(file)).map(at)),
      isScript: false,
    }
  }
  return undefined
}

async function findFlyway({ root }: PlanContext, files: readonly string[]): Promise<Migration | undefined> {
  const file = flywayFiles.find((name) => files.includes(name))
  if (file === undefined) return undefined
  return {
    id: 'migrations:flyway',
    call: { kind: 'call', argv: ['flyway', `-configFiles=${file}`, 'migrate'], cwd: '.' },
    evidence: { file, line: 1 },
    address: await readAddress(root, [file]),
    isScript: false,
  }
}

function relative(directory: string, file: string): readonly string[] {
  if (directory === '.') return [file]
  return file.startsWith(`${directory}/`) ? [file.slice(directory.length + 1)] : []
}

/** In the manager's environment, which the part `dependencies` makes where the Python on PATH has not all that is asked for. */
async function pythonCommand(
  manager: PackageManager,
  { doctor }: PlanContext,
  args: readonly string[],
): Promise<Command> {
  const [interpreter] = manager.installCommand
  if (manager.name !== 'pip') return [manager.name, 'run', 'python', ...args]
  if (interpreter.includes('/')) return [interpreter, ...args]
  const id = installCheckOf(idOf(manager))
  const isThere = (await doctor())?.some((check) => check.id === id && check.state === 'ok') === true
  return [isThere ? interpreter : '.venv/bin/python', ...args]
}

/** What is installed, and nothing that would have to be fetched. */
function nodeCommand({ name }: PackageManager, args: readonly string[]): Command {
  return name === 'npm' || name === 'bun' ? ['npx', '--no-install', ...args] : [name, 'exec', ...args]
}

const written =
  /\b(?:jdbc:)?((?:postgres(?:ql)?|mysql|mariadb|sqlserver|sqlite)(?:\+\w+)?:\/\/[^\s"'#]*|jdbc:sqlite:\S+)/
const fileDatabase = /sqlite/i
const host = /(?:^|[\s{,])["']?(?:HOST|host)["']?\s*[:=]\s*["']?([\w.-]+)/

/** An address as it stands there, a host, or a database that is a file. What is read from elsewhere is not known. */
async function readAddress(root: string, files: readonly string[]): Promise<string | undefined> {
  const texts = await Promise.all(files.map(async (file) => readFile(path.join(root, file), 'utf8').catch(() => '')))
  const text = texts.join('\n').replaceAll(/^\s*(?:#|\/\/|;).*$/gm, '')
  const address = written.exec(text)?.[1]
  // The sample of alembic: `driver://user:pass@localhost/dbname`.
  if (address !== undefined) return address
  const named = host.exec(text)?.[1]
  if (named !== undefined && !/^(?:os|env|config|process|ENV)\b/.test(named)) return `host://${named}`
  return fileDatabase.test(text) && !/postgres|mysql|mariadb|oracle/i.test(text) ? localFile : undefined
}
