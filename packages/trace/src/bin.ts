import { main } from '@groundcrew/core/cli'
import { traceTool } from './cli.ts'

void main(traceTool)
