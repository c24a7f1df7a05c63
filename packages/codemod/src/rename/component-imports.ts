import type { Layout } from '../move/layout.ts'
import { readTreeFile } from '../apply/work-tree.ts'
import type { Candidate } from '../plan/candidates.ts'
import type { EditedFile, TextEdit } from '../plan/make-plan.ts'
import type { Place } from '../plan/place.ts'
import { byteOffsets } from '../plan/text-file.ts'

export interface ComponentCall {
  /** The file that declares and exports the symbol. */
  readonly file: string
  readonly word: string
  readonly newName: string
  /** The edits in the files that TypeScript reads. */
  readonly edited: readonly EditedFile[]
}

/** Files with scripts and markup, of which TypeScript reads nothing. */
export function isComponent(file: string): boolean {
  return /\.(?:vue|svelte|astro)$/.test(file)
}

/**
 * The imports of an exported name in components. They get the new name, and go on calling it by the old one: what their markup refers to nobody has to tell.
 */
export function editComponents(
  { place, layout }: { readonly place: Place; readonly layout: Layout },
  components: readonly Candidate[],
  call: ComponentCall,
): readonly EditedFile[] {
  const exporters = new Exporters(place, layout, call)
  return components
    .map((file) => ({ file, edits: editImports(file, call, (specifier) => exporters.has(file.path, specifier)) }))
    .filter(({ edits }) => edits.length > 0)
}

const importClause = /\bimport\s+(?:type\s+)?(?:[\w$]+\s*,\s*)?\{([^{}'"]*)\}\s*from\s*['"]([^'"\n]+)['"]/g

function editImports(
  { decoded, facts }: Candidate,
  { word, newName }: ComponentCall,
  isExporter: (specifier: string) => boolean,
): readonly TextEdit[] {
  const offsetOf = byteOffsets(decoded)
  const edits: TextEdit[] = []
  for (const match of decoded.text.matchAll(importClause)) {
    const [whole, names = '', specifier = ''] = match
    if (facts.kindAt(offsetOf(match.index)) !== 'code') continue
    const at = match.index + whole.indexOf('{') + 1
    for (const name of names.matchAll(/[^,]+/g)) {
      const [, before = '', own, alias] = /^(\s*(?:type\s+)?)([\w$]+)(\s+as\s+[\w$]+)?\s*$/.exec(name[0]) ?? []
      if (own !== word || !isExporter(specifier)) continue
      const start = at + name.index + before.length
      const fresh = alias === undefined ? `${newName} as ${word}` : newName
      edits.push({
        start,
        end: start + word.length,
        new: fresh,
        kind: 'import',
        shape: `\`${newName} as …\` in a component`,
      })
    }
  }
  return edits
}

/** The modules that give the symbol out under its name. */
class Exporters {
  readonly #place: Place
  readonly #layout: Layout
  readonly #call: ComponentCall
  readonly #known = new Map<string, boolean>()

  constructor(place: Place, layout: Layout, call: ComponentCall) {
    this.#place = place
    this.#layout = layout
    this.#call = call
  }

  has(from: string, specifier: string): boolean {
    const file = this.#layout.resolve(from, specifier)
    return file !== undefined && this.#isExporter(file)
  }

  #isExporter(file: string): boolean {
    const known = this.#known.get(file)
    if (known !== undefined) return known
    // Modules may export each other whole.
    this.#known.set(file, false)
    const found = file === this.#call.file || this.#names(file) || this.#exportsWhole(file)
    this.#known.set(file, found)
    return found
  }

  #names(file: string): boolean {
    const edits = this.#call.edited.find((entry) => entry.file.path === file)?.edits ?? []
    return edits.some(({ kind, shape }) => kind === 're-export' && shape === `\`${this.#call.word}\``)
  }

  #exportsWhole(file: string): boolean {
    const found = readTreeFile(this.#place.root, file)
    if (found.kind !== 'file') return false
    const specifiers = found.bytes.toString('latin1').matchAll(/^\s*export\s+(?:type\s+)?\*\s*from\s*['"]([^'"\n]+)/gm)
    return [...specifiers].some(([, specifier = '']) => this.has(file, specifier))
  }
}
