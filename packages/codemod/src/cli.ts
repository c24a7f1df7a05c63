import { defineTool } from '@groundcrew/core/cli'
import { applyCommand } from './commands/apply.ts'
import { moveCommand } from './commands/move.ts'
import { planCommand } from './commands/plan.ts'
import { logCommand, recoverCommand, showCommand, undoCommand } from './commands/plans.ts'
import { recipesCommand } from './commands/recipes.ts'
import { renameCommand } from './commands/rename.ts'
import { replaceCommand } from './commands/replace.ts'
import { rewriteCommand } from './commands/rewrite.ts'
import { scriptCommand } from './commands/script.ts'

export const codemodTool = defineTool({
  name: 'codemod',
  summary: 'changes many places exactly, reviewably and reversibly',
  defaultCommand: 'log',
  commands: [
    logCommand,
    moveCommand,
    renameCommand,
    replaceCommand,
    rewriteCommand,
    scriptCommand,
    recipesCommand,
    planCommand,
    showCommand,
    applyCommand,
    undoCommand,
    recoverCommand,
  ],
})
