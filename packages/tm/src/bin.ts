import { main } from '@groundcrew/core/cli'
import { tmTool } from './cli.ts'

void main(tmTool)
