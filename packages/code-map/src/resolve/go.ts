import { baseOf, directoryOf, joinPath } from './paths.ts'
import type { Files, Resolution } from './resolver.ts'

/** The directory of each Go module by its path. */
export type GoModules = ReadonlyMap<string, string>

/** `replace a.org/b v1.2.3 => ./b`, also among others in brackets. */
const REPLACED =
  /^[ \t]*(?:replace[ \t]+)?"?([^\s"()]+)"?(?:[ \t]+v\S+)?[ \t]*=>[ \t]*"?(\.{1,2}(?:\/[^\s"]*)?)"?[ \t]*(?:\/\/.*)?$/gm

export function readGoModules(files: Files): GoModules {
  const modules = new Map<string, string>()
  for (const path of files.paths) {
    if (baseOf(path) !== 'go.mod' || path.includes('vendor/')) continue
    const name = /^module\s+"?([^\s"]+)/m.exec(files.text(path) ?? '')?.[1]
    if (name !== undefined) modules.set(name, directoryOf(path))
  }
  addReplaced(files, modules)
  return modules
}

function addReplaced(files: Files, modules: Map<string, string>): void {
  for (const path of files.paths) {
    if (!/^go\.(?:mod|work)$/.test(baseOf(path)) || path.includes('vendor/')) continue
    for (const [, name, place] of (files.text(path) ?? '').matchAll(REPLACED)) {
      const directory = joinPath(directoryOf(path), place as string)
      if (directory !== undefined && !modules.has(name as string)) modules.set(name as string, directory)
    }
  }
}

/** The files of the package that an import path names, its tests left out. */
export function resolveGo(files: Files, modules: GoModules, specifier: string): Resolution {
  for (let prefix = specifier; prefix !== ''; prefix = directoryOf(prefix)) {
    const directory = modules.get(prefix)
    if (directory === undefined) continue
    const target = joinPath(directory, specifier.slice(prefix.length))
    const found = packageFiles(files, target ?? '')
    if (found.length > 0) return { kind: 'files', paths: found }
    return { kind: 'missing' }
  }
  const vendored = packageFiles(files, `vendor/${specifier}`)
  return vendored.length > 0 ? { kind: 'files', paths: vendored } : { kind: 'external' }
}

function packageFiles(files: Files, directory: string): readonly string[] {
  return files.inDirectory(directory).filter((path) => path.endsWith('.go') && !path.endsWith('_test.go'))
}
