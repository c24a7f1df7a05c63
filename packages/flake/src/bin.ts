import { main } from '@groundcrew/core/cli'
import { flakeTool } from './cli.ts'

void main(flakeTool)
