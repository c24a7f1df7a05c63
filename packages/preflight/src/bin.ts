import { main } from '@groundcrew/core/cli'
import { preflightTool } from './cli.ts'

void main(preflightTool)
