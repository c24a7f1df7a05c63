import { isMainThread } from 'node:worker_threads'
import { main } from '@groundcrew/core/cli'
import { codemodTool } from './cli.ts'
import { serveMatchWorker } from './replace/match-worker.ts'

if (isMainThread) void main(codemodTool)
else if (!serveMatchWorker()) void import('@groundcrew/code-map').then(({ serveIndexWorker }) => serveIndexWorker())
