import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { binDirectory, Rig, type Ran } from './support/rig.ts'

/** docs/contract.md, driven through every file of bin/. */
const tools = readdirSync(binDirectory).sort()
const manifest = JSON.parse(readFileSync(path.join(binDirectory, '../package.json'), 'utf8')) as { version: string }

interface Envelope {
  readonly tool: string
  readonly version: string
  readonly ok: boolean
  readonly data?: unknown
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string }
}

interface Help {
  readonly commands: readonly { readonly name: string; readonly flags: readonly Flag[] }[]
  readonly defaultCommand: string
}

interface Flag {
  readonly name: string
  readonly kind: string
  readonly short?: string
}

function envelope(stdout: string): Envelope {
  expect(stdout.endsWith('\n')).toBe(true)
  expect(stdout.trimEnd()).not.toContain('\n')
  return JSON.parse(stdout) as Envelope
}

/** What every call owes, whatever it was asked: no stack, no colour in a pipe, a bounded answer, a known exit code. */
function expectManners({ stdout, stderr, exitCode, signal }: Ran): void {
  expect({ signal, exitCode }).toEqual({ signal: undefined, exitCode: expect.toBeOneOf([0, 1, 2, 3]) })
  expect(stderr).not.toContain('internal error')
  expect(stdout + stderr).not.toContain('\u001b')
  expect(Buffer.byteLength(stdout)).toBeLessThanOrEqual(9001)
}

const shapes: Readonly<Record<string, (rig: Rig) => Promise<string>>> = {
  'an empty directory': async (rig) => rig.directory,
  'a repository without commits': async (rig) => {
    await rig.git('init', '--quiet')
    return rig.directory
  },
  'a detached HEAD': async (rig) => {
    await rig.git('init', '--quiet')
    await rig.git('commit', '--quiet', '--allow-empty', '--message', 'first')
    await rig.git('checkout', '--quiet', '--detach')
    return rig.directory
  },
  'a bare repository': async (rig) => {
    await rig.git('init', '--quiet', '--bare', 'bare.git')
    return rig.path('bare.git')
  },
  'odd file names': async (rig) => {
    await rig.git('init', '--quiet')
    await rig.write({ 'a b.txt': '', '-dash.py': '', 'quote"\'.ts': '', 'new\nline.js': '', 'tab\t.md': '' })
    await writeFile(
      Buffer.concat([Buffer.from(`${rig.directory}/latin-`), Buffer.from([0xe9]), Buffer.from('.txt')]),
      '',
    )
    return rig.directory
  },
  'a path with a space, a quote and a newline': async (rig) => {
    const directory = rig.path('a b\'"\nc')
    await mkdir(directory)
    await writeFile(path.join(directory, 'package.json'), '{"name":"odd"}')
    return directory
  },
  'symlink loops': async (rig) => {
    await symlink('.', rig.path('loop'))
    await symlink('gone', rig.path('package.json'))
    return rig.directory
  },
  'a manifest that does not parse': async (rig) => {
    await rig.write({ 'package.json': '{ "name": ', 'pyproject.toml': '[[[', 'compose.yaml': 'a: [b' })
    return rig.directory
  },
  'binary, huge-line and CRLF files': async (rig) => {
    await rig.write({ 'x.bin': '\0\u0001\u0002', 'min.js': 'a;'.repeat(500_000), 'crlf.txt': 'a\r\nb\r\n' })
    return rig.directory
  },
}

