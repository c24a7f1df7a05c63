import { main } from '@groundcrew/core/cli'
import { triageTool } from './cli.ts'

void main(triageTool)
