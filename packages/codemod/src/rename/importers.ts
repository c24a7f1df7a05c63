import path from 'node:path'
import { isScriptFile } from '../lsp/documents.ts'
import type { Layout } from '../move/layout.ts'
import { withoutExtension } from '../move/layout.ts'
import { isRelative } from '../move/specifier.ts'
import type { Candidate } from '../plan/candidates.ts'

/** A module that a file gives out whole, or takes as an object that has all of its exports. */
interface WholeModule {
  readonly file: string
  readonly specifier: string
  /** `export *`: the names go on under the file's own. */
  readonly isExport: boolean
}

/**
 * Tells which files can refer to what a module exports under a name, so that no other project has to be read. Where that is not certain a file can: paths that lead nowhere, names of
 * packages with the module in them, and every path that ends with its name count as leading to it.
 */
export class Importers {
  readonly #wholeModules: WholeModule[] = []

  /** Learns of every script of the repository. */
  read(file: string, bytes: Buffer): void {
    if (!isScriptFile(file) || !wholeWords.some((word) => bytes.includes(word))) return
    const text = bytes.toString('latin1')
    for (const [, exported, specifier = ''] of text.matchAll(wholeModule)) {
      const isExport = exported?.startsWith('export') === true && !declaresForOthers.test(text)
      // An object stays where it is taken, unless the file has a way to give it out.
      if (isExport || maySpread(file, text)) this.#wholeModules.push({ file, specifier, isExport })
    }
  }

  /** Of the scripts that have the word, those that can refer to the symbol. */
  find(source: string, word: string, { layout, scripts }: Ground): Referring {
    const leads = new Leads(layout, source)
    const wholes = new Set(this.#wholeModules)
    const waiting = new Set(scripts.filter(({ path: file }) => file !== source))
    const found: Candidate[] = []
    for (let isGrowing = true; isGrowing;) {
      isGrowing = false
      for (const whole of wholes) {
        if (!leads.has(whole.file, whole.specifier)) continue
        if (!whole.isExport) return { scripts, unsure: scripts }
        wholes.delete(whole)
        isGrowing = leads.add(whole.file) || isGrowing
      }
      for (const script of waiting) {
        if (!namedModules(script).some((specifier) => leads.has(script.path, specifier))) continue
        waiting.delete(script)
        found.push(script)
        if (!mayExport(script, word)) continue
        if (declaresForOthers.test(script.decoded.text)) return { scripts, unsure: scripts }
        isGrowing = leads.add(script.path) || isGrowing
      }
    }
    return { scripts: found, unsure: [] }
  }
}

export interface Referring {
  readonly scripts: readonly Candidate[]
  /** Those of which TypeScript may not list every place, because the module gets about as an object. */
  readonly unsure: readonly Candidate[]
}

interface Ground {
  readonly layout: Layout
  readonly scripts: readonly Candidate[]
}

/** Names that are seen without importing the file that has them. */
const declaresForOthers = /\bdeclare\s+(?:global|module)\b/
const wholeWords = [
  '* as',
  '*as',
  'import(',
  'import (',
  'require(',
  'require (',
  'export *',
  'export*',
  'export type *',
]
const wholeModule =
  /(\bexport\s+(?:type\s+)?\*(?:\s*as\s+[\w$]+)?\s*from|\*\s*as\s+[\w$]+\s*from|\b(?:import|require)\s*\()\s*(?:\/\*[^*]*\*\/\s*)*['"`]([^'"`\n]+)/g

/** Whether what a file takes can get into others: by an export, or by a declaration that all of a project see. */
function maySpread(file: string, text: string): boolean {
  if (/\bexports?\b/.test(text) || declaresForOthers.test(text)) return true
  const isModule = /^\s*import\b/m.test(text) || (/\.[cm]?jsx?$/.test(file) && /\brequire\s*\(/.test(text))
  return !isModule || /\b(?:window|globalThis|global|self)\s*[.[]/.test(text)
}

const moduleInQuotes =
  /(?:\bfrom|\bimport|\brequire|\bmodule|\bpath|\btypes)\s*[=(]?\s*(?:\/\*[^*]*\*\/\s*)*['"`]([^'"`\n]+)/g

function namedModules({ decoded }: Candidate): readonly string[] {
  return [...decoded.text.matchAll(moduleInQuotes)].map(([, specifier = '']) => specifier)
}

/** Whether a file that imports a name may give it out again under that name. */
function mayExport({ path: file, decoded: { text } }: Candidate, word: string): boolean {
  if (/\.[cm]?jsx?$/.test(file) && /\bexports\b/.test(text)) return true
  const lists = text.matchAll(/\bexport\s+(?:type\s+)?\{([^{}]*)\}|\bexport\s+import\b|\bexport\s*=/g)
  return [...lists].some(([, names]) => names === undefined || isNamedIn(names, word))
}

function isNamedIn(list: string, word: string): boolean {
  return list.split(/[^\p{L}\p{N}_$]+/u).includes(word)
}

/** The modules that have the symbol under its name, and what may lead to them. */
class Leads {
  readonly #layout: Layout
  readonly #targets = new Set<string>()
  readonly #stems = new Set<string>()
  /** What did not lead before a target was added may do so since. */
  #known = new Map<string, boolean>()

  constructor(layout: Layout, source: string) {
    this.#layout = layout
    this.add(source)
  }

  /** Whether it was none before. */
  add(file: string): boolean {
    if (this.#targets.has(file)) return false
    this.#targets.add(file)
    this.#stems.add(path.posix.basename(withoutExtension(file)))
    this.#known = new Map([...this.#known].filter(([, isLeading]) => isLeading))
    return true
  }

  has(from: string, specifier: string): boolean {
    const key = `${path.posix.dirname(from)}\0${specifier}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const isLeading = this.#leads(from, specifier)
    this.#known.set(key, isLeading)
    return isLeading
  }

  #leads(from: string, specifier: string): boolean {
    const stem = path.posix.basename(withoutExtension(specifier))
    if (this.#stems.has(stem)) return true
    if (isRelative(specifier)) {
      const directory = path.posix.join(path.posix.dirname(from), specifier).replace(/\/$/, '')
      return directory === '.' || [...this.#targets].some((target) => target.startsWith(`${directory}/`))
    }
    const found = this.#layout.resolution(from, specifier)
    if (found.kind !== 'files') return found.kind === 'missing'
    const isTarget = found.paths.some((file) => this.#targets.has(file))
    return isTarget || (found.isGuess === true && this.#isInPackageOf(found.paths))
  }

  /** What is built of a package may have other names than its sources. */
  #isInPackageOf(files: readonly string[]): boolean {
    const owners = new Set(files.map((file) => this.#layout.packageOf(file)?.directory))
    return [...this.#targets].some((target) => owners.has(this.#layout.packageOf(target)?.directory))
  }
}
