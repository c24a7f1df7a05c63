import type { Files, Resolver } from '@groundcrew/code-map'

const DECLARES = /(?:^|\/)(?:pyproject\.toml|setup\.cfg|setup\.py)$/
const TABLE = /^\[(?:project\.entry-points|tool\.poetry\.plugins)\.[^\]]+\][^\S\n]*$([\s\S]*?)(?=^\[|(?![\s\S]))/gm
const SECTION = /^\[options\.entry_points\][^\S\n]*$([\s\S]*?)(?=^\[|(?![\s\S]))/m
const ENTRY = /^[ \t]*["']?([\w.-]+)["']?[ \t]*=[ \t]*["']?([A-Za-z_][\w.]*)(?::[\w.]+)?["']?[ \t]*$/gm
const QUOTED_ENTRY = /["']([\w.-]+)\s*=\s*([A-Za-z_][\w.]*):[\w.]+["']/g
const COMMANDS = /^(?:console_scripts|gui_scripts)\s*=[^\S\n]*\n(?:[ \t]+[^\n]*\n?)*/gm
const QUOTED_NAME = /(["'])([\w.-]+)\1/g

/**
 * The modules that a Python package gives under names of their own (entry points), which whoever uses one names as text:
 * `extensions=['smarty']`. Commands are not among them.
 */
export class PythonPlugins {
  readonly #modules = new Map<string, Set<string>>()

  constructor(files: Files, resolver: Resolver) {
    for (const path of files.paths) {
      if (!DECLARES.test(path)) continue
      for (const [, name = '', module = ''] of entriesIn(path, files.text(path) ?? '')) {
        const fact = { kind: 'dynamic', specifier: module, line: 1, names: [], isTypeOnly: false } as const
        const found = resolver.resolve({ path, language: 'python' }, fact)
        if (found.kind === 'files')
          this.#modules.set(name, new Set([...(this.#modules.get(name) ?? []), ...found.paths]))
      }
    }
  }

  /** Where a source, which is read where there are any, names some of them. */
  namedIn(read: () => string): readonly { readonly path: string; readonly line: number }[] {
    if (this.#modules.size === 0) return []
    const source = read()
    const found = new Map<string, number>()
    for (const match of source.matchAll(QUOTED_NAME)) {
      for (const path of this.#modules.get(match[2] ?? '') ?? [])
        if (!found.has(path)) found.set(path, source.slice(0, match.index).split('\n').length)
    }
    return [...found].map(([path, line]) => ({ path, line }))
  }
}

function entriesIn(path: string, text: string): readonly RegExpMatchArray[] {
  if (path.endsWith('.py'))
    return /\bentry_points\b/.test(text) ? [...withoutCommands(text).matchAll(QUOTED_ENTRY)] : []
  const parts = path.endsWith('.cfg')
    ? [SECTION.exec(text)?.[1] ?? '']
    : [...text.matchAll(TABLE)].map(([, one = '']) => one)
  return parts.flatMap((part) => [...part.replaceAll(COMMANDS, '').matchAll(ENTRY)])
}

/** `"console_scripts": [...]`. */
function withoutCommands(text: string): string {
  return text.replaceAll(/["'](?:console_scripts|gui_scripts)["']\s*:\s*\[[^\]]*\]/g, '')
}
