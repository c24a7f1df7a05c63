import { main } from '@groundcrew/core/cli'
import { codemodTool } from './cli.ts'
import { serveMatchWorker } from './replace/match-worker.ts'

if (!serveMatchWorker()) void main(codemodTool)
