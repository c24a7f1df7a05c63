import { defineTool } from '@groundcrew/core/cli'
import { searchCommand } from './search-command.ts'
import { symbolsCommand } from './symbols-command.ts'

export const csearchTool = defineTool({
  name: 'csearch',
  summary: 'search code as ripgrep does, and say what was left out',
  defaultCommand: 'search',
  commands: [searchCommand, symbolsCommand],
})
