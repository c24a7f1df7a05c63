import type { CodeMap } from '@groundcrew/code-map'
import { parse as parseJsonc } from 'jsonc-parser'
import { parse as parseYaml } from 'yaml'
import { parseJson } from '../../parse-json.ts'
import type { RunnerConfig } from './runner-configs.ts'

interface MochaFlags {
  readonly flags: readonly string[]
  readonly note?: string
}

/**
 * mocha adds the `spec` of its configuration to the files of the command line, and so runs all (mocha 11). Where it has one, its other options
 * are given as flags instead.
 */
export function mochaFlags(map: CodeMap, { path, include }: RunnerConfig): MochaFlags {
  if (include === undefined) return { flags: [] }
  const options = optionsOf(map, path)
  if (options === undefined)
    return {
      flags: [],
      note: `${path} is a program: mocha runs the files of its spec too, beside those that are selected`,
    }
  const flags = Object.entries(options).flatMap(([name, value]) => (SELECTING.has(name) ? [] : flagsOf(name, value)))
  return { flags: ['--no-config', '--no-package', ...flags] }
}

const SELECTING: ReadonlySet<string> = new Set([
  'spec',
  'ignore',
  'exclude',
  'recursive',
  'watch',
  'parallel',
  '$schema',
])

function flagsOf(name: string, value: unknown): readonly string[] {
  const flag = name.length === 1 ? `-${name}` : `--${name}`
  if (Array.isArray(value)) return value.flatMap((one) => flagsOf(name, one))
  if (value === true) return [flag]
  if (value === false) return name.length === 1 ? [] : [`--no-${name}`]
  return typeof value === 'string' || typeof value === 'number' ? [flag, String(value)] : []
}

function optionsOf(map: CodeMap, path: string): Readonly<Record<string, unknown>> | undefined {
  if (path.endsWith('js')) return undefined
  const number = map.findFile(path)
  const text = number === undefined ? '' : (map.read(number)?.source.toString() ?? '')
  const parsed: unknown = path.endsWith('package.json')
    ? mochaOf(parseJson(text))
    : /jsonc?$/.test(path)
      ? parseJsonc(text)
      : readYaml(text)
  return typeof parsed === 'object' && parsed !== null ? (parsed as Readonly<Record<string, unknown>>) : undefined
}

function mochaOf(manifest: unknown): unknown {
  return (manifest as { readonly mocha?: unknown } | undefined)?.mocha
}

function readYaml(text: string): unknown {
  try {
    return parseYaml(text)
  } catch (error) {
    if ((error as Error).name === 'YAMLParseError') return undefined
    throw error
  }
}
