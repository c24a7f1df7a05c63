import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { readGoProfile } from './read-go-profile.ts'
import type { Recorder } from './recorder.ts'

const TEST = /^func ((?:Test|Example|Fuzz)\w*)\(/gm

/** The tests of one file by their names, with a profile of all packages of the module. */
export const goRecorder: Recorder = {
  hint: 'see why go test fails: what does not compile has no coverage',
  async prepare({ root, cwd, command, test, directory }) {
    const file = resolve(root, test)
    const source = await readFile(file, 'utf8')
    const names = [...source.matchAll(TEST)].map(([, name = '']) => name).filter((name) => name !== 'TestMain')
    if (names.length === 0) return undefined
    const profile = join(directory, 'profile')
    const [program, ...args] = command
    const flags = args.filter((word) => !/^\.{1,2}(?:\/|$)/.test(word))
    const module = moduleAround(dirname(file), root) ?? cwd
    return {
      command: [
        program,
        ...flags,
        `-run=^(?:${names.join('|')})$`,
        '-coverpkg=./...',
        `-coverprofile=${profile}`,
        `./${relative(module, dirname(file))}`,
      ],
      cwd: module,
      environment: {},
      read: async () => new Map([[test, await readGoProfile(profile, { module, root })]]),
    }
  },
}

/** The directory of the nearest go.mod. */
function moduleAround(directory: string, root: string): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    if (existsSync(join(at, 'go.mod'))) return at
    if (at === root || dirname(at) === at) return undefined
  }
}
