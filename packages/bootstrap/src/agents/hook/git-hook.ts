import { checkStaged } from './staged.ts'
import { fingerprint, readStopState } from './green.ts'
import { runTool, type HookPlace } from './place.ts'
import { judgeWork } from './stop.ts'

export const gitHookNames = ['pre-commit', 'pre-push', 'post-merge', 'post-commit'] as const

export type GitHookName = (typeof gitHookNames)[number]

export interface GitHookAnswer {
  /** For a person or an agent, on stderr. */
  readonly text: string
  /** git goes no further. */
  readonly isBad: boolean
}

const shortMs = 10_000
const silence: GitHookAnswer = { text: '', isBad: false }

export async function answerGit(place: HookPlace, name: GitHookName): Promise<GitHookAnswer> {
  switch (name) {
    case 'pre-commit':
      return checkCommit(place)
    case 'pre-push':
      return checkPush(place)
    case 'post-merge':
      // What came in may ask for other packages.
      return { ...silence, text: (await runTool(place, ['doctor', '--brief'], { timeoutMs: shortMs })).stdout.trim() }
    case 'post-commit':
      return { ...silence, text: await publish(place) }
  }
}

async function checkCommit(place: HookPlace): Promise<GitHookAnswer> {
  const [staged, guard] = await Promise.all([
    checkStaged(place),
    runTool(place, ['tm', 'guard'], { timeoutMs: shortMs }),
  ])
  const isHeld = guard.exitCode === 1
  const text = [staged.text, isHeld ? guard.stdout.trim() : ''].filter((part) => part !== '').join('\n')
  return { text, isBad: staged.isBad || (isHeld && place.settings.level === 'gate') }
}

/** What was pushed before it passed would be somebody else's trouble. */
async function checkPush(place: HookPlace): Promise<GitHookAnswer> {
  const [state, now] = await Promise.all([readStopState(place), fingerprint(place)])
  if (state.green === now) return silence
  const judged = await judgeWork(place, now)
  if (judged.kind === 'green') return silence
  return { text: judged.text, isBad: judged.kind === 'failed' ? place.settings.level === 'gate' : place.isCi }
}

/** Tells the open tasks that the commit touches; an impact that cannot says so itself. */
async function publish(place: HookPlace): Promise<string> {
  const { exitCode, stdout, stderr } = await runTool(place, ['impact', 'publish'], { timeoutMs: shortMs })
  return exitCode === 0 ? stdout.trim() : (stderr.split('\n')[0] ?? '')
}
