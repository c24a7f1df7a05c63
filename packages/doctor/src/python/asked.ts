import path from 'node:path'
import { packagesOf, type Dependency, type PackageManager } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'
import { readText } from '../npm/direct-dependencies.ts'

/** A distribution that must be installed, with the marker that may excuse it. */
export interface AskedDistribution {
  readonly dependency: Dependency
  readonly marker: Marker
}

export type Marker =
  | { readonly kind: 'none' }
  /** What stands after the `;`. */
  | { readonly kind: 'written'; readonly text: string }
  /** A condition in a form that is not read here. */
  | { readonly kind: 'unread' }

const includeDepthMax = 10

/**
 * What the manager's install command installs by name: of requirements files those that the command names, with what they include;
 * of the other manifests all that is not optional.
 */
export async function readAskedDistributions(
  manager: PackageManager,
  context: CheckContext,
): Promise<readonly AskedDistribution[]> {
  const files = await requirementsFiles(manager, context.root)
  const served = packagesOf(manager, context.workspace)
  // poetry, uv and pdm install a package that lies elsewhere in the repository like any other; a requirements file may leave it to PYTHONPATH.
  const own = new Set((manager.name === 'pip' ? context.workspace.packages : served).map(({ name }) => name))
  const dependencies = served
    .flatMap((found) => found.dependencies)
    .filter(({ kind, name, evidence }) => {
      const isWanted = kind === 'runtime' || kind === 'dev'
      return isWanted && !own.has(name) && (!isRequirementsFile(evidence.file) || files.has(evidence.file))
    })
  const lines = new SourceLines(context.root)
  return Promise.all(
    dependencies.map(async (dependency) => ({ dependency, marker: markerIn(await lines.at(dependency.evidence)) })),
  )
}

function isRequirementsFile(file: string): boolean {
  return /\.(?:txt|in)$/.test(file)
}

async function requirementsFiles({ installCommand, directory }: PackageManager, root: string): Promise<Set<string>> {
  const found = new Set<string>()
  const waiting = installCommand.flatMap((word, index) =>
    installCommand[index - 1] === '-r' ? [{ file: path.posix.join(directory, word), depth: 0 }] : [],
  )
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next.file) || next.depth > includeDepthMax) continue
    found.add(next.file)
    const text = (await readText(path.join(root, next.file))) ?? ''
    for (const [, included = ''] of text.matchAll(/^\s*(?:-r|--requirement)[\s=]*(\S+)/gm)) {
      waiting.push({ file: path.posix.join(path.posix.dirname(next.file), included), depth: next.depth + 1 })
    }
  }
  return found
}

export class SourceLines {
  readonly #root: string
  readonly #files = new Map<string, Promise<readonly string[]>>()

  constructor(root: string) {
    this.#root = root
  }

  async at({ file, line }: { readonly file: string; readonly line: number }): Promise<string> {
    const known =
      this.#files.get(file) ?? readText(path.join(this.#root, file)).then((text) => (text ?? '').split('\n'))
    this.#files.set(file, known)
    return (await known)[line - 1] ?? ''
  }
}

/** After the `;` of PEP 508, also inside of quotes; Poetry's tables have keys for it. */
function markerIn(line: string): Marker {
  if (/\b(?:markers|python|platform)\s*=\s*["'[]/.test(line)) return { kind: 'unread' }
  const at = line.indexOf(';')
  if (at < 0) return { kind: 'none' }
  const outer = /^[\s[,]*(["'])/.exec(line)?.[1]
  const rest = line.slice(at + 1).replace(/\s(?:#|--hash).*$/, '')
  const text = outer === undefined ? rest : rest.replace(new RegExp(`${outer}[\\s,\\]]*$`), '')
  return { kind: 'written', text: text.trim() }
}
