import { command } from '@groundcrew/core/cli'
import { FENCE, ID_ARGUMENT, idOf, WRITE } from '../flags.ts'
import { renderFinish } from '../render/finish.ts'
import { change } from '../call.ts'

const MESSAGE = {
  message: { kind: 'string', short: 'm', value: 'TEXT', description: 'kept as a note, also when it is refused' },
} as const

export const complete = command({
  name: 'complete',
  summary: 'finish a task, once; frees what waits for it and tells whom it concerns',
  args: [ID_ARGUMENT],
  flags: { ...MESSAGE, ...FENCE, ...WRITE },
  examples: ['tm complete 12 -m "moved to src/auth"'],
  async run({ args, flags }, io) {
    const request = { id: idOf(args), message: flags.message, fence: flags.fence }
    const { finishWork } = await import('../finish.ts')
    return change(io, flags, (session) =>
      finishWork(io, session, () => session.store.run('complete', request, { opId: flags['op-id'] })),
    )
  },
  render: (result) => renderFinish(result, 'completed'),
})

export const cancel = command({
  name: 'cancel',
  summary: 'give a task up; says what becomes of the tasks that wait for it',
  args: [ID_ARGUMENT],
  flags: {
    dependents: {
      kind: 'string',
      value: 'WHAT',
      choices: ['satisfy', 'block', 'cancel'],
      description: 'satisfy frees them, block keeps them waiting, cancel takes them along',
    },
    ...MESSAGE,
    ...FENCE,
    ...WRITE,
  },
  examples: ['tm cancel 12 --dependents satisfy'],
  run: ({ args, flags }, io) =>
    change(io, flags, ({ store }) =>
      store.run(
        'cancel',
        { id: idOf(args), dependents: flags.dependents, message: flags.message, fence: flags.fence },
        { opId: flags['op-id'] },
      ),
    ),
  render: (result) => renderFinish(result, 'cancelled'),
})

export const reopen = command({
  name: 'reopen',
  summary: 'bring a finished task back; what depends on it waits again',
  args: [ID_ARGUMENT],
  flags: { ...MESSAGE, ...WRITE },
  run: ({ args, flags }, io) =>
    change(io, flags, ({ store }) =>
      store.run('reopen', { id: idOf(args), message: flags.message }, { opId: flags['op-id'] }),
    ),
  render: (result) => renderFinish(result, 'reopened'),
})
