import { defineTool } from '@groundcrew/core/cli'
import { moveCommand } from './commands/move.ts'
import { applyCommand, logCommand, recoverCommand, showCommand, undoCommand } from './commands/plans.ts'
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
    showCommand,
    applyCommand,
    undoCommand,
    recoverCommand,
  ],
})
