import { readFileSync } from 'node:fs'
import { builtinModules, createRequire } from 'node:module'
import path from 'node:path'
import { encodePath } from '@groundcrew/core/text'

/** How what `require` gave is had of a module by an import. */
export interface ModuleShape {
  /** Its default export is what `require` gives. */
  readonly isDefault: boolean
  /** Its namespace has the same members as what `require` gives. */
  readonly isNamespace: boolean
  readonly hasName: (name: string) => boolean
  /** Its default export is one by agreement alone, which a compiler may not keep to. */
  readonly isCommonJs?: true
  readonly isJson?: true
}

export const defaultShape: ModuleShape = { isDefault: true, isNamespace: false, hasName: () => false }
export const commonJsShape: ModuleShape = { ...defaultShape, isCommonJs: true }
export const jsonShape: ModuleShape = { ...defaultShape, isJson: true }

export function namedShape(names: readonly string[]): ModuleShape {
  const known = new Set(names)
  return { isDefault: false, isNamespace: true, hasName: (name) => known.has(name) }
}

/** An ES module: what it exports is not looked at. */
export const esmShape: ModuleShape = { isDefault: false, isNamespace: true, hasName: () => true }
const builtinShape: ModuleShape = { isDefault: true, isNamespace: true, hasName: () => true, isCommonJs: true }
/** Of a package that is not installed: as most of them are. */
const unknownShape: ModuleShape = { isDefault: true, isNamespace: false, hasName: () => true, isCommonJs: true }

/** A package, or a part of Node. Nothing of it is run: of CommonJS only those names count that its text sets, as Node itself sees them. */
export function packageShape(root: string, from: string, specifier: string): ModuleShape {
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return builtinShape
  let file: string
  try {
    file = createRequire(path.join(root, from)).resolve(specifier)
  } catch {
    return unknownShape
  }
  const text = readFileSync(encodePath(file), 'utf8')
  if (/^\s*export\s+(?:default|const|let|var|function|class|async|\{|\*)/m.test(text)) return esmShape
  return { ...commonJsShape, hasName: (name) => setsName(text, name) }
}

/** Whether Node finds the name in CommonJS without running it (cjs-module-lexer): only what is surely found counts. */
function setsName(text: string, name: string): boolean {
  const word = name.replaceAll('$', String.raw`\$`)
  const set = new RegExp(String.raw`(?:^|[\s;,])(?:module\.)?exports\.${word}\s*=[^=]`)
  const defined = new RegExp(String.raw`Object\.defineProperty\(exports,\s*['"]${word}['"],\s*\{\s*enumerable:\s*true,`)
  const listed = new RegExp(String.raw`module\.exports\s*=\s*\{(?:\s*[\w$]+(?:\s*:\s*[\w$]+)?\s*,)*\s*${word}\s*[,}:]`)
  return set.test(text) || defined.test(text) || listed.test(text)
}
