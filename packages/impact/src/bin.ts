import { isMainThread } from 'node:worker_threads'
import { main } from '@groundcrew/core/cli'
import { impactTool } from './cli.ts'

if (isMainThread) void main(impactTool)
else void import('@groundcrew/code-map').then(({ serveIndexWorker }) => serveIndexWorker())
