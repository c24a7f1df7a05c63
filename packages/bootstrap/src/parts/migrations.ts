import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { listFiles } from '@groundcrew/core/repo'
import { packagesOf, type PackageManager, type Workspace } from '@groundcrew/core/workspace'
import { describeSteps, joinPlanned, nothingPlanned, type Call, type Planned } from '../action.ts'
import { hashOf, hashOfFiles } from '../checkout.ts'
import type { PlanContext } from './context.ts'
import { findDeclaredMigrations, mayDeclareMigrations, type Migration } from './declared-migrations.ts'

/** Script names that bring a database up to date and ask nothing, the most exact first. */
const scriptNames = [
  'db:migrate:deploy',
  'migrate:deploy',
  'db:migrate',
  'migrate:up',
  'migrations:run',
  'migrate',
  'db:setup',
]

/**
 * The migrations that the repository declares, and only into a database of this machine: an address elsewhere may be somebody's
 * production.
 */
export async function planMigrations(context: PlanContext): Promise<Planned> {
  const scripts = scriptMigrations(context.workspace)
  if (scripts.length === 0 && !mayDeclareMigrations(context)) return nothingPlanned
  const { files } = await listFiles(context.root, { env: context.env, scope: 'directory' })
  const migrations = await withDeclared(scripts, { context, files })
  if (migrations.length === 0) return nothingPlanned
  const state = files.filter((file) => /(?:^|\/)(?:migrations?|migrate|versions|drizzle)\//.test(file))
  const key = await hashOfFiles(context.root, state, [])
  const address = await databaseAddress(context)
  return joinPlanned(migrations.map((migration) => planMigration(migration, { key, address })))
}

function planMigration(
  { id, call, evidence, address: own, isScript }: Migration,
  { key, address: given }: { readonly key: string; readonly address: string | undefined },
): Planned {
  const address = given ?? own
  // Of a tool whose database is set elsewhere nobody knows whose it is.
  if (address === undefined && !isScript) {
    const message = `which database ${describeSteps([call])} would change is not told: ask the user`
    return { ...nothingPlanned, needs: [{ id, message, evidence: [evidence] }] }
  }
  if (address !== undefined && !isLocal(address)) {
    const message = `the database is at ${hostOf(address)}, not on this machine: ask the user before migrating it`
    return { ...nothingPlanned, needs: [{ id, message, evidence: [evidence] }] }
  }
  const action = {
    id,
    part: 'migrations',
    reason: `${evidence.file} declares database migrations`,
    effect: 'write',
    evidence: [evidence],
    steps: [call],
    key: hashOf([key, address ?? '', ...call.argv]),
    witnesses: [],
  } as const
  return { ...nothingPlanned, actions: [action] }
}

function scriptMigrations(workspace: Workspace): readonly Migration[] {
  return workspace.packageManagers.flatMap((manager) => {
    const migration = manager.ecosystem === 'npm' ? scriptMigration(manager, workspace) : undefined
    return migration === undefined ? [] : [migration]
  })
}

interface Place {
  readonly context: PlanContext
  readonly files: readonly string[]
}

/** A script of the repository's own comes before the tool that it would call. */
async function withDeclared(scripts: readonly Migration[], { context, files }: Place): Promise<readonly Migration[]> {
  const declared = await findDeclaredMigrations(context, files)
  const isScripted = scripts.length > 0
  return [...scripts, ...declared.filter(({ id }) => !isScripted || !/^migrations:(?:prisma|knex|drizzle)/.test(id))]
}

function scriptMigration(manager: PackageManager, workspace: Workspace): Migration | undefined {
  for (const { directory, scripts } of packagesOf(manager, workspace)) {
    const script = scriptNames.map((name) => scripts.find((candidate) => candidate.name === name)).find(Boolean)
    // `prisma migrate dev` and its like make new migrations, and ask.
    if (script === undefined || /\bmigrate dev\b|\bmake:|--interactive/.test(script.body)) continue
    const call: Call = { kind: 'call', argv: [manager.name, 'run', script.name], cwd: directory }
    return { id: `migrations:${script.name}`, call, evidence: script.evidence, address: undefined, isScript: true }
  }
  return undefined
}

/** What DATABASE_URL says, in the environment or in `.env`. */
async function databaseAddress({ env, root }: PlanContext): Promise<string | undefined> {
  const fromEnvironment = env['DATABASE_URL']
  if (fromEnvironment !== undefined && fromEnvironment !== '') return fromEnvironment
  const text = await readFile(path.join(root, '.env'), 'utf8').catch(() => '')
  return /^\s*(?:export\s+)?DATABASE_URL\s*=\s*["']?([^\s"'#]+)/m.exec(text)?.[1]
}

function isLocal(address: string): boolean {
  if (/^(?:sqlite(?:\+\w+)?|file|jdbc:sqlite):|^[./]/.test(address)) return true
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|)$/.test(hostOf(address))
}

/** Without the user and the password in it. */
function hostOf(address: string): string {
  return /^[\w+.-]+:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/?]*)/.exec(address)?.[1] ?? 'an address that is no URL'
}
