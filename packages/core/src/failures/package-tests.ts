import { cleanOutput } from './clean-output.ts'
import { extractFailures } from './extract-failures.ts'
import { splitStreams } from './split-streams.ts'
import type { FailureContext, TestCounts } from './types.ts'

/** What the tests of one package said, in the output of a workspace runner. */
export interface PackageTests {
  /** A package name, or a directory, as the runner has it. */
  readonly label: string
  readonly task: string
  readonly text: string
  readonly tests: TestCounts | undefined
}

/**
 * The tests of each package by themselves, where the output tells packages apart (turbo, nx, moon, pnpm, lerna, and npm's
 * `--workspaces`); empty where it does not.
 */
export function readPackageTests(output: string, context: FailureContext): readonly PackageTests[] {
  const lines = cleanOutput(output)
  const streams = splitStreams(lines).flatMap(({ label, task, lines: own }) =>
    label === undefined || label === '' || task === undefined ? [] : [{ label, task, lines: own }],
  )
  const sections = (streams.length > 0 ? streams : npmSections(lines)).filter(({ task }) => isTestTask(task))
  return mergeByLabel(sections).map(({ label, task, lines: own }) => {
    const text = own.join('\n')
    const { tests } = extractFailures(text, context)
    return { label, task, text, tests }
  })
}

interface Section {
  readonly label: string
  readonly task: string
  readonly lines: readonly string[]
}

function isTestTask(task: string): boolean {
  return /^(?:tests?|unit)(?::.+)?$/.test(task)
}

/** npm's headline: `> shop@1.0.0 test`. */
const headline = /^> (@?[\w./-]{1,200})@\S{1,100} ([\w:.-]{1,80})$/

/** The first headline is that of the script of the root, which starts the others; a root without a version has `> test`. */
function npmSections(lines: readonly string[]): readonly Section[] {
  const starts = lines.flatMap((line, index) => {
    const match = headline.exec(line)
    return match === null ? [] : [{ index, label: match[1] ?? '', task: match[2] ?? '' }]
  })
  const isBare = lines.slice(0, starts[0]?.index ?? 0).some((line) => /^> [\w:.-]+$/.test(line))
  const root = isBare ? undefined : starts[0]?.label
  const sections = starts.map(({ index, label, task }, number) => ({
    label,
    task,
    lines: lines.slice(index + 1, starts[number + 1]?.index),
  }))
  const members = sections.filter(({ label }) => label !== root)
  return new Set(members.map(({ label }) => label)).size > 1 ? members : []
}

function mergeByLabel(sections: readonly Section[]): readonly Section[] {
  const merged = new Map<string, Section>()
  for (const section of sections) {
    const known = merged.get(section.label)
    merged.set(section.label, known === undefined ? section : { ...known, lines: [...known.lines, ...section.lines] })
  }
  return [...merged.values()]
}
