import { defineTool } from '@groundcrew/core/cli'
import { applyCommand } from './commands/apply.ts'
import { planCommand } from './commands/plan.ts'
import { logCommand, recoverCommand, showCommand, undoCommand } from './commands/plans.ts'
import { renameCommand } from './commands/rename.ts'
import { replaceCommand } from './commands/replace.ts'
import { rewriteCommand } from './commands/rewrite.ts'

export const codemodTool = defineTool({
  name: 'codemod',
  summary: 'changes many places exactly, reviewably and reversibly',
  defaultCommand: 'log',
  commands: [
    logCommand,
    renameCommand,
    replaceCommand,
    rewriteCommand,
    planCommand,
    showCommand,
    applyCommand,
    undoCommand,
    recoverCommand,
  ],
})
