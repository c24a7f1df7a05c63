import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { ToolError } from '@groundcrew/core/cli'
import { encodePath } from '@groundcrew/core/text'
import type { Place } from '../plan/place.ts'
import type { ChangeRecord, Run } from './changes.ts'
import { namesIn, readJson, writeDurable } from './durable.ts'

/** So many runs of all work trees can be undone; older ones are forgotten. */
const runsMax = 100

/** All runs of this work tree, the oldest first. */
export function listRuns(place: Place): readonly Run[] {
  return listAllRuns(place).filter(({ root }) => root === place.root)
}

/** All runs of all work trees of the clone, the oldest first. */
export function listAllRuns(place: Place): readonly Run[] {
  return runNumbers(place).flatMap((number) => (readJson(runFile(place, number)) as Run | undefined) ?? [])
}

/** Under the lock. */
export function nextRunNumber(place: Place): number {
  const packs = namesIn(path.join(place.stateDir, 'runs')).map((name) => Number.parseInt(name.slice(1), 10))
  return Math.max(0, ...packs) + 1
}

/** Keeps the old contents, before anything is changed. Gives where each of them is. */
export function writePack(
  place: Place,
  number: number,
  contents: readonly (Buffer | undefined)[],
): readonly Pick<ChangeRecord, 'offset' | 'length'>[] {
  let end = 0
  const slices = contents.map((content) => {
    const length = content?.length ?? 0
    end += length
    return { offset: end - length, length }
  })
  const whole = Buffer.concat(contents.filter((content) => content !== undefined))
  writeDurable(packFile(place, number), gzipSync(whole, { level: 1 }))
  return slices
}

/** The old contents of a run. @throws ToolError NO_PRE_IMAGES when they are gone. */
export function readPack(place: Place, run: Run): (record: ChangeRecord) => Buffer {
  let whole: Buffer
  try {
    whole = gunzipSync(readFileSync(encodePath(packFile(place, run.number))))
  } catch (cause) {
    throw new ToolError('NO_PRE_IMAGES', `the old contents of run r${run.number} cannot be read`, {
      cause,
      hint: 'codemod log names the runs that are kept',
    })
  }
  return ({ offset, length }) => whole.subarray(offset, offset + length)
}

/** Keeps what a run does, before it is done. */
export function writeRun(place: Place, run: Run): void {
  writeDurable(runFile(place, run.number), JSON.stringify(run))
  for (const number of runNumbers(place).slice(0, -runsMax)) {
    dropRun(place, number)
  }
}

/** Keeps a run as it turned out, in place of what was kept of it. */
export function amendRun(place: Place, run: Run): void {
  writeDurable(runFile(place, run.number), JSON.stringify(run))
}

export function dropRun(place: Place, number: number): void {
  rmSync(encodePath(runFile(place, number)), { force: true })
  rmSync(encodePath(packFile(place, number)), { force: true })
}

function runNumbers({ stateDir }: Place): readonly number[] {
  return namesIn(path.join(stateDir, 'runs'))
    .flatMap((name) => /^r(\d+)\.json$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((left, right) => left - right)
}

function runFile({ stateDir }: Place, number: number): string {
  return path.join(stateDir, 'runs', `r${number}.json`)
}

function packFile({ stateDir }: Place, number: number): string {
  return path.join(stateDir, 'runs', `r${number}.pack.gz`)
}
