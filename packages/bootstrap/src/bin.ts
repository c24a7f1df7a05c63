import { main } from '@groundcrew/core/cli'
import { bootstrapTool } from './cli.ts'

void main(bootstrapTool)
