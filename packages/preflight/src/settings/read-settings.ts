import { readFileSync } from 'node:fs'
import path from 'node:path'
import { entriesOf, parseJson, type SourceEntry } from '@groundcrew/core/workspace'
import { badSettings, didYouMean, readNames, settingsFile } from './shape.ts'
import { readStepEntries, type FrozenStep } from './step-entries.ts'

/** What `groundcrew.json` at the root says of preflight. */
export interface Settings {
  /** Ids or roles of test steps whose exit code counts although nothing tells how many tests ran. */
  readonly trusted: readonly string[]
  /** The plan that `preflight init` froze; undefined where the plan is detected. */
  readonly steps: readonly FrozenStep[] | undefined
  /** The line of the plan. */
  readonly stepsLine: number
}

const known = ['steps', 'trustExitCode'] as const

/** Without the file nothing is set. Throws BAD_SETTINGS, with file and line, for what is no JSON or has another shape. */
export async function readSettings(root: string): Promise<Settings> {
  const text = readSettingsText(root)
  const preflight = text === undefined ? undefined : await readTable(text)
  let trusted: readonly string[] = []
  let steps: readonly FrozenStep[] | undefined
  let stepsLine = 1
  for (const { key, line, value } of entriesOf(preflight?.value)) {
    if (key === 'trustExitCode') trusted = readNames(value, 'preflight.trustExitCode is not a list of steps')
    else if (key === 'steps') [steps, stepsLine] = [readStepEntries(value), line]
    else throw badSettings(line, `preflight.${key} is no setting`, didYouMean(key, known))
  }
  return { trusted, steps, stepsLine }
}

/** Undefined where there is none. */
export function readSettingsText(root: string): string | undefined {
  try {
    return readFileSync(path.join(root, settingsFile), 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function readTable(text: string): Promise<SourceEntry | undefined> {
  const { node, faults } = await parseJson(text, 'json')
  const [fault] = faults
  if (fault !== undefined) throw badSettings(fault.line, fault.message)
  if (node?.kind !== 'table') throw badSettings(1, 'it holds no object')
  const entry = node.entries.get('preflight')
  if (entry !== undefined && entry.value.kind !== 'table') throw badSettings(entry.line, 'preflight is no object')
  return entry
}
