import { relative, resolve } from 'node:path'
import { readV8Coverage } from './read-v8.ts'
import type { Recorder } from './recorder.ts'

/**
 * What runs under Node leaves V8's coverage where NODE_V8_COVERAGE says. vitest kills its forks before they write it (vitest 4): its threads end
 * by themselves.
 */
export const nodeRecorder: Recorder = {
  hint: 'impact record -- COMMAND, such as npx vitest run, that runs tests in Node and lets it end',
  async prepare({ root, cwd, command, test, directory }) {
    const [program, ...args] = command
    const at = args.findIndex((word) => /(?:^|\/)vitest(?:\.m?js)?$/.test(word))
    const isVitest = at !== -1 || /(?:^|\/)vitest$/.test(program)
    const pool = isVitest && !args.some((word) => word.startsWith('--pool')) ? ['--pool=threads'] : []
    return {
      command: [program, ...args, ...pool, relative(cwd, resolve(root, test))],
      cwd,
      environment: { NODE_V8_COVERAGE: directory },
      read: async () => new Map([[test, await readV8Coverage(directory, root)]]),
    }
  },
}
