import { isMainThread } from 'node:worker_threads'
import { main } from '@groundcrew/core/cli'
import { frameArguments } from './arguments.ts'
import { csearchTool } from './cli.ts'

if (isMainThread) {
  process.argv = [...process.argv.slice(0, 2), ...frameArguments(process.argv.slice(2))]
  void main(csearchTool)
} else void import('@groundcrew/code-map').then(({ serveIndexWorker }) => serveIndexWorker())
