import { isMainThread } from 'node:worker_threads'
import { main } from '@groundcrew/core/cli'
import { codemodTool } from './cli.ts'
import { serveMatchWorker } from './replace/match-worker.ts'
import { hostArgument } from './script/messages.ts'

if (process.argv[2] === hostArgument) void serveHost()
else if (isMainThread) void main(codemodTool)
else if (!serveMatchWorker()) void import('@groundcrew/code-map').then(({ serveIndexWorker }) => serveIndexWorker())

async function serveHost(): Promise<void> {
  const { serveScriptHost } = await import('./script/host.ts')
  await serveScriptHost()
}
