import type { Dependency, Package } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'
import { fail, skip, warn } from '../finding.ts'
import type { Finding } from '../report.ts'
import { SourceLines } from './asked.ts'
import { meetsSpecifiers } from './specifier.ts'

export interface Repeat {
  readonly name: string
  readonly file: string
  readonly entries: readonly Dependency[]
}

/** Distributions that stand more than once in one requirements file, with other words each time. */
export function repeatedNames(packages: readonly Package[]): readonly Repeat[] {
  const groups = new Map<string, Dependency[]>()
  for (const { ecosystem, dependencies } of packages) {
    if (ecosystem !== 'python') continue
    for (const entry of dependencies) {
      if (!/\.(?:txt|in)$/.test(entry.evidence.file)) continue
      const key = `${entry.evidence.file}\0${entry.name.toLowerCase().replaceAll(/[-_.]+/g, '-')}`
      groups.set(key, [...(groups.get(key) ?? []), entry])
    }
  }
  return [...groups].flatMap(([key, entries]) => {
    const ranges = new Set(entries.map(({ range }) => range))
    const [file = '', name = ''] = key.split('\0')
    return ranges.size > 1 ? [{ name, file, entries }] : []
  })
}

export async function judgeRepeats({ name, file, entries }: Repeat, context: CheckContext): Promise<Finding> {
  const lines = new SourceLines(context.root)
  const texts = await Promise.all(entries.map(async ({ evidence }) => lines.at(evidence)))
  // Each may hold for another platform.
  if (texts.some((text) => text.includes(';'))) return skip(`the lines of ${name} have markers`)
  const ranges = [...new Set(entries.map(({ range }) => range))]
  const evidence = entries.map((entry) => entry.evidence)
  const pinned = ranges
    .map((range) => /^==\s*([^,*]+)$/.exec(range)?.[1]?.trim())
    .filter((version) => version !== undefined)
  const impossible = pinned.some((version) =>
    ranges.some((range) => range !== '' && meetsSpecifiers(version, range) === false),
  )
  const words = ranges.map((range) => (range === '' ? 'any version' : range)).join(' and ')
  const details = { evidence, isEnvironment: false }
  if (impossible) return fail(`${file} asks for ${name} ${words}, which no version is: pip refuses the file`, details)
  return warn(`${file} asks for ${name} more than once: ${words}`, details)
}
