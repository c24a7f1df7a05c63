import { readFileSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import path from 'node:path'
import { resolvePackage } from './resolve-package.ts'

interface CompilingModule {
  _compile(code: string, filename: string): void
}

type Extension = (module: CompilingModule, filename: string) => void

interface Loader {
  readonly _extensions: Record<string, Extension>
}

/** The part of TypeScript's API that is used; `ts-morph` brings it along. */
interface Transpiler {
  transpileModule(text: string, options: unknown): { readonly outputText: string }
  readonly ModuleKind: { readonly CommonJS: number }
  readonly ScriptTarget: { readonly ES2022: number }
  readonly JsxEmit: { readonly React: number }
}

/**
 * Loads a script: CommonJS as it is, ES modules and TypeScript without a build, and what it imports by relative paths likewise.
 */
export function loadScript(script: string, places: readonly string[]): unknown {
  const { _extensions } = Module as unknown as Loader
  const plain = _extensions['.js']
  const load: Extension = (module, filename) => {
    if (/[\\/]node_modules[\\/]/.test(filename)) return plain?.(module, filename)
    const text = readFileSync(filename, 'utf8')
    const isCommonJs = /\.c?js$/.test(filename) && !/^\s*(?:import\b(?!\s*\()|export\b)/m.test(text)
    module._compile(isCommonJs ? text : transpile(text, filename, places), filename)
  }
  for (const extension of ['.js', '.cjs', '.mjs', '.jsx', '.ts', '.mts', '.cts', '.tsx']) _extensions[extension] = load
  return createRequire(script)(script) as unknown
}

function transpile(text: string, filename: string, places: readonly string[]): string {
  const found = resolvePackage('ts-morph', places)
  if (found === undefined) {
    throw new Error(
      `${path.basename(filename)} is no CommonJS, and there is no ts-morph to read it with: install ts-morph`,
    )
  }
  const { ts } = createRequire(found.file)(found.file) as { readonly ts: Transpiler }
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2022,
    jsx: ts.JsxEmit.React,
    esModuleInterop: true,
    inlineSourceMap: true,
  }
  return ts.transpileModule(text, { fileName: filename, compilerOptions }).outputText
}
