import { defineTool } from '@groundcrew/core/cli'
import { batch, exportTasks, importTasks, seed } from './commands/carry.ts'
import { cancel, complete, reopen } from './commands/finish.ts'
import { guard, inbox, reserve, watch } from './commands/hear.ts'
import { add, block, depend, link, note, resource, unblock, undepend, update } from './commands/plan.ts'
import { doctor, graph, list, prime, show, where } from './commands/see.ts'
import { claim, heartbeat, ready, reap, release } from './commands/take.ts'

export const tmTool = defineTool({
  name: 'tm',
  summary: 'the task database where parallel agents meet',
  defaultCommand: 'prime',
  commands: [
    prime,
    add,
    list,
    show,
    update,
    note,
    link,
    resource,
    depend,
    undepend,
    block,
    unblock,
    ready,
    claim,
    heartbeat,
    release,
    reap,
    complete,
    cancel,
    reopen,
    inbox,
    watch,
    reserve,
    guard,
    graph,
    where,
    doctor,
    exportTasks,
    importTasks,
    batch,
    seed,
  ],
})
