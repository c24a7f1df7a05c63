import { defineTool } from '@groundcrew/core/cli'
import { applyCommand, logCommand, recoverCommand, showCommand, undoCommand } from './commands/plans.ts'
import { replaceCommand } from './commands/replace.ts'

export const codemodTool = defineTool({
  name: 'codemod',
  summary: 'changes many places exactly, reviewably and reversibly',
  defaultCommand: 'log',
  commands: [logCommand, replaceCommand, showCommand, applyCommand, undoCommand, recoverCommand],
})
