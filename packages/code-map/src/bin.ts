import { setFlagsFromString } from 'node:v8'
import { isMainThread } from 'node:worker_threads'
import { main } from '@groundcrew/core/cli'
import { codeMapTool } from './cli.ts'

/**
 * A function has to run longer before it is compiled a second time: most questions are over before that pays (measured on 6,500 files: `def` 118 ms of
 * processor time and not 137, `refs` 380 and not 470, a build the same).
 */
const INTERRUPT_BUDGET = 500_000

// The V8 of Node 20 has it; that of 22 and later takes the name for a mistake, and says so.
if (process.versions.v8.startsWith('11.')) setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`)
if (isMainThread) void main(codeMapTool)
else void import('./index/build-worker.ts').then(({ serveIndexWorker }) => serveIndexWorker())
