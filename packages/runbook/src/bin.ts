import { main } from '@groundcrew/core/cli'
import { runbookTool } from './cli.ts'

void main(runbookTool)
