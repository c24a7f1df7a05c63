import { entryAt, textOf } from '../source/node.ts'
import type { Sources } from '../source/sources.ts'
import type { Package, Requirement } from '../types.ts'
import { phpConstraint, rubyConstraint } from './ranges.ts'
import { supports } from './requirement.ts'

/** `ruby "3.2.2"` or `ruby ">= 3.1", "< 3.4"`; `ruby file: …` points at a version file, which is read by itself. */
export function readRubyRequirements(sources: Sources, { manifest: { file } }: Package): Requirement[] {
  for (const [index, raw] of sources.lines(file).entries()) {
    const text = raw.trim()
    if (!/^ruby[\s(]/.test(text)) continue
    const [positional = ''] = text.split(/,\s*:?\w+\s*(?:=>|:)/)
    const range = [...positional.matchAll(/["']([^"']+)["']/g)].map(([, version]) => version).join(', ')
    if (!/\d/.test(range) || /\bfile:/.test(text)) continue
    return [
      supports({ tool: 'ruby', range, source: 'Gemfile', evidence: { file, line: index + 1 } }, rubyConstraint(range)),
    ]
  }
  return []
}

/** `config.platform.php` only changes what composer resolves for: the requirement is the one of `require`. */
export async function readPhpRequirements(sources: Sources, { manifest: { file } }: Package): Promise<Requirement[]> {
  const entry = entryAt(await sources.json(file), 'require', 'php')
  const range = textOf(entry?.value)
  if (entry === undefined || range === undefined) return []
  return [
    supports({ tool: 'php', range, source: 'composer', evidence: { file, line: entry.line } }, phpConstraint(range)),
  ]
}
