import { existsSync, realpathSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { formatCommand } from '@groundcrew/core/process'
import { count } from '@groundcrew/core/text'
import { detectPlan } from '../hooks/detect-plan.ts'
import { readPlan } from '../read-plan.ts'
import type { InitReport, InitStep, Step } from '../report.ts'
import { readSettingsText } from './read-settings.ts'
import { setProperty } from './set-property.ts'
import { settingsFile } from './shape.ts'
import type { FrozenStep } from './step-entries.ts'

/** Where the package manager puts the schema. */
const schemaPlace = './node_modules/groundcrew/groundcrew.schema.json'

export interface InitOptions {
  /** Show what would be written, and write nothing. */
  readonly isPlan: boolean
  /** Also over a plan that the file holds. */
  readonly isForced: boolean
}

/**
 * Writes the detected plan into `groundcrew.json`, so that it is what runs from now on. Everything else in the file keeps its bytes.
 *
 * @throws ToolError ALREADY_FROZEN, BAD_SETTINGS, NOTHING_TO_CHECK.
 */
export async function initPlan(io: Io, { isPlan, isForced }: InitOptions): Promise<InitReport> {
  const { read, settings, plan } = await readPlan(io, undefined)
  const { root } = plan
  const frozen = settings.steps
  if (frozen !== undefined && !isPlan && !isForced) {
    throw new ToolError(
      'ALREADY_FROZEN',
      `${settingsFile}:${settings.stepsLine} holds a plan of ${count(frozen.length, 'step')}`,
      {
        hint: 'preflight init --plan shows how the detected one differs; --force writes that',
        exitCode: 1,
      },
    )
  }
  // As the files say: what is installed on this machine does not belong into a file that others read.
  const detected = (await detectPlan(io, read)).steps
  if (detected.length === 0) {
    throw new ToolError('NOTHING_TO_CHECK', `no step can be detected in ${root}`, {
      hint: 'write the steps by hand: docs/preflight.md',
    })
  }
  const before = readSettingsText(root)
  const text = await setProperty(
    await setProperty(before ?? '{}\n', ['$schema'], { value: schemaPlace, isOnlyMissing: true }),
    ['preflight', 'steps'],
    { value: Object.fromEntries(detected.map((step) => [step.id, toEntry(step)])) },
  )
  const isSame = text === before
  if (!isPlan && !isSame) write(path.join(root, settingsFile), text)
  return {
    kind: 'init',
    root,
    file: settingsFile,
    state: isSame ? 'unchanged' : isPlan ? 'planned' : 'written',
    steps: compare(detected, frozen ?? []),
    text,
  }
}

function compare(detected: readonly Step[], frozen: readonly FrozenStep[]): readonly InitStep[] {
  const before = new Map(frozen.map((step) => [step.id, step]))
  const now = new Set(detected.map(({ id }) => id))
  const fresh = detected.map((step): InitStep => {
    const run = formatCommand(step.argv)
    const old = before.get(step.id)
    const change = old === undefined ? 'added' : old.run === run && old.directory === step.cwd ? 'same' : 'changed'
    return { id: step.id, run, change }
  })
  const gone = frozen.filter(({ id }) => !now.has(id)).map(({ id, run }): InitStep => ({ id, run, change: 'removed' }))
  return [...fresh, ...gone]
}

/** Only what differs from the usual is written. */
function toEntry({ role, id, argv, cwd, environment, after, needs, inCopy }: Step): Readonly<Record<string, unknown>> {
  const waitsFor = after.filter((other) => !needs.includes(other))
  return {
    run: formatCommand(argv),
    ...(id.split(':')[0] === role ? {} : { role }),
    ...(cwd === '.' ? {} : { directory: cwd }),
    ...(Object.keys(environment).length === 0 ? {} : { environment }),
    ...(waitsFor.length === 0 ? {} : { after: waitsFor }),
    ...(needs.length === 0 ? {} : { needs }),
    ...(inCopy === true ? { copy: true } : {}),
  }
}

/** Whole or not at all; where the file is a link, what it leads to. */
function write(file: string, text: string): void {
  const target = existsSync(file) ? realpathSync(file) : file
  const part = `${target}.${process.pid}.part`
  writeFileSync(part, text)
  renameSync(part, target)
}
