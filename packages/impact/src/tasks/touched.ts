import type { Resource } from '@groundcrew/core/tasks'
import { isCosmetic } from '../change/is-cosmetic.ts'
import type { FileChange } from '../change/types.ts'
import type { ImpactReport } from '../impact.ts'

/** Something that a change does, as a resource that tasks may have too. */
export interface Touched {
  readonly resource: Resource
  /** For a reader: `removes symbol:src/x.ts#foo`. */
  readonly text: string
  /** Steps from the change; 0 for what is changed itself. */
  readonly distance: number
  /** Of a file: its changed declarations are known. */
  readonly hasSymbols: boolean
}

/** More files than this are reached by nearly any change to what everything uses: no news for anybody. */
const reachedMax = 500

/** What a change touches: its files, declarations and endpoints, then the files that depend on them. */
export function listTouched({ changes, endpoints, files }: ImpactReport): readonly Touched[] {
  return [
    ...changes.files.flatMap((file) => [...touchedFiles(file), ...touchedSymbols(file)]),
    ...endpoints.map(({ change, endpoint }) => {
      const kind = change === 'affected' ? 'modifies' : change === 'added' ? 'adds' : 'removes'
      return describe({ kind, type: 'endpoint', value: normalizedEndpoint(endpoint), path: '' })
    }),
    ...files
      .filter(({ isLoadOnly }) => !isLoadOnly)
      .slice(0, reachedMax)
      .map(({ path, distance }): Touched => ({
        resource: fileResource('modifies', path),
        text: `reaches ${path}`,
        distance: Math.max(1, distance),
        hasSymbols: false,
      })),
  ]
}

function touchedFiles(file: FileChange): readonly Touched[] {
  const { path, previousPath, status, declarations, wholeBecause } = file
  if (isCosmetic(file)) return []
  const hasSymbols = wholeBecause === undefined && declarations.length > 0
  const kind = status === 'deleted' ? 'removes' : status === 'added' || status === 'untracked' ? 'adds' : 'modifies'
  if (status === 'renamed' && previousPath !== undefined) {
    return [
      describe(fileResource('removes', previousPath), hasSymbols),
      describe(fileResource('adds', path), hasSymbols),
    ]
  }
  return [describe(fileResource(kind, path), hasSymbols)]
}

function touchedSymbols({ path, previousPath, declarations }: FileChange): readonly Touched[] {
  return declarations
    .filter((one) => one.class !== 'cosmetic' && !one.qualifiedName.startsWith('('))
    .map((one) => {
      const kind = one.class === 'added' ? 'adds' : one.class === 'removed' ? 'removes' : 'modifies'
      const place = kind === 'removes' ? (previousPath ?? path) : path
      return describe({ kind, type: 'symbol', value: one.qualifiedName.normalize('NFC'), path: place.normalize('NFC') })
    })
}

function fileResource(kind: Resource['kind'], path: string): Resource {
  const value = path.normalize('NFC')
  return { kind, type: 'file', value, path: value }
}

function describe(resource: Resource, hasSymbols = false): Touched {
  const { kind, type, value, path } = resource
  const name = type === 'symbol' ? `${path}#${value}` : value
  return { resource, text: `${kind} ${type}:${name}`, distance: 0, hasSymbols }
}

/** As tasks have it: the name of a parameter does not matter. */
function normalizedEndpoint(endpoint: string): string {
  const space = endpoint.indexOf(' ')
  const segments = endpoint
    .slice(space + 1)
    .split('/')
    .filter((segment) => segment !== '')
  const names = segments.map((segment) => (/^(?::.+|\{.+\}|<.+>|\[.+\])$/.test(segment) ? '{}' : segment))
  return `${endpoint.slice(0, space)} /${names.join('/')}`
}
