import type { Dependency, DependencyKind, Package } from '../types.ts'
import { baseName, parentOf } from '../source/paths.ts'
import { isFixturePlace } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'
import { membershipIn } from './membership.ts'
import { isDevName } from './pep-508.ts'

export function readRubyPackages(sources: Sources): Package[] {
  const files = sources.index.named('Gemfile').filter((file) => !isFixturePlace(parentOf(file)))
  return files.flatMap((file): Package[] => {
    if (sources.text(file) === undefined) return []
    const directory = parentOf(file)
    const gemspec = sources.index.inside(directory).find((path) => path.endsWith('.gemspec'))
    return [
      {
        directory,
        ...(gemspec === undefined ? {} : { name: baseName(gemspec).replace(/\.gemspec$/, '') }),
        ecosystem: 'ruby',
        manifest: { file, line: 1 },
        ...membershipIn(directory, new Map()),
        dependencies: [...readGemfile(sources, file), ...(gemspec === undefined ? [] : readGemspec(sources, gemspec))],
        scripts: [],
      },
    ]
  })
}

/** `gem` lines, with the group they stand in; code around them is not run. */
function readGemfile(sources: Sources, file: string): Dependency[] {
  const dependencies: Dependency[] = []
  const blocks: DependencyKind[] = []
  for (const [index, raw] of sources.lines(file).entries()) {
    const text = raw.trim()
    const gem = /^gem[\s(]+["']([\w.-]+)["']/.exec(text)?.[1]
    if (gem !== undefined) {
      const inline = /\bgroups?:\s*\[?([^\]]*)/.exec(text)?.[1] ?? ''
      const kind = isDevelopment(inline) ? 'dev' : (blocks.at(-1) ?? 'runtime')
      dependencies.push({ name: gem, range: versionsAfter(text, gem), kind, evidence: { file, line: index + 1 } })
    } else if (/\bdo\b[^#]*$/.test(text) || /^(?:if|unless|case)\b/.test(text)) {
      blocks.push(text.startsWith('group') && isDevelopment(text) ? 'dev' : (blocks.at(-1) ?? 'runtime'))
    } else if (text === 'end') blocks.pop()
  }
  return dependencies
}

function isDevelopment(text: string): boolean {
  return [...text.matchAll(/:(\w+)/g)].some(([, name = '']) => isDevName(name))
}

function readGemspec(sources: Sources, file: string): Dependency[] {
  return sources.lines(file).flatMap((raw, index): Dependency[] => {
    const match = /\.add_(development_|runtime_)?dependency[\s(]+["']([\w.-]+)["']/.exec(raw)
    const name = match?.[2]
    if (name === undefined) return []
    const kind = match?.[1] === 'development_' ? 'dev' : 'runtime'
    return [{ name, range: versionsAfter(raw, name), kind, evidence: { file, line: index + 1 } }]
  })
}

/** The version strings among the arguments: those that begin like a requirement. */
function versionsAfter(text: string, gem: string): string {
  const rest = text.slice(text.indexOf(gem) + gem.length + 1)
  return [...rest.matchAll(/(?<![:\w]\s{0,4})["']((?:[<>=!~]+\s*)?\d[\w.]*)["']/g)]
    .map(([, version]) => version)
    .join(', ')
}
