import type { Dependency, Package } from '../types.ts'
import { parentOf, resolvePath } from '../source/paths.ts'
import { isFixturePlace } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'
import { membershipIn } from './membership.ts'

export interface GoDirective {
  readonly keyword: string
  /** The words after the keyword, without comments. */
  readonly words: readonly string[]
  readonly line: number
  /** `// indirect` and the like. */
  readonly comment: string
}

/** The directives of go.mod or go.work; those of a block `require ( … )` come one by one. */
export function parseGoFile(lines: readonly string[]): GoDirective[] {
  const directives: GoDirective[] = []
  let block: string | undefined
  for (const [index, raw] of lines.entries()) {
    const commentAt = raw.indexOf('//')
    const comment = commentAt < 0 ? '' : raw.slice(commentAt + 2).trim()
    const words = (commentAt < 0 ? raw : raw.slice(0, commentAt)).split(/\s+/).filter((word) => word !== '')
    const [first] = words
    if (first === undefined) continue
    if (block !== undefined && first === ')') block = undefined
    else if (block !== undefined)
      directives.push({ keyword: block, words: words.map(unquote), line: index + 1, comment })
    else if (words[1] === '(') block = first
    else directives.push({ keyword: first, words: words.slice(1).map(unquote), line: index + 1, comment })
  }
  return directives
}

export function readGoPackages(sources: Sources): Package[] {
  const workspaces = new Map<string, ReadonlySet<string>>()
  for (const file of sources.index.named('go.work')) {
    if (!isFixturePlace(parentOf(file))) workspaces.set(parentOf(file), membersOf(sources, file))
  }
  const modules = sources.index
    .named('go.mod')
    .filter((file) => !isFixturePlace(parentOf(file)) && sources.text(file) !== undefined)
  const packages = modules.map((file) => readModule(sources, file, workspaces))
  const rootsWithoutModule = [...workspaces.keys()].filter(
    (directory) => !packages.some((found) => found.directory === directory),
  )
  return [...packages, ...rootsWithoutModule.map(workspacePackage)]
}

function membersOf(sources: Sources, file: string): ReadonlySet<string> {
  const members = new Set<string>()
  for (const { keyword, words, line } of parseGoFile(sources.lines(file))) {
    const [written] = words
    if (keyword !== 'use' || written === undefined) continue
    const directory = resolvePath(parentOf(file), written)
    if (directory === undefined) {
      sources.problems.add('unsupported', { file, line }, `uses ${written}, which is outside of the repository`)
    } else members.add(directory)
  }
  return members
}

function readModule(sources: Sources, file: string, workspaces: ReadonlyMap<string, ReadonlySet<string>>): Package {
  const directives = parseGoFile(sources.lines(file))
  const module = directives.find(({ keyword }) => keyword === 'module')
  const name = module?.words[0]
  if (name === undefined) sources.problems.add('syntax', { file, line: 1 }, 'has no module line')
  return {
    directory: parentOf(file),
    ...(name === undefined ? {} : { name }),
    ecosystem: 'go',
    manifest: { file, line: module?.line ?? 1 },
    ...membershipIn(parentOf(file), workspaces),
    dependencies: directives.flatMap((directive) => dependencyOf(file, directive)),
    scripts: [],
  }
}

/** Indirect requirements are go's own bookkeeping. */
function dependencyOf(file: string, { keyword, words, line, comment }: GoDirective): Dependency[] {
  const [name, range] = words
  if (keyword !== 'require' || name === undefined || range === undefined || comment.startsWith('indirect')) return []
  return [{ name, range, kind: 'runtime', evidence: { file, line } }]
}

function workspacePackage(directory: string): Package {
  const file = directory === '.' ? 'go.work' : `${directory}/go.work`
  return { directory, ecosystem: 'go', manifest: { file, line: 1 }, membership: 'root', dependencies: [], scripts: [] }
}

function unquote(word: string): string {
  return word.replace(/^["`](.*)["`]$/, '$1')
}
