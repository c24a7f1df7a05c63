import { isMainThread } from 'node:worker_threads'
import { main } from '@groundcrew/core/cli'
import { codeMapTool } from './cli.ts'

if (isMainThread) void main(codeMapTool)
else void import('./index/build-worker.ts').then(({ serveIndexWorker }) => serveIndexWorker())
