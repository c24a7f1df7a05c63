import { count } from '@groundcrew/core/text'
import type { CheckContext } from '../context.ts'
import { fail, ok, skip, warn } from '../finding.ts'
import { joinSome } from '../install/join-some.ts'
import type { Finding } from '../report.ts'
import { judgeGoImports } from './judge-go.ts'
import { judgeJavaScriptImports } from './judge-javascript.ts'
import { judgePythonImports } from './judge-python.ts'
import { scanImports } from './scan-imports.ts'
import { isAside, type Undeclared } from './undeclared.ts'

const evidenceMax = 5
const factsMax = 50
/** Of the first look at a repository, in a report that is made in a second; who asks for this check by name waits for all of it. */
const glanceMs = 400
const lookMs = 60_000

/** What code imports and no manifest asks for: it is there by accident, or not at all. */
export async function judgeUndeclared(context: CheckContext): Promise<Finding> {
  const isNamed = context.only.some((name) => name.startsWith('dependencies'))
  const { imports, unread } = await scanImports(context, isNamed ? lookMs : glanceMs)
  const found = (
    await Promise.all([
      judgeJavaScriptImports(imports, context),
      judgePythonImports(imports, context),
      judgeGoImports(imports, context),
    ])
  ).flat()
  const rest = unread === 0 ? '' : `${count(unread, 'source')} not read yet`
  if (found.length === 0) {
    if (unread > 0) return skip(`${rest}: doctor --only dependencies --budget 60s reads all`)
    return ok('what is imported is asked for')
  }
  const absent = found.filter(({ presence, evidence }) => presence === 'absent' && !isAside(evidence.file))
  const others = found.filter((entry) => !absent.includes(entry))
  const remarks = [...absentRemarks(absent), ...otherRemarks(others), ...(rest === '' ? [] : [rest])]
  const shown = [...absent, ...others]
  const [first = []] = byManifest(shown).values()
  const build = absent.length > 0 ? fail : warn
  return build(remarks.join('; '), {
    evidence: shown.slice(0, evidenceMax).map(({ evidence }) => evidence),
    isEnvironment: false,
    fix: `ask the user whether to add ${namesOf(first)} to ${first[0]?.manifest ?? ''}`,
    facts: { packages: shown.slice(0, factsMax).map(({ name }) => name) },
  })
}

function absentRemarks(entries: readonly Undeclared[]): readonly string[] {
  return [...byManifest(entries)].map(
    ([manifest, of]) => `${namesOf(of)} imported, and neither asked for in ${manifest} nor there`,
  )
}

function otherRemarks(entries: readonly Undeclared[]): readonly string[] {
  return [...byManifest(entries)].map(([manifest, of]) => {
    const isThere = of.every(({ presence }) => presence === 'there')
    return `${namesOf(of)} imported, and not asked for in ${manifest}${isThere ? ': only another package brings it' : ''}`
  })
}

function byManifest(entries: readonly Undeclared[]): ReadonlyMap<string, readonly Undeclared[]> {
  const groups = new Map<string, Undeclared[]>()
  for (const entry of entries) groups.set(entry.manifest, [...(groups.get(entry.manifest) ?? []), entry])
  return groups
}

function namesOf(entries: readonly Undeclared[]): string {
  return joinSome(entries.map(({ name }) => name))
}
