import { isMainThread } from 'node:worker_threads'
import { main } from '@groundcrew/core/cli'
import { frameArguments } from './arguments.ts'
import { impactTool } from './cli.ts'

if (isMainThread) {
  process.argv = [...process.argv.slice(0, 2), ...frameArguments(process.argv.slice(2))]
  void main(impactTool)
} else {
  void Promise.all([import('@groundcrew/code-map'), import('./graph/unit-store.ts')]).then(
    ([{ serveIndexWorker }, { UnitCollector }]) =>
      serveIndexWorker((indexDirectory) => new UnitCollector(indexDirectory)),
  )
}
