import { main } from '@groundcrew/core/cli'
import { impactTool } from './cli.ts'

void main(impactTool)
