import type { PairFinding, Place } from './findings.ts'
import type { Side } from './side.ts'

/** New migrations of the two sides that take one number, or that follow one and the same migration. */
export async function findMigrations(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  const [own, their] = await Promise.all([readMigrations(mine), readMigrations(theirs)])
  return own.flatMap((one) =>
    their.flatMap((other): readonly PairFinding[] => {
      if (one.directory !== other.directory || one.name === other.name) return []
      const common = { severity: 'break', mine: one.place, theirs: other.place } as const
      if (one.number !== undefined && one.number === other.number) {
        return [
          {
            ...common,
            kind: 'migration',
            text: `both add a migration number ${one.number}: ${one.name} and ${other.name}`,
          },
        ]
      }
      const parent = one.parents.find((name) => other.parents.includes(name))
      if (parent === undefined) return []
      return [{ ...common, kind: 'migration-heads', text: `both add a migration that follows ${parent}: two heads` }]
    }),
  )
}

interface Migration {
  readonly directory: string
  /** The file, or the directory of its files. */
  readonly name: string
  readonly number: string | undefined
  /** The migrations it says it follows. */
  readonly parents: readonly string[]
  readonly place: Place
}

async function readMigrations(side: Side): Promise<readonly Migration[]> {
  const added = side.files.filter(({ status }) => status === 'added' || status === 'renamed' || status === 'copied')
  const candidates = added.flatMap(({ path }) => {
    const placed = placeOf(path)
    return placed === undefined ? [] : [{ path, ...placed }]
  })
  await side.after.load(candidates.map(({ path }) => path))
  const paths = candidates.length === 0 ? new Set<string>() : await side.after.paths()
  const found = await Promise.all(
    candidates.map(async ({ path, directory, name }): Promise<Migration> => {
      const text = (await side.after.read(path))?.toString('utf8') ?? ''
      return {
        directory,
        name,
        number: numberOf(name),
        parents: [...parentsOf(path, text), ...siblingsNamed(path, text, paths)],
        place: { path, line: 1 },
      }
    }),
  )
  const unique = new Map(found.map((one) => [`${one.directory}/${one.name}`, one]))
  return [...unique.values()].filter(({ number, parents }) => number !== undefined || parents.length > 0)
}

const migrationsDirectory = /^(.*?(?:^|\/)(?:migrations?|migrate|versions))\/([^/]+)(?:\/.*)?$/

/** A file of a directory of migrations, or a versioned one (`V12__name.sql`) anywhere. */
function placeOf(path: string): Pick<Migration, 'directory' | 'name'> | undefined {
  const [, directory, name] = migrationsDirectory.exec(path) ?? []
  if (directory !== undefined && name !== undefined) return { directory, name }
  const slash = path.lastIndexOf('/')
  const base = path.slice(slash + 1)
  return /^[VU]\d[\d._]*__/.test(base) ? { directory: path.slice(0, Math.max(0, slash)), name: base } : undefined
}

/** `0012_name`, `20240131_name`, `V12__name`; `3.up.sql` and `3.down.sql` are one. */
function numberOf(name: string): string | undefined {
  const [, number] = /^[VU]?(\d[\d._]*?)(?:__|[_.-])/.exec(name) ?? []
  return number?.replace(/^0+(?=\d)/, '')
}

/** Files beside it that a module of Python names in what it sets: `previous = '0002_names'`. */
function siblingsNamed(path: string, text: string, paths: ReadonlySet<string>): readonly string[] {
  if (!path.endsWith('.py')) return []
  const directory = path.slice(0, path.lastIndexOf('/'))
  const set = [...text.matchAll(/^\w+(?:\s*:[^=\n]+)?\s*=\s*[([]?\s*['"]([\w.-]+)['"]/gm)].map(([, name = '']) => name)
  return set.filter((name) => paths.has(`${directory}/${name}.py`))
}

/** Alembic's `down_revision`, and the dependencies that a Django migration has on its own application. */
function parentsOf(path: string, text: string): readonly string[] {
  if (!path.endsWith('.py')) return []
  const [, revision] = /^down_revision(?:\s*:[^=\n]+)?\s*=\s*['"]([^'"]+)['"]/m.exec(text) ?? []
  if (revision !== undefined) return [revision]
  const [, list = ''] = /\bdependencies\s*=\s*\[([\s\S]*?)\]/.exec(text) ?? []
  const application = path.split('/').at(-3)
  return Array.from(list.matchAll(/\(\s*['"]([^'"]+)['"]\s*,\s*['"]([^'"]+)['"]\s*,?\s*\)/g)).flatMap(
    ([, app, name = '']) => (app === application ? [name] : []),
  )
}
