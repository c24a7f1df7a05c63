import { isExamplePlace, isFixturePlace } from '../source/places.ts'
import { parentOf } from '../source/paths.ts'
import type { Sources } from '../source/sources.ts'
import type { ProcessLine } from '../types.ts'

/** The lines of Procfiles: what runs side by side, as foreman, honcho and platforms read it. */
export function readProcesses(sources: Sources): ProcessLine[] {
  return sources.index
    .namedLike(/^Procfile(?:\.[\w-]+)?$/)
    .filter((file) => !isFixturePlace(parentOf(file)) && !isExamplePlace(parentOf(file)))
    .flatMap((file) =>
      sources.lines(file).flatMap((line, index) => {
        const match = /^([\w-]+):\s*(\S.*)$/.exec(line)
        if (match === null) return []
        const [, name = '', body = ''] = match
        return [{ name, body, evidence: { file, line: index + 1 } }]
      }),
    )
}