describe.each(tools)('%s', (tool) => {
  test('--version prints the version of the package', async () => {
    await using rig = await Rig.create()
    for (const flag of ['--version', '-V']) {
      expect(await rig.run(tool, [flag])).toMatchObject({ exitCode: 0, stdout: `${manifest.version}\n`, stderr: '' })
    }
    expect(envelope((await rig.run(tool, ['--version', '--json'])).stdout)).toEqual({
      tool,
      version: manifest.version,
      ok: true,
      data: { version: manifest.version },
    })
  })

  test('--help fits a screen and ends with examples, for every command', async () => {
    await using rig = await Rig.create()
    const help = envelope((await rig.run(tool, ['--help', '--json'])).stdout).data as Help
    for (const { name } of help.commands) {
      const args = name === help.defaultCommand ? ['--help'] : [name, '--help']
      const { stdout, stderr, exitCode } = await rig.run(tool, args)
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
      expect(stdout.trimEnd().split('\n').length, `${tool} ${name}`).toBeLessThanOrEqual(48)
      if (name === help.defaultCommand) expect(stdout).toMatch(/\n\nExamples:\n( {2}.+\n)+$/)
    }
  })

  test('a wrong call exits with 2, one line and a hint, and an empty stdout', async () => {
    await using rig = await Rig.create()
    for (const args of [
      ['--no-such-flag'],
      ['-C', 'no-such-directory'],
      ['-C'],
      ['--completions', 'tcsh'],
      ['--json=yes'],
    ]) {
      const { exitCode, stdout, stderr } = await rig.run(tool, args)
      expect({ args, exitCode, stdout }).toEqual({ args, exitCode: 2, stdout: '' })
      expect(stderr).toMatch(new RegExp(`^${tool}: .+\nhint: .+\n$`))
    }
  })

  test('a wrong call with --json is one document', async () => {
    await using rig = await Rig.create()
    const { exitCode, stdout } = await rig.run(tool, ['--no-such-flag', '--json'])
    expect(exitCode).toBe(2)
    expect(envelope(stdout)).toMatchObject({ tool, version: manifest.version, ok: false, error: { code: 'USAGE' } })
  })

  test('every flag that takes a value refuses to go without', async () => {
    await using rig = await Rig.create()
    const help = envelope((await rig.run(tool, ['--help', '--json'])).stdout).data as Help
    // Each once: commands that share a flag have it from one table.
    const commandOf = new Map(
      help.commands
        .toReversed()
        .flatMap(({ name, flags }) => flags.filter(({ kind }) => kind !== 'boolean').map((flag) => [flag.name, name])),
    )
    for (const [flag, command] of commandOf) {
      const args = command === help.defaultCommand ? [`--${flag}`] : [command, `--${flag}`]
      const { exitCode, stderr } = await rig.run(tool, args)
      expect({ args, exitCode, stderr }).toEqual({
        args,
        exitCode: 2,
        stderr: expect.stringContaining('needs a value'),
      })
    }
  })

  test('a reader that closes early ends it quietly', async () => {
    await using rig = await Rig.create()
    const line = 'set -o pipefail; "$1" --help | head -c 1 >/dev/null; "$1" --help --json | true'
    const result = await execa('bash', ['-c', line, 'bash', path.join(binDirectory, tool)], {
      cwd: rig.directory,
      env: rig.environment(),
      extendEnv: false,
    })
    expect(result).toMatchObject({ exitCode: 0, stderr: '' })
  })

  test('a directory that was deleted under it is said in a line', async () => {
    await using rig = await Rig.create({ files: { 'gone/x': '' } })
    const line = 'cd gone; rm -r ../gone; "$1" --json'
    const result = await execa('bash', ['-c', line, 'bash', path.join(binDirectory, tool)], {
      cwd: rig.directory,
      env: rig.environment(),
      extendEnv: false,
      reject: false,
    })
    expect(result).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining(': the current directory was deleted\n'),
    })
    expect(envelope(`${result.stdout}\n`).error).toMatchObject({ code: 'NO_SUCH_DIRECTORY' })
  })

  test('the bash completion script loads and completes flags', async () => {
    await using rig = await Rig.create()
    const { stdout } = await rig.run(tool, ['--completions', 'bash'])
    await rig.write({ complete: stdout })
    const line = `source ./complete; COMP_WORDS=(${tool} --vers); COMP_CWORD=1; _${tool.replaceAll('-', '_')}; echo "\${COMPREPLY[@]}"`
    const result = await execa('bash', ['-c', line], { cwd: rig.directory, env: rig.environment(), extendEnv: false })
    expect(result.stdout).toBe('--version')
  })

  test.each(['zsh', 'fish'])('the %s completion script parses', async (shell) => {
    await using rig = await Rig.create()
    const { stdout, exitCode } = await rig.run(tool, ['--completions', shell])
    expect({ exitCode, lines: stdout.includes(tool) }).toEqual({ exitCode: 0, lines: true })
    await rig.write({ script: stdout })
    const result = await execa(shell, ['-n', 'script'], { cwd: rig.directory, reject: false })
    if (result.code === 'ENOENT') return
    expect(result).toMatchObject({ exitCode: 0, stderr: '' })
  })

  test.each(Object.keys(shapes))('a call without arguments keeps its manners in %s', async (name) => {
    await using rig = await Rig.create()
    const directory = (await shapes[name]?.(rig)) ?? rig.directory
    const text = await rig.run(tool, [], { cwd: directory })
    expectManners(text)
    expect(text.stdout + text.stderr).not.toBe('')
    const json = await rig.run(tool, ['--json'], { cwd: directory })
    expect(json.exitCode).toBe(text.exitCode)
    const document = envelope(json.stdout)
    expect(document).toMatchObject({ tool, version: manifest.version, ok: json.exitCode === 0 })
    if (document.error !== undefined) {
      expect(document.error.code).toMatch(/^[A-Z][A-Z0-9_]+$/)
      expect(document.error.code).not.toBe('INTERNAL')
      expect(text.stderr).toContain(`${tool}: `)
      expect(text.stderr).toContain('\nhint: ')
      expect(text.stdout).toBe('')
    }
  })

  test('a call without arguments leaves the work tree as it was', async () => {
    await using rig = await Rig.create({ files: { 'package.json': '{"name":"x"}', 'a.txt': 'a' }, git: 'commit' })
    await rig.run(tool)
    expect(await rig.git('status', '--porcelain', '--ignored')).toBe('')
  })
})
