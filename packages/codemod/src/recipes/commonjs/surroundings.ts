import path from 'node:path'
import { parse } from 'jsonc-parser'
import type { Files } from '@groundcrew/code-map'

/** How the modules of a file are to be written, by what compiles and runs it. */
export interface Surroundings {
  /** Its imports are run as they are written: there is no `require` and no `__dirname` beside them. */
  readonly isEsm: boolean
  /** Relative paths have the whole name of the file. */
  readonly needsExtension: boolean
  /** A CommonJS module is its own default export. */
  readonly hasInterop: boolean
  /** `with { type: 'json' }` is understood, and wanted. */
  readonly hasAttributes: boolean
}

const asNodeRunsIt: Surroundings = { isEsm: true, needsExtension: true, hasInterop: true, hasAttributes: true }

/** JavaScript is taken as Node runs it, which bundlers understand too; TypeScript by the nearest tsconfig and package.json. */
export function surroundingsOf(files: Files, file: string): Surroundings {
  if (!/\.[cm]?tsx?$/.test(file)) return asNodeRunsIt
  const options = compilerOptions(files, nearest(files, file, ['tsconfig.json', 'jsconfig.json']), 0)
  const module = options.module?.toLowerCase()
  const isNode = module?.startsWith('node') === true
  const isUnknown = module === undefined || isNode
  const isEsm = isUnknown ? file.endsWith('.mts') || isModulePackage(files, file) : /^(?:es|preserve)/.test(module)
  const resolution = options.moduleResolution?.toLowerCase() ?? (isNode ? 'nodenext' : 'bundler')
  return {
    isEsm,
    needsExtension: isEsm && /^node(?:16|next)$/.test(resolution),
    hasInterop: isEsm || isNode || options.esModuleInterop === true,
    hasAttributes: isNode || module === 'esnext' || module === 'preserve',
  }
}

/** Whether Node takes a file that ends in `.js` as an ES module. */
function isModulePackage(files: Files, file: string): boolean {
  const manifest = nearest(files, file, ['package.json'])
  return manifest !== undefined && manifestOf(files, manifest).type === 'module'
}

interface Manifest {
  readonly type?: unknown
  readonly engines?: { readonly node?: string }
}

export function manifestOf(files: Files, manifest: string): Manifest {
  return (parse(files.text(manifest) ?? '{}') ?? {}) as Manifest
}

/** The file of one of these names in the directory of a file or above it. */
export function nearest(files: Files, file: string, names: readonly string[]): string | undefined {
  for (let directory = path.posix.dirname(file); ; directory = path.posix.dirname(directory)) {
    const found = names.map((name) => path.posix.join(directory, name)).find((name) => files.has(name))
    if (found !== undefined || directory === '.') return found
  }
}

interface CompilerOptions {
  readonly module?: string
  readonly moduleResolution?: string
  readonly esModuleInterop?: boolean
}

const extendsMax = 8

function compilerOptions(files: Files, config: string | undefined, depth: number): CompilerOptions {
  if (config === undefined || depth > extendsMax) return {}
  const { extends: parents = [], compilerOptions: own = {} } = (parse(files.text(config) ?? '{}') ?? {}) as {
    readonly extends?: string | readonly string[]
    readonly compilerOptions?: CompilerOptions
  }
  const inherited = [parents].flat().map((parent) => {
    const target = path.posix.join(path.posix.dirname(config), parent)
    const names = [target, `${target}.json`, `${target}/tsconfig.json`]
    return compilerOptions(files, parent.startsWith('.') ? names.find((name) => files.has(name)) : undefined, depth + 1)
  })
  return Object.assign({}, ...inherited, own) as CompilerOptions
}
