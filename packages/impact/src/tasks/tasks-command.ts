import { command, note, type FlagSpec, type Io, type Tool } from '@groundcrew/core/cli'
import type { ChangeRequest } from '../change/find-changes.ts'
import type { ImpactReport } from '../impact.ts'
import type { ChangeFlags } from '../request.ts'

type Command = Tool['commands'][number]

const flags = {
  tasks: { kind: 'boolean', description: 'the open tasks that the change touches' },
} as const satisfies Readonly<Record<string, FlagSpec>>

async function report(io: Io, request: ChangeRequest): Promise<ImpactReport> {
  const [{ impact }, { openCodeMap }] = await Promise.all([import('../impact.ts'), import('@groundcrew/code-map')])
  return await impact({
    cwd: io.cwd,
    env: io.env,
    request,
    openMap: async (listener) => await openCodeMap('impact', io, listener),
  })
}

const tasksCommand = command({
  name: 'tasks',
  summary: 'the open tasks that a change touches',
  flags,
  async run({ flags: given, args }, io) {
    const [{ readRequest }, { affectedTasks }] = await Promise.all([
      import('../request.ts'),
      import('./affected-tasks.ts'),
    ])
    // They are those of the command that this one stands in for.
    const { request } = await readRequest(io, given as unknown as ChangeFlags, args)
    return await affectedTasks(io, await report(io, request))
  },
  async render(data) {
    const { renderTasks } = await import('./render-tasks.ts')
    return renderTasks(data)
  },
})

/** The command with `--tasks`, which answers in its place where it is given. */
export function withTasks(base: Command): Command {
  return {
    ...base,
    flags: { ...base.flags, ...flags },
    answer: (input, io, style) =>
      input.flags['tasks'] === true ? tasksCommand.answer(input, io, style) : base.answer(input, io, style),
  }
}

export const publish = command({
  name: 'publish',
  summary: 'tell the open tasks that the work of this branch touches; nothing on stdout where there is nobody to tell',
  flags: {
    task: {
      kind: 'string',
      value: 'ID',
      description: 'whose work it is (default: the task last claimed in this worktree)',
    },
    quiet: { kind: 'boolean', short: 'q', description: 'print nothing, for hooks; what goes wrong is still said' },
  },
  examples: ['impact publish', 'impact publish --task 12', 'impact publish --quiet || true   in a post-commit hook'],
  async run({ flags: { task, quiet }, isJson }, io) {
    const { publish: tell } = await import('./publish.ts')
    const published = await tell(io, {
      task,
      report: async (since) =>
        await report(io, since === undefined ? { kind: 'branch' } : { kind: 'since', text: since }),
    })
    if (published.told.length === 0 && !quiet && !isJson) {
      const { silence } = await import('./render-tasks.ts')
      note(io, `impact: ${silence(published)}`)
    }
    return published
  },
  async render(data, _style, { quiet }) {
    const { renderPublish } = await import('./render-tasks.ts')
    return quiet ? '' : renderPublish(data)
  },
})
