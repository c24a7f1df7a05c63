import { copyFileSync, linkSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { findRepository } from '@groundcrew/core/repo'
import { expect, test } from 'vitest'
import type { RepositoryState } from './context.ts'
import { openMemory } from './memory.ts'
import { Prober } from './probe.ts'
import { World } from './testing.ts'
import { behindPyenvShim } from './python/pyenv.ts'
import { filesBehind } from './tools/files-behind.ts'

async function repositoryOf(world: World): Promise<RepositoryState> {
  const repository = await findRepository(world.root, world.environment())
  return repository === undefined ? { kind: 'none' } : { kind: 'found', repository }
}

test('an answer holds from run to run until the file that it depends on changes', async () => {
  const world = await World.create({ git: true, programs: { count: 'echo x >> "$HOME/calls"; echo 1.2.3' } })
  const repository = await repositoryOf(world)
  const program = path.join(world.bin, 'count')
  const ask = async (): Promise<string> => {
    const memory = await openMemory(repository)
    const prober = new Prober(world.environment(), new AbortController().signal, memory)
    const answer = await prober.ask([program], { cwd: world.root, dependsOn: [program] })
    await memory.save()
    return answer.kind === 'answered' ? answer.stdout : answer.kind
  }
  expect([await ask(), await ask()]).toEqual(['1.2.3\n', '1.2.3\n'])
  expect(readFileSync(`${world.home}/calls`, 'utf8')).toBe('x\n')
  world.addProgram('count', 'echo 2.0.0')
  expect(await ask()).toBe('2.0.0\n')
  writeFileSync(path.join(world.root, '.git/groundcrew/doctor/answers.json'), '[["a"')
  expect(await ask()).toBe('2.0.0\n')
})

test('only a program that is one program is remembered', async () => {
  const world = await World.create({ programs: { shell: 'exec other' } })
  const at = (name: string): string => path.join(world.bin, name)
  for (const name of ['plain', 'linked']) copyFileSync(realpathSync('/bin/ls'), at(name))
  linkSync(at('linked'), at('hard-link'))
  mkdirSync(path.join(world.bin, 'shims'))
  copyFileSync(at('plain'), at('shims/plain'))
  writeFileSync(at('module'), '#!/opt/venv/bin/python3\nimport poetry\n')
  expect(await filesBehind(at('plain'))).toEqual([at('plain')])
  expect(await filesBehind(at('module'))).toEqual([at('module')])
  for (const name of ['linked', 'shims/plain', 'shell', 'absent']) expect(await filesBehind(at(name))).toBeUndefined()
})

test('what lies behind a shim of pyenv is found without starting the shim', async () => {
  const world = await World.create()
  const home = path.join(world.home, '.pyenv')
  for (const version of ['3.11.2', '3.11.10', '3.12.1']) {
    world.addProgram(path.join(home, 'versions', version, 'bin/python3'), `echo Python ${version}`)
  }
  const shim = path.join(home, 'shims/python3')
  const find = async (variables: Record<string, string> = {}): Promise<string | undefined> => {
    const found = await behindPyenvShim(shim, world.root, { ...world.environment(), ...variables })
    return found === undefined ? undefined : path.relative(path.join(home, 'versions'), found)
  }
  writeFileSync(path.join(home, 'version'), '3.12.1\n')
  expect(await find()).toBe('3.12.1/bin/python3')
  world.write({ '.python-version': '# ours\n3.11\n' })
  expect(await find()).toBe('3.11.10/bin/python3')
  expect(await find({ PYENV_VERSION: '3.11.2' })).toBe('3.11.2/bin/python3')
  expect(await find({ PYENV_VERSION: 'system' })).toBeUndefined()
  expect(await find({ PYENV_VERSION: '3.9' })).toBeUndefined()
  expect(await behindPyenvShim('/usr/bin/python3', world.root, world.environment())).toBeUndefined()
})
