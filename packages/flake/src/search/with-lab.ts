import { mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { createProgress, note, ToolError, type Io } from '@groundcrew/core/cli'
import { openHistory } from '@groundcrew/core/history'
import { takeCores } from '@groundcrew/core/process'
import { findRepository, readHead, runGit, stateDirectory } from '@groundcrew/core/repo'
import { formatDuration } from '@groundcrew/core/text'
import { isBad } from '../model/run-record.ts'
import { findSuite, type SuiteRequest } from '../suite/find-suite.ts'
import { Lab, type Place } from './lab.ts'

/** Logs of this many calls are kept, the newest. */
const keptLogsMax = 20

export interface LabRequest extends SuiteRequest {
  readonly timeMs: number
}

/**
 * Does some work with a lab for a suite: on one core that no other tool counts on meanwhile, with its runs in the history and their logs
 * in the state directory.
 *
 * @throws ToolError NO_SUITE.
 */
export async function withLab<Result>(
  io: Io,
  request: LabRequest,
  work: (lab: Lab) => Promise<Result>,
): Promise<Result> {
  const suite = await findSuite(io, request)
  const state = await stateDirectory(io.cwd, io.env)
  const cores = await takeCores(1, {
    env: io.env,
    signal: io.signal,
    onWait: (pids) => note(io, `note: waiting for a core that process ${pids.join(', ')} holds`),
  })
  if (cores === undefined) throw new ToolError('INTERRUPTED', 'stopped while waiting for a core')
  const history = await openHistory(state)
  const progress = createProgress(io)
  try {
    const lab = new Lab({
      io,
      suite,
      history,
      timeMs: request.timeMs,
      environment: cores.environment,
      place: await describePlace(io),
      logDirectory: await createLogDirectory(io, state),
      onRun: (run, { runs, leftMs }) => {
        const failed = [...run.attempts.values()].filter(isBad).length
        const left = formatDuration(Math.max(0, leftMs))
        progress.update(`run ${runs.length}: ${run.purpose}, ${failed} of ${run.attempts.size} failed, ${left} left`)
      },
    })
    return await work(lab)
  } finally {
    progress.clear()
    history?.close()
    cores.release()
  }
}

async function createLogDirectory(io: Io, state: string): Promise<string> {
  const parent = path.join(state, 'logs', 'flake')
  const name = `${new Date(io.now()).toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${process.pid}`
  await mkdir(path.join(parent, name), { recursive: true })
  const old = (await readdir(parent)).sort().slice(0, -keptLogsMax)
  for (const entry of old) await rm(path.join(parent, entry), { recursive: true, force: true })
  return path.join(parent, name)
}

async function describePlace(io: Io): Promise<Place> {
  const repository = await findRepository(io.cwd, io.env)
  if (repository?.root === undefined) return { worktree: io.cwd, isDirty: false }
  const head = await readHead(repository)
  const place = { worktree: repository.root, isDirty: true }
  if (head.kind === 'unborn') return place
  const { stdout } = await runGit(repository, ['status', '--porcelain', '--untracked-files=no'])
  return { ...place, commit: head.commit, isDirty: stdout.length > 0 }
}
