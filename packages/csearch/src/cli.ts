import { defineTool } from '@groundcrew/core/cli'
import { searchCommand } from './search-command.ts'
import { straightCommand } from './straight-command.ts'
import { structuralCommand } from './structural-command.ts'
import { symbolsCommand } from './symbols-command.ts'
import { textIndexCommand } from './text-index-command.ts'
import { wordsCommand } from './words-command.ts'

export const csearchTool = defineTool({
  name: 'csearch',
  summary: 'search code as ripgrep does, and say what was left out',
  defaultCommand: 'search',
  commands: [searchCommand, symbolsCommand, structuralCommand, wordsCommand, straightCommand, textIndexCommand],
})
