import { ToolError } from '@groundcrew/core/cli'

/** What the task store takes: a number, or the task's uid. */
export function parseTaskId(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text
}

export function noDatabase(task: string): ToolError {
  return new ToolError('NO_SUCH_TASK', `there is no task ${task}: there is no task database`, {
    exitCode: 2,
    hint: "make one with the first task: tm add 'What is to be done'",
  })
}
