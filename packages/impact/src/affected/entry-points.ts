import type { CodeMap } from '@groundcrew/code-map'
import { directoryOf } from '../paths.ts'

const BY_NAME =
  /(?:^|\/)(?:main\.(?:go|py|[cm]?[jt]s)|__main__\.py|manage\.py|wsgi\.py|asgi\.py|config\.ru|(?:src\/)?(?:index|cli|bin|server)\.[cm]?[jt]sx?)$|(?:^|\/)(?:bin|cmd)\/[^/]+(?:\/main\.go)?$|(?:^|\/)(?:pages|app)\/(?:.*\/)?(?:page|route|\[[^/]+\]|index)\.[jt]sx?$/

/** Of the files those where a program, a package or a page begins: what its manifest names, or what is named so by custom. */
export function findEntryPoints(map: CodeMap, files: readonly string[]): readonly string[] {
  const declared = new Set<string>()
  for (let number = 0; number < map.fileCount; number++) {
    const path = map.pathOf(number)
    if (!/(?:^|\/)package\.json$/.test(path) || map.file(number).class === 'vendored') continue
    const text = map.read(number)?.source.toString() ?? ''
    for (const [, target = ''] of text.matchAll(/"\.?\/?([\w@./-]+\.(?:[cm]?[jt]sx?))"/g)) {
      declared.add(directoryOf(path) === '' ? target : `${directoryOf(path)}/${target}`)
    }
  }
  return files.filter((path) => declared.has(path) || BY_NAME.test(path)).sort()
}
