import type { CodeMap } from '@groundcrew/code-map'
import { directoryOf, isBelow } from '../paths.ts'

/** What a configuration of PHPUnit says of a file; undefined where none speaks for its place. */
export type PhpSuites = (path: string) => 'taken' | 'left' | undefined

interface Suite {
  /** Of the configuration. */
  readonly directory: string
  readonly takes: readonly RegExp[]
  readonly leaves: readonly RegExp[]
}

export const PHPUNIT_CONFIG = /(?:^|\/)phpunit(?:\.dist)?\.xml(?:\.dist)?$/

/** The files and directories of `<testsuite>`, each directory with its `suffix` and `prefix`, without those of `<exclude>`. */
export function readPhpSuites(map: CodeMap): PhpSuites {
  const suites: Suite[] = []
  for (let number = 0; number < map.fileCount; number++) {
    const path = map.pathOf(number)
    if (PHPUNIT_CONFIG.test(path)) suites.push(...readSuites(path, map.read(number)?.source.toString() ?? ''))
  }
  return (path) => {
    const around = suites.filter(({ directory }) => isBelow(path, directory))
    if (around.length === 0) return undefined
    const isIn = (patterns: readonly RegExp[]): boolean => patterns.some((pattern) => pattern.test(path))
    return around.some(({ takes, leaves }) => isIn(takes) && !isIn(leaves)) ? 'taken' : 'left'
  }
}

function readSuites(path: string, text: string): readonly Suite[] {
  const directory = directoryOf(path)
  const plain = text.replaceAll(/<!--[\s\S]*?-->/g, '')
  return [...plain.matchAll(/<testsuite\b[^>]*>([\s\S]*?)<\/testsuite>/g)].map(([, body = '']) => ({
    directory,
    takes: [
      ...elements(body, 'directory').map(({ attributes, value }) => {
        const { prefix = '', suffix = 'Test.php' } = attributes
        return pathPattern(directory, value, `/(?:.*/)?${escaped(prefix)}[^/]*${escaped(suffix)}$`)
      }),
      ...elements(body, 'file').map(({ value }) => pathPattern(directory, value, '$')),
    ],
    leaves: elements(body, 'exclude').map(({ value }) => pathPattern(directory, value, '(?:/|$)')),
  }))
}

interface Element {
  readonly attributes: Readonly<Record<string, string>>
  readonly value: string
}

function elements(xml: string, name: string): readonly Element[] {
  return [...xml.matchAll(new RegExp(`<${name}\\b([^>]*)>([^<]*)</${name}>`, 'g'))].map(
    ([, given = '', value = '']) => ({
      attributes: Object.fromEntries(
        [...given.matchAll(/(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, key = '', double, single]) => [
          key,
          double ?? single ?? '',
        ]),
      ),
      value: value.trim(),
    }),
  )
}

/** A path from the configuration, in which `*` stands for a part of a name. */
function pathPattern(directory: string, written: string, end: string): RegExp {
  const parts: string[] = directory === '' ? [] : directory.split('/')
  for (const part of written.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  const path = parts.map((part) => escaped(part).replaceAll(String.raw`\*`, '[^/]*')).join('/')
  // The directory of the configuration itself.
  return new RegExp(path === '' ? `^${end.replace(/^\//, '')}` : `^${path}${end}`)
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}
