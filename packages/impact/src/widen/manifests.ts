import { parseJson } from '../parse-json.ts'

/** Fields of package.json that decide nothing when tests run. */
const IDLE: readonly string[] = [
  'author',
  'bugs',
  'contributors',
  'description',
  'files',
  'funding',
  'homepage',
  'keywords',
  'license',
  'maintainers',
  'private',
  'publishConfig',
  'repository',
  'scripts',
  'version',
  'packageManager',
  'lint-staged',
  'simple-git-hooks',
  'husky',
  'prettier',
  'eslintConfig',
]
const DEPENDENCIES: readonly string[] = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']

/** The packages whose range changed in a package.json; undefined where anything changed that may decide how code runs. */
export function changedDependencies(before: string, after: string): readonly string[] | undefined {
  const old = parseObject(before)
  const now = parseObject(after)
  if (old === undefined || now === undefined) return undefined
  const fields = [...new Set([...Object.keys(old), ...Object.keys(now)])]
  const changed = fields.filter((field) => JSON.stringify(old[field]) !== JSON.stringify(now[field]))
  if (changed.some((field) => !IDLE.includes(field) && !DEPENDENCIES.includes(field))) return undefined
  const names = DEPENDENCIES.filter((field) => changed.includes(field)).flatMap((field) => {
    const left = (old[field] ?? {}) as Record<string, unknown>
    const right = (now[field] ?? {}) as Record<string, unknown>
    return [...Object.keys(left), ...Object.keys(right)].filter((name) => left[name] !== right[name])
  })
  return [...new Set(names)].sort()
}

/** A version in a catalog of pnpm-workspace.yaml. */
const CATALOG_ENTRY = /^\s+['"]?(@?[\w./-]+)['"]?:\s*['"]?[\^~<>=v]*\d[\w.+-]*['"]?\s*(?:#.*)?$/

/** The packages whose version changed in a catalog of pnpm-workspace.yaml; undefined where anything else changed. */
export function changedCatalog(before: string, after: string): readonly string[] | undefined {
  const old = new Set(before.split('\n'))
  const now = new Set(after.split('\n'))
  const differing = [...old].filter((line) => !now.has(line)).concat([...now].filter((line) => !old.has(line)))
  const names = differing.filter((line) => !/^\s*(?:#|$)/.test(line)).map((line) => CATALOG_ENTRY.exec(line)?.[1])
  const known = names.filter((name) => name !== undefined)
  return known.length === names.length ? [...new Set(known)].sort() : undefined
}

function parseObject(text: string): Record<string, unknown> | undefined {
  const parsed = parseJson(text)
  return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined
}
