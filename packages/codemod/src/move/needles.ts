import path from 'node:path'
import type { Layout } from './layout.ts'
import { isManifest } from './manifest-edits.ts'
import type { Moves } from './moved-paths.ts'
import { isScript } from './script-edits.ts'

/** One of these is in every file that names something that moves. New names count too: they may hide something else. */
export function needlesOf({ files, source, target }: Moves): readonly string[] {
  const names = new Set<string>()
  for (const file of [...files.keys(), ...files.values(), source, target]) {
    const name = stemOf(path.posix.basename(file))
    names.add(name === 'index' || name === '__init__' ? stemOf(path.posix.basename(path.posix.dirname(file))) : name)
  }
  names.delete('')
  return files.has('index.ts') || files.has('index.js') ? [''] : [...names]
}

/** Names of packages and aliases for what moves, which need not have a part of its path in them. */
export function otherNames(moves: Moves, listed: readonly string[], before: Layout): readonly string[] {
  const names = new Set<string>()
  const directories = listed.filter(isManifest).map((file) => path.posix.dirname(file))
  for (const file of moves.files.keys()) {
    const own = before.packageOf(file)?.name
    if (own !== undefined) names.add(own)
    if (!isScript(file)) continue
    for (const directory of new Set(directories)) {
      for (const name of before.specifiers(path.posix.join(directory, 'x.ts'), file)) {
        if (before.resolve(path.posix.join(directory, 'x.ts'), name) === file) names.add(name)
      }
    }
  }
  return [...names].filter((name) => ![...names].some((other) => other !== name && name.includes(other)))
}

function stemOf(name: string): string {
  return name.replace(/(?<=.)\..*$/, '')
}
