import { main } from '@groundcrew/core/cli'
import { doctorTool } from './cli.ts'

void main(doctorTool)
