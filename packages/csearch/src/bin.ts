import { fstatSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import { main } from '@groundcrew/core/cli'
import { frameArguments } from './arguments.ts'
import { csearchTool } from './cli.ts'

if (isMainThread) void start()
else void import('@groundcrew/code-map').then(({ serveIndexWorker }) => serveIndexWorker())

async function start(): Promise<void> {
  const isStdinGiven = isPipeOrFile() ? (await import('@groundcrew/core/process')).isGivenStdin : () => false
  const words = frameArguments(process.argv.slice(2), () => isStdinGiven(process.stdin))
  process.argv = [...process.argv.slice(0, 2), ...words]
  await main(csearchTool)
}

function isPipeOrFile(): boolean {
  try {
    const stats = fstatSync(0)
    return stats.isFIFO() || stats.isFile()
  } catch {
    return false // It is closed.
  }
}
