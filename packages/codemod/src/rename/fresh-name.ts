import { existsSync } from 'node:fs'
import path from 'node:path'
import { encodePath } from '@groundcrew/core/text'
import { isScriptFile } from '../lsp/documents.ts'
import { decodeText } from '../plan/text-file.ts'
import type { Check } from '../plan/types.ts'

/** Names that a compiler or a runtime uses where no text has them. */
const implicit = new Set(
  `arguments async await eval exports globalThis h Iterator jsx jsxs module NaN Infinity Object Promise React Reflect require Symbol this undefined _jsx _jsxs`.split(
    /\s+/,
  ),
)

/**
 * Learns of the files of a repository whether a new name is in none of them. Then no place that gets it can come to mean something else, nor can anything else come to mean the
 * renamed symbol, and no compiler has to be asked.
 */
export class FreshName {
  readonly #root: string
  readonly #name: string
  readonly #bytes: Buffer
  readonly #files = new Set<string>()
  readonly #packages = new Set<string>()
  /** Modules of which a file exports all: what names these have is seen only where they are files of the repository. */
  readonly #exportedWhole: { readonly file: string; readonly specifier: string }[] = []
  #isFresh: boolean

  constructor(root: string, name: string) {
    this.#root = root
    this.#name = name
    this.#bytes = Buffer.from(name)
    this.#isFresh = /^[a-z_$][\w$]*$/i.test(name) && !implicit.has(name)
  }

  read(file: string, bytes: Buffer): void {
    if (!this.#isFresh) return
    if (isScriptFile(file)) this.#files.add(withoutExtension(file))
    const isWide = bytes[0] === 0xfe || bytes[0] === 0xff || bytes.subarray(0, 2).includes(0)
    if (isWide ? this.#isInText(bytes) : bytes.includes(this.#bytes)) this.#isFresh = false
    else if (path.posix.basename(file) === 'package.json') this.#readManifest(bytes)
    else if (isScriptFile(file) && bytes.includes('export') && bytes.includes('*')) this.#readExports(file, bytes)
  }

  /** Undefined where a compiler has to be asked. */
  check(): Check | undefined {
    if (!this.#isFresh || !this.#exportedWhole.every((entry) => this.#isOwn(entry))) return undefined
    return { name: 'capture', result: 'ok', detail: `no file has ${this.#name}` }
  }

  #isInText(bytes: Buffer): boolean {
    const decoded = decodeText(bytes)
    return decoded.kind === 'text' && decoded.text.includes(this.#name)
  }

  #readManifest(bytes: Buffer): void {
    const name = /^\s*\{?\s*"name"\s*:\s*"([^"]+)"/m.exec(bytes.toString('latin1'))?.[1]
    if (name !== undefined) this.#packages.add(name)
  }

  #readExports(file: string, bytes: Buffer): void {
    const found = bytes.toString('latin1').matchAll(/\bexport\s+(?:type\s+)?\*\s*from\s*['"]([^'"\n]+)/g)
    for (const [, specifier = ''] of found) this.#exportedWhole.push({ file, specifier })
  }

  #isOwn({ file, specifier }: { readonly file: string; readonly specifier: string }): boolean {
    if (!specifier.startsWith('.')) {
      return this.#packages.has(/^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? '')
    }
    const full = path.posix.join(path.posix.dirname(file), specifier)
    const names = [full, withoutExtension(full), path.posix.join(full, 'index')]
    // Texts that only look so lead nowhere.
    return names.some((name) => this.#files.has(name)) || !this.#isOnDisk(withoutExtension(full))
  }

  #isOnDisk(bare: string): boolean {
    return ['', ...extensions].some((extension) => existsSync(encodePath(path.join(this.#root, bare + extension))))
  }
}

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.d.ts', '.d.mts', '.d.cts', '.vue']

function withoutExtension(file: string): string {
  return file.replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '')
}
