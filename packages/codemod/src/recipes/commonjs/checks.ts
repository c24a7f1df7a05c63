import { count } from '@groundcrew/core/text'
import { isEntry } from '../../move/symbol/is-entry.ts'
import type { Check } from '../../plan/types.ts'
import type { ManifestOutcome } from './manifest-type.ts'
import type { CommonJsWorld } from './require-to-import.ts'
import { manifestOf, nearest, surroundingsOf } from './surroundings.ts'

const placesShown = 3

/** What of the change cannot be told from the texts alone. */
export function commonJsChecks(
  { layout, converted }: CommonJsWorld,
  { late, manifests }: { readonly late: readonly string[]; readonly manifests: ManifestOutcome },
): readonly Check[] {
  const changed = [...converted.keys()]
  if (changed.length === 0) return []
  const entries = changed.filter((file) => converted.get(file)?.exports.kind !== 'none' && isEntry(layout, file))
  const old = changed.find((file) => {
    const isUsed = converted.get(file)?.module.directories.length !== 0 && surroundingsOf(layout.files, file).isEsm
    const manifest = nearest(layout.files, file, ['package.json'])
    return isUsed && manifest !== undefined && admitsOldNode(manifestOf(layout.files, manifest).engines?.node)
  })
  const warnings: Check[] = [
    ...manifests.behind.map(({ manifest, because }): Check => {
      const detail = `${manifest} has no "type": "module", so that Node takes what is changed as CommonJS: ${because}`
      return { name: 'module type', result: 'warning', detail }
    }),
    ...some(
      late.length,
      'order',
      () => `${count(late.length, 'require')} below code that runs: imports run first: ${shown(late)}`,
    ),
    ...some(
      entries.length,
      'complete',
      () => `who requires the package gets a namespace: it gives out ${shown(entries)}`,
    ),
    ...some(
      old === undefined ? 0 : 1,
      'node',
      () => `import.meta.dirname needs Node 20.11, and engines admits older ones: ${old ?? ''}`,
    ),
  ]
  return warnings.length > 0
    ? warnings
    : [{ name: 'order', result: 'ok', detail: 'no require stood below code that runs' }]
}

function some(amount: number, name: string, detail: () => string): readonly Check[] {
  return amount === 0 ? [] : [{ name, result: 'warning', detail: detail() }]
}

function shown(places: readonly string[]): string {
  const more = places.length > placesShown ? `, … ${places.length - placesShown} more` : ''
  return places.slice(0, placesShown).join(', ') + more
}

/** Whether a range such as `>=18` has versions that are older than 20.11. */
function admitsOldNode(range: string | undefined): boolean {
  if (range === undefined) return false
  const versions = [...range.matchAll(/(\d+)(?:\.(\d+))?/g)].map(
    ([, major, minor = '0']) => [Number(major), Number(minor)] as const,
  )
  return versions.some(([major, minor]) => major < 20 || (major === 20 && minor < 11))
}
