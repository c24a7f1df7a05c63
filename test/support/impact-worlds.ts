import { expect, test } from 'vitest'
import { Rig } from './rig.ts'

/** A small repository, and which of its tests a change reaches. */
export interface World {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  /** `FILE` or `FILE#NAME`. */
  readonly changed: string
  /** The tests that are reached, each with its tier. */
  readonly tests: readonly string[]
}

/** A test of `name` that uses it from a module. */
export const spec = (name: string, from: string): string =>
  `import { ${name} } from '${from}'\ntest('x', () => ${name}())\n`

/** A test for each. */
export function testWorlds(worlds: readonly World[]): void {
  test.each(worlds)('$name', async ({ files, changed, tests }) => {
    await using rig = await Rig.create({ git: 'commit', files })
    const { stdout, stderr, exitCode } = await rig.run('impact', [changed, '--tests'])
    const found = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t').slice(0, 2).join(' '))
    expect({ exitCode, found: found.sort(), stderr }).toEqual({ exitCode: 0, found: tests, stderr: expect.any(String) })
  })
}
