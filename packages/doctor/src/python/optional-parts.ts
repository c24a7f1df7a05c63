import { packagesOf, type PackageManager } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'
import { fail, ok, skip } from '../finding.ts'
import { joinSome } from '../install/join-some.ts'
import type { Finding } from '../report.ts'
import { findSourceLines } from '../source-lines.ts'

/** What a framework needs for a part of it, and does not bring. */
interface OptionalPart {
  readonly framework: string
  readonly word: string
  /** The whole use, so that a word in a comment or another name is none. */
  readonly use: RegExp
  readonly needs: string
}

const parts: readonly OptionalPart[] = [
  { framework: 'fastapi', word: 'Form', use: /^\s*from fastapi import [^#]*\bForm\b/, needs: 'python-multipart' },
  {
    framework: 'fastapi',
    word: 'UploadFile',
    use: /^\s*from fastapi import [^#]*\bUploadFile\b/,
    needs: 'python-multipart',
  },
  {
    framework: 'fastapi',
    word: 'TestClient',
    use: /^\s*from fastapi\.testclient import [^#]*\bTestClient\b/,
    needs: 'httpx',
  },
  {
    framework: 'starlette',
    word: 'TestClient',
    use: /^\s*from starlette\.testclient import [^#]*\bTestClient\b/,
    needs: 'httpx',
  },
]

/** Distributions that a framework wants for a part of it that the code uses, and that no manifest asks for. */
export async function judgeOptionalParts(manager: PackageManager, context: CheckContext): Promise<Finding> {
  const declared = packagesOf(manager, context.workspace).flatMap(({ dependencies }) =>
    dependencies.map(({ name }) => name.toLowerCase().replaceAll(/[-_.]+/g, '-')),
  )
  const open = parts.filter(({ framework, needs }) => declared.includes(framework) && !declared.includes(needs))
  if (open.length === 0) return skip('no framework with optional parts')
  const lines = await findSourceLines(context, {
    files: /\.py$/,
    words: open.map(({ word }) => word),
    isWanted: () => true,
  })
  const used = open.flatMap((part) => {
    const line = lines.find(({ text }) => part.use.test(text))
    return line === undefined ? [] : [{ ...part, evidence: line.evidence }]
  })
  if (used.length === 0) return ok('no optional part of a framework is used')
  const words = used.map(({ framework, word, needs }) => `${needs} for ${word} of ${framework}`)
  return fail(`${joinSome([...new Set(words)])}, and no requirement asks for it`, {
    evidence: used.map(({ evidence }) => evidence),
    isEnvironment: false,
    facts: { missing: [...new Set(used.map(({ needs }) => needs))] },
  })
}
