/** What `package.json` says of the modules of a package. */
export interface Manifest {
  readonly name?: string
  readonly main?: string
  readonly module?: string
  readonly types?: string
  readonly typings?: string
  readonly source?: string
  readonly exports?: unknown
  readonly imports?: Readonly<Record<string, unknown>>
  readonly scripts?: Readonly<Record<string, unknown>>
}

const MANIFEST_TEXTS = new Set(['name', 'main', 'module', 'types', 'typings', 'source'])
const MANIFEST_RECORDS = new Set(['imports', 'scripts'])

/** Without what is of another type than it should be: nobody has checked a manifest that is just being written. */
export function readManifest(text: string | undefined): Manifest | undefined {
  const found = parseLoose(text)
  if (typeof found !== 'object' || found === null) return undefined
  const isRight = ([key, value]: readonly [string, unknown]): boolean =>
    MANIFEST_TEXTS.has(key)
      ? typeof value === 'string'
      : !MANIFEST_RECORDS.has(key) || (typeof value === 'object' && value !== null)
  return Object.fromEntries(Object.entries(found).filter(isRight))
}

/** JSON with comments and trailing commas; undefined where it is none. */
export function parseLoose(text: string | undefined): unknown {
  if (text === undefined) return undefined
  const plain = text.replaceAll(
    /("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (_, string: string | undefined) => string ?? '',
  )
  try {
    return JSON.parse(
      plain.replaceAll(/("(?:[^"\\\n]|\\.)*")|,(?=\s*[}\]])/g, (_, string: string | undefined) => string ?? ''),
    )
  } catch {
    return undefined
  }
}

export function mainTargets({ source, types, typings, module, main }: Manifest, subpath: string): readonly string[] {
  const targets = [source, types, typings, module, main]
  return subpath === '.' ? targets.filter((target) => typeof target === 'string') : [subpath]
}

/** The targets of a subpath in `exports`, those for source and types first. */
export function exportTargets(exports: unknown, subpath: string): readonly string[] {
  if (typeof exports === 'string' || Array.isArray(exports)) return subpath === '.' ? conditionTargets(exports) : []
  if (typeof exports !== 'object' || exports === null) return []
  const entries = Object.entries(exports)
  if (!entries.some(([key]) => key.startsWith('.'))) return subpath === '.' ? conditionTargets(exports) : []
  for (const [key, value] of entries) {
    const [before = '', after] = key.split('*')
    if (key === subpath) return conditionTargets(value)
    if (after !== undefined && subpath.startsWith(before) && subpath.endsWith(after)) {
      const middle = subpath.slice(before.length, subpath.length - after.length)
      return conditionTargets(value).map((target) => target.replaceAll('*', middle))
    }
  }
  return []
}

const CONDITIONS = ['source', 'development', 'types', 'import', 'module', 'node', 'require', 'browser', 'default']

export function conditionTargets(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap((entry) => conditionTargets(entry))
  if (typeof value !== 'object' || value === null) return []
  const known = Object.entries(value).sort(([left], [right]) => conditionRank(left) - conditionRank(right))
  return known.flatMap(([, target]) => conditionTargets(target))
}

function conditionRank(condition: string): number {
  const at = CONDITIONS.indexOf(condition)
  return at === -1 ? CONDITIONS.length : at
}
