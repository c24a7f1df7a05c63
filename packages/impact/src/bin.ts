import { isMainThread } from 'node:worker_threads'
import { main } from '@groundcrew/core/cli'
import { impactTool } from './cli.ts'

if (isMainThread) void main(impactTool)
else {
  void Promise.all([import('@groundcrew/code-map'), import('./graph/unit-store.ts')]).then(
    ([{ serveIndexWorker }, { UnitCollector }]) =>
      serveIndexWorker((indexDirectory) => new UnitCollector(indexDirectory)),
  )
}
