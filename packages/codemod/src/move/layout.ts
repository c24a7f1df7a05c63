import path from 'node:path'
import {
  languageOfPath,
  listedFiles,
  Resolver,
  type Files,
  type ImportFact,
  type PathAliases,
  type Resolution,
} from '@groundcrew/code-map'
import { readTreeFile } from '../apply/work-tree.ts'
import type { Place } from '../plan/place.ts'
import type { Moves } from './moved-paths.ts'

/** The files of the work tree at their old or their new places, and what imports lead to there. */
export class Layout {
  readonly files: Files
  readonly #resolver: Resolver

  constructor(files: Files) {
    this.files = files
    this.#resolver = new Resolver(files)
  }

  /** The file of this code base that a script's import leads to. */
  resolve(from: string, specifier: string): string | undefined {
    const found = this.resolution(from, specifier)
    return found.kind === 'files' ? found.paths[0] : undefined
  }

  /** Whether no manifest says that the import leads to this file. */
  isGuess(from: string, specifier: string): boolean {
    const found = this.resolution(from, specifier)
    return found.kind === 'files' && found.isGuess === true
  }

  resolution(from: string, specifier: string): Resolution {
    return this.#resolver.resolve({ path: from, language: languageOfPath(from) ?? 'typescript' }, factOf(specifier))
  }

  pathAliases(config: string): PathAliases | undefined {
    return this.#resolver.pathAliases(config)
  }

  packageOf(file: string): ReturnType<Resolver['scriptPackage']> {
    return this.#resolver.scriptPackage(file)
  }

  /** Other ways than relative paths to name a file. */
  specifiers(from: string, target: string): readonly string[] {
    return this.#resolver.scriptSpecifiers(from, writingsOf(target))
  }
}

export function oldLayout({ root }: Place, listed: readonly string[]): Layout {
  return new Layout(listedFiles(listed, (file) => textOf(root, file)))
}

/** With the texts that are `edited`, by their old paths. */
export function newLayout(
  { root }: Place,
  moves: Moves,
  listed: readonly string[],
  edited: ReadonlyMap<string, string>,
): Layout {
  const oldPaths = new Map(listed.map((file) => [moves.newPath(file), file]))
  return new Layout(
    listedFiles([...oldPaths.keys()], (file) => {
      const old = oldPaths.get(file)
      return old === undefined ? undefined : (edited.get(old) ?? textOf(root, old))
    }),
  )
}

function textOf(root: string, file: string): string | undefined {
  const found = readTreeFile(root, file)
  return found.kind === 'file' ? found.bytes.toString('utf8') : undefined
}

function factOf(specifier: string): ImportFact {
  return { kind: 'import', specifier, line: 1, names: [], isTypeOnly: false }
}

const scriptExtension = /(?:\.d)?\.[cm]?[jt]sx?$|\.json$|\.vue$|\.svelte$/

export function withoutExtension(file: string): string {
  return file.replace(scriptExtension, '')
}

/** With the extension that a script has once it is compiled; undefined where there is no other. */
export function compiledName(file: string): string | undefined {
  const compiled = file.replace(/(?:\.d)?\.([cm]?)tsx?$/, '.$1js')
  return compiled === file ? undefined : compiled
}

/** The paths that may stand for a file: as it is, compiled, without its extension, as its directory. */
function writingsOf(file: string): readonly string[] {
  const compiled = compiledName(file)
  const bare = withoutExtension(file)
  const directory = path.posix.basename(bare) === 'index' ? path.posix.dirname(bare) : undefined
  return [file, ...(compiled === undefined ? [] : [compiled]), bare, ...(directory === undefined ? [] : [directory])]
}
