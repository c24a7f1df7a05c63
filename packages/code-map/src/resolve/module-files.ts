import { joinPath } from './paths.ts'
import type { Files } from './resolver.ts'

const EXTENSIONS = ['.ts', '.tsx', '.d.ts', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json', '.vue', '.svelte']
/** For a script: what runs comes before what says its types. */
const SCRIPT_EXTENSIONS = [...EXTENSIONS.filter((extension) => extension !== '.d.ts'), '.d.ts']
export const TYPED = /\.(?:[cm]?tsx?|vue|svelte)$/
const DECLARATION = /\.d\.[cm]?ts$/
/** What TypeScript writes for what it reads. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.d.ts', '.jsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts', '.d.mts'],
  '.cjs': ['.cts', '.d.cts'],
}

/** What of a package's targets there is: what runs, and for whoever reads types what says them, unless that stands beside it. */
export function entryFiles(
  files: Files,
  directory: string,
  { targets, isTyped }: { readonly targets: readonly string[]; readonly isTyped: boolean },
): readonly string[] {
  const found = targets.flatMap((target) => {
    const path = joinPath(directory, target)
    return (path === undefined ? undefined : moduleFile(files, path, isTyped)) ?? []
  })
  const types = found.find((path) => DECLARATION.test(path))
  const runtime = found.find((path) => !DECLARATION.test(path))
  if (types === undefined || (!isTyped && runtime !== undefined)) return runtime === undefined ? [] : [runtime]
  return runtime === undefined || scriptBeside(types) === runtime ? [types] : [types, runtime]
}

/** The same of the first choice of which there is anything. */
export function firstEntry(
  files: Files,
  directory: string,
  { choices, isTyped }: { readonly choices: readonly (readonly string[])[]; readonly isTyped: boolean },
): readonly string[] {
  for (const targets of choices) {
    const found = entryFiles(files, directory, { targets, isTyped })
    if (found.length > 0) return found
  }
  return []
}

/** The script that a declaration file is written for, and that runs in its place; undefined of other files. */
export function scriptBeside(path: string): string | undefined {
  const script = path.replace(/\.d\.([cm]?)ts$/, '.$1js')
  return script === path ? undefined : script
}

/** The file that a path without or with an extension stands for, or the index of a directory. */
export function moduleFile(files: Files, target: string, isTyped = true): string | undefined {
  return fileAt(files, target, isTyped) ?? fileAt(files, target === '' ? 'index' : `${target}/index`, isTyped)
}

export function fileAt(files: Files, target: string, isTyped: boolean): string | undefined {
  if (target === '') return undefined
  const extensions = isTyped ? EXTENSIONS : SCRIPT_EXTENSIONS
  const dot = target.lastIndexOf('.')
  const sources =
    dot === -1 ? [] : (SOURCES[target.slice(dot)] ?? []).map((extension) => target.slice(0, dot) + extension)
  const candidates = [target, ...sources, ...extensions.map((extension) => target + extension)]
  return candidates.find((path) => files.has(path))
}
