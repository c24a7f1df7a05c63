import type { Dependency, Evidence } from '../types.ts'
import type { IniSection } from '../source/ini.ts'
import { LineFinder } from '../source/line-finder.ts'
import { isDevName, parsePep508 } from './pep-508.ts'

type IniFile = ReadonlyMap<string, IniSection>

export function setupCfgDependencies(file: string, ini: IniFile): Dependency[] {
  const runtime = ini.get('options')?.keys.get('install_requires')?.values ?? []
  const extras = [...(ini.get('options.extras_require')?.keys ?? [])]
  return [
    ...runtime.flatMap(({ text, line }) => parsePep508(text, { kind: 'runtime', file, line }) ?? []),
    ...extras.flatMap(([name, { values }]) => {
      const kind = isDevName(name) ? 'dev' : 'optional'
      return values.flatMap(({ text, line }) => parsePep508(text, { kind, file, line }) ?? [])
    }),
  ]
}

/** Does setup.cfg describe a package, or does it only configure tools? */
export function isSetupCfgPackage(ini: IniFile): boolean {
  return ini.has('metadata') || ini.has('options')
}

/** Does setup.py describe a package, or is it a module of that name? */
export function isSetupPyPackage(text: string | undefined): boolean {
  return (
    text === undefined ||
    /\b(?:setuptools|distutils|setup\s*\()/.test(text.replaceAll(/^\s*(?:async\s+)?def\s.*$/gm, ''))
  )
}

export interface SetupPy {
  readonly name?: string
  readonly requiresPython?: { readonly text: string; readonly evidence: Evidence }
  readonly dependencies: readonly Dependency[]
}

/** What can be read off setup.py without running it: literal arguments. */
export function readSetupPy(file: string, text: string): SetupPy {
  const lines = new LineFinder(text)
  const name = /\bname\s*=\s*(["'])([\w.-]+)\1/.exec(text)?.[2]
  const requires = /\bpython_requires\s*=\s*(["'])([^"'\n]+)\1/.exec(text)
  const requiresPython =
    requires?.[2] === undefined
      ? undefined
      : { text: requires[2], evidence: { file, line: lines.lineAt(requires.index) } }
  return {
    ...(name === undefined ? {} : { name }),
    ...(requiresPython === undefined ? {} : { requiresPython }),
    dependencies: [
      ...literalList(text, /\binstall_requires\s*=\s*\[/, (item, offset) =>
        parsePep508(item, { kind: 'runtime', file, line: lines.lineAt(offset) }),
      ),
      ...literalList(text, /\btests_require\s*=\s*\[/, (item, offset) =>
        parsePep508(item, { kind: 'dev', file, line: lines.lineAt(offset) }),
      ),
    ],
  }
}

/** The string literals between the bracket that `start` ends with and the one that closes it. */
function literalList<T>(text: string, start: RegExp, read: (item: string, offset: number) => T | undefined): T[] {
  const match = start.exec(text)
  if (match === null) return []
  const from = match.index + match[0].length
  const found: T[] = []
  const token = /\]|#[^\n]*|"([^"\n]*)"|'([^'\n]*)'/g
  token.lastIndex = from
  for (let item = token.exec(text); item !== null && item[0] !== ']'; item = token.exec(text)) {
    const literal = item[1] ?? item[2]
    const value = literal === undefined ? undefined : read(literal, item.index)
    if (value !== undefined) found.push(value)
  }
  return found
}
