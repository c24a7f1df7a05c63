import { isExamplePlace, isFixturePlace } from '../source/places.ts'
import { joinPath, parentOf } from '../source/paths.ts'
import type { Evidence, TestRunner } from '../types.ts'
import { fieldEvidence, findDependency, type NpmContext } from './npm-context.ts'
import type { NpmTool } from './npm-tool.ts'

const testFile =
  /(?:\.(?:test|spec)\.[cm]?[jt]sx?|(?:^|\/)__tests__\/[^/]+\.[cm]?[jt]sx?|(?:^|\/)tests?\/[^/]+\.[cm]?[jt]sx?)$/

/** Test files that are opened to see whether they use `node:test`. */
const TEST_FILES_OPENED_MAX = 20

interface RunnerRule {
  readonly runner: TestRunner
  readonly args: readonly string[]
  readonly config: RegExp
  readonly field?: string
}

const rules: readonly RunnerRule[] = [
  { runner: 'vitest', args: ['run'], config: /^(?:vitest\.(?:config|workspace)\.[cm]?[jt]s|vitest\.workspace\.json)$/ },
  { runner: 'jest', args: [], config: /^jest\.config\.(?:[cm]?[jt]s|json)$/, field: 'jest' },
  { runner: 'mocha', args: [], config: /^\.mocharc\.(?:[cm]?js|jsonc?|ya?ml)$/, field: 'mocha' },
  { runner: 'ava', args: [], config: /^ava\.config\.[cm]?js$/, field: 'ava' },
  { runner: 'tap', args: [], config: /^\.taprc$/, field: 'tap' },
]

/** A runner that the package configures, or that is declared and has test files; else Node's own where test files import it. */
export async function findTestTool(context: NpmContext): Promise<NpmTool[]> {
  const { sources, owner } = context
  const tests = sources.index
    .under(owner.directory)
    .filter(
      (file) => testFile.test(file) && !isFixturePlace(parentOf(file)) && !isExamplePlace(parentOf(parentOf(file))),
    )
  for (const rule of rules) {
    const dependency = findDependency(context, rule.runner)
    if (dependency === undefined) continue
    const evidence = configOf(context, rule)
    const [firstTest] = tests
    if (evidence !== undefined) return [toolOf(rule, evidence, `${evidence.file} configures ${rule.runner}`)]
    if (firstTest === undefined || !owner.dependencies.includes(dependency)) continue
    return [toolOf(rule, dependency.evidence, `${rule.runner} is declared and there are test files (${firstTest})`)]
  }
  return nodeTest(context, tests)
}

function configOf(context: NpmContext, { config, field }: RunnerRule): Evidence | undefined {
  const { sources, owner } = context
  const file = sources.index.inside(owner.directory).find((path) => config.test(path.slice(path.lastIndexOf('/') + 1)))
  if (file !== undefined) return { file, line: 1 }
  return fieldEvidence(context, field)
}

function toolOf({ runner, args }: RunnerRule, evidence: Evidence, why: string): NpmTool {
  return { role: 'test', program: runner, args, why: `${why}, and there is no test script`, evidence, runner }
}

/** Only JavaScript: whether Node runs the TypeScript of a repository depends on its version. */
function nodeTest({ sources, owner }: NpmContext, tests: readonly string[]): NpmTool[] {
  const scripts = tests.filter((file) => /\.[cm]?js$/.test(file)).slice(0, TEST_FILES_OPENED_MAX)
  for (const file of scripts) {
    const at = sources.lines(file).findIndex((line) => /(?:from\s*|require\(\s*)["']node:test["']/.test(line))
    if (at < 0) continue
    const why = `${file} uses node:test, and ${joinPath(owner.directory, 'package.json')} has no test script`
    return [
      { role: 'test', program: 'node', args: ['--test'], why, evidence: { file, line: at + 1 }, runner: 'node:test' },
    ]
  }
  return []
}
