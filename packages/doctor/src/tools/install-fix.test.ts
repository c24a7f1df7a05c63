import { describe, expect, test } from 'vitest'
import { prints, World } from '../testing.ts'

const engines = (node: string): object => ({ engines: { node }, scripts: { test: 'node --test' } })

/** The fix for one tool, in a world with these programs and nothing else. */
async function fixOf(
  id: string,
  files: Readonly<Record<string, string | object>>,
  programs: readonly string[],
): Promise<string | undefined> {
  const bodies = Object.fromEntries(programs.map((name): [string, string] => [name, '']))
  const world = await World.create({ files, programs: bodies })
  return (await world.check(id)).fix
}

describe('the lowest release line of a range, with the version manager that is there', () => {
  test.each([
    ['>=20.19', ['mise'], 'mise install node@20'],
    ['^18 || >=20', ['fnm'], 'fnm install 18'],
    ['~20.11', ['volta'], 'volta install node@20.11'],
    ['20.11.1', ['nodenv'], 'nodenv install 20.11.1'],
    ['*', ['mise'], 'mise install node'],
    ['>=20', ['asdf', 'mise'], 'mise install node@20'],
    ['>=20', [], 'ask the user to install node >=20'],
  ])('node %s with %j: %s', async (range, programs, expected) => {
    expect(await fixOf('tool.node', { 'package.json': engines(range) }, programs)).toBe(expected)
  })

  test('nvm is a function of the shell, found by its directory', async () => {
    const world = await World.create({ files: { 'package.json': engines('>=20') } })
    world.addProgram(`${world.home}/.nvm/nvm.sh`, '')
    const env = { ...world.environment(), NVM_DIR: `${world.home}/.nvm` }
    expect((await world.check('tool.node', { env })).fix).toBe('. "$NVM_DIR/nvm.sh" && nvm install 20')
  })

  test('Python breaks at the minor version, so that is what is installed', async () => {
    const files = {
      'pyproject.toml': '[project]\nname = "a"\nrequires-python = ">=3.11"\n',
      'pytest.ini': '[pytest]\n',
    }
    expect(await fixOf('tool.python', files, ['uv'])).toBe('uv python install 3.11')
    expect(await fixOf('tool.python', files, [])).toBe('ask the user to install python >=3.11')
  })

  test('a version that the manager has already is named in full: nothing has to be fetched', async () => {
    const files = {
      'pyproject.toml': '[project]\nname = "a"\nrequires-python = ">=3.12,<3.13"\n',
      'pytest.ini': '[pytest]\n',
      'package.json': engines('>=20'),
    }
    const world = await World.create({ files, programs: { pyenv: '' } })
    for (const version of ['3.11.7', '3.12.1', '3.12.10', '3.13.0']) {
      world.addProgram(`${world.home}/.pyenv/versions/${version}/bin/python`, '')
    }
    expect((await world.check('tool.python')).fix).toBe('pyenv install --skip-existing 3.12.10')
    world.addProgram(`${world.home}/.nvm/nvm.sh`, '')
    world.addProgram(`${world.home}/.nvm/versions/node/v22.3.0/bin/node`, '')
    const env = { ...world.environment(), NVM_DIR: `${world.home}/.nvm` }
    expect((await world.check('tool.node', { env })).fix).toBe('. "$NVM_DIR/nvm.sh" && nvm install 22.3.0')
  })

  test('a toolchain of Rust by its own name', async () => {
    const files = {
      'rust-toolchain': 'nightly-2024-02-10\n',
      'Cargo.toml': '[package]\nname = "a"\n',
      'src/lib.rs': '',
    }
    expect(await fixOf('tool.rust', files, ['rustup'])).toBe('rustup toolchain install nightly-2024-02-10')
  })
})

describe('package managers', () => {
  const manifest = (packageManager: string): object => ({ packageManager, scripts: { test: 'node --test' } })

  test.each([
    ['pnpm@9.1.0', 'tool.pnpm', 'npm install --global pnpm@9.1.0'],
    ['yarn@1.22.22', 'tool.yarn', 'npm install --global yarn@1.22.22'],
    ['yarn@4.1.0', 'tool.yarn', 'npm install --global @yarnpkg/cli-dist@4.1.0'],
    ['bun@1.1.30', 'tool.bun', 'npm install --global bun@1.1.30'],
  ])('%s', async (packageManager, id, expected) => {
    expect(await fixOf(id, { 'package.json': manifest(packageManager) }, ['npm'])).toBe(expected)
  })

  test('without npm only the user can help', async () => {
    const files = { 'package.json': manifest('pnpm@9.1.0') }
    expect(await fixOf('tool.pnpm', files, [])).toBe('ask the user to install pnpm 9.1.0')
  })
})

test('a linter that is configured and not installed: a warning, and a program of its own', async () => {
  const files = { 'requirements.txt': 'six\n', '.pylintrc': '[MAIN]\n', 'a.py': '' }
  const world = await World.create({ files, programs: { python3: prints('Python 3.11.2'), pipx: '' } })
  expect(await world.check('tool.pylint')).toMatchObject({
    state: 'warn',
    message: 'pylint is not on PATH, 1 command of the repository needs it',
    fix: 'pipx install pylint',
    blocks: ['lint:.:pylint'],
  })
})
