import type { FileIndex } from '../source/file-index.ts'
import { compareText } from '../source/order.ts'
import type { Language } from '../types.ts'

const names: ReadonlyMap<string, string> = new Map(
  Object.entries({
    typescript: ['ts', 'tsx', 'mts', 'cts'],
    javascript: ['js', 'jsx', 'mjs', 'cjs'],
    python: ['py', 'pyi'],
    go: ['go'],
    rust: ['rs'],
    ruby: ['rb', 'rake'],
    php: ['php'],
    java: ['java'],
    kotlin: ['kt', 'kts'],
    scala: ['scala'],
    groovy: ['groovy', 'gradle'],
    csharp: ['cs'],
    fsharp: ['fs'],
    c: ['c', 'h'],
    cpp: ['cc', 'cpp', 'cxx', 'hh', 'hpp', 'hxx'],
    'objective-c': ['m', 'mm'],
    swift: ['swift'],
    dart: ['dart'],
    elixir: ['ex', 'exs'],
    erlang: ['erl', 'hrl'],
    haskell: ['hs'],
    lua: ['lua'],
    perl: ['pl', 'pm'],
    r: ['r', 'R'],
    julia: ['jl'],
    zig: ['zig'],
    shell: ['sh', 'bash', 'zsh'],
    powershell: ['ps1', 'psm1'],
    sql: ['sql'],
    html: ['html', 'htm'],
    css: ['css', 'scss', 'sass', 'less'],
    vue: ['vue'],
    svelte: ['svelte'],
    astro: ['astro'],
  }).flatMap(([name, extensions]) => extensions.map((extension) => [extension, name] as const)),
)

/** Judged by the extension alone, most files first. */
export function readLanguages(index: FileIndex): Language[] {
  const counts = new Map<string, { files: number; readonly first: string }>()
  for (const file of index.files) {
    const name = names.get(file.slice(file.lastIndexOf('.') + 1))
    if (name === undefined) continue
    const count = counts.get(name)
    if (count === undefined) counts.set(name, { files: 1, first: file })
    else count.files += 1
  }
  return [...counts]
    .map(([name, { files, first }]) => ({ name, files, evidence: { file: first, line: 1 } }))
    .sort((left, right) => right.files - left.files || compareText(left.name, right.name))
}
