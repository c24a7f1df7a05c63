import { libraryOf, Resolver, type CodeMap } from '@groundcrew/code-map'
import { findManifests, nameOf } from '../affected/packages.ts'
import { append } from '../graph/append.ts'
import type { Graph } from '../graph/graph.ts'
import { readLocked, LOCKFILES, type LockedPackages } from './lockfiles.ts'
import { CALLED_FACT } from './setup-files.ts'
import type { ImplicitLink } from './widening.ts'

const OF_SCRIPTS = /(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock)$/

/**
 * Adds what packages from outside load of this code base: one that needs a package of the workspace beside it (`peerDependencies`), or depends on one that is
 * there in no other version, runs it for whoever imports that package.
 */
export function addOutsideUsers(graph: Graph): readonly ImplicitLink[] {
  const { map } = graph
  const locks = filesWhere(map, (path) => LOCKFILES.test(path) && OF_SCRIPTS.test(path))
  if (locks.length === 0) return []
  const own = ownPackages(map)
  // What stands alone is in no directory of modules.
  if (own.size < 2) return []
  const users = new Map<string, Set<string>>()
  for (const lock of locks) {
    const locked = readLocked(map.pathOf(lock), map.read(lock)?.source.toString() ?? '')
    for (const name of own.keys())
      for (const user of locked === undefined ? [] : usersOf(locked, name))
        if (!own.has(user)) users.set(name, (users.get(name) ?? new Set()).add(user))
  }
  return users.size === 0 ? [] : linkUsers(graph, { own, users })
}

interface Used {
  /** By name of a package its directory and manifest. */
  readonly own: ReadonlyMap<string, { readonly directory: string; readonly file: string }>
  /** By name of a package those from outside that load it. */
  readonly users: ReadonlyMap<string, ReadonlySet<string>>
}

function linkUsers(graph: Graph, { own, users }: Used): readonly ImplicitLink[] {
  const { map } = graph
  const resolver = new Resolver(map)
  const importers = new Map<string, number[]>()
  const lines = new Map<string, number>()
  for (const { from, fact } of graph.links.outside) {
    const name = /^(?:@[^/]+\/)?[^/]+/.exec(fact.specifier)?.[0]
    if (name === undefined || fact.isTypeOnly) continue
    append(importers, name, from)
    lines.set(`${name} ${from}`, fact.line)
  }
  const added: ImplicitLink[] = []
  for (const [name, outside] of users) {
    const { directory, file } = own.get(name) ?? { directory: '', file: '' }
    const manifest = { ecosystem: 'npm', directory: directory || '.', name, manifest: { file } } as const
    const begins = libraryOf(map, resolver, manifest).flatMap((path) => map.findFile(path) ?? [])
    for (const user of outside)
      for (const to of begins) {
        const froms = new Set(importers.get(user))
        for (const from of froms) {
          const fact = { ...CALLED_FACT, line: lines.get(`${user} ${from}`) ?? 1 }
          graph.addLink(to, { from, fact, isLoaded: true })
        }
        if (froms.size > 0) added.push({ rule: 'dependency', to, text: `reached, and loaded by ${user} from outside` })
      }
  }
  return added
}

/** The packages from outside that load a package of this code base, themselves or through others. */
function usersOf({ versions, dependents, peers }: LockedPackages, name: string): ReadonlySet<string> {
  const isLinked = (versions.get(name) ?? '') === ''
  const found = new Set([...(peers.get(name) ?? []), ...(isLinked ? (dependents.get(name) ?? []) : [])])
  for (const user of found) for (const dependent of dependents.get(user) ?? []) found.add(dependent)
  return found
}

function ownPackages(map: CodeMap): Used['own'] {
  const found = new Map<string, { directory: string; file: string }>()
  for (const [directory, file] of findManifests(map))
    if (file.endsWith('package.json') && directory !== '') found.set(nameOf(map, file, directory), { directory, file })
  return found
}

function filesWhere(map: CodeMap, isWanted: (path: string) => boolean): readonly number[] {
  return Array.from({ length: map.fileCount }, (_, number) => number).filter((number) => isWanted(map.pathOf(number)))
}
