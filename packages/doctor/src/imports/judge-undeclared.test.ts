import { describe, expect, test } from 'vitest'
import { World, type WorldOptions } from '../testing.ts'

type Files = NonNullable<WorldOptions['files']>

async function judge(files: Files): Promise<string> {
  const world = await World.create({ files, git: true })
  const { state, message } = await world.check('dependencies.undeclared')
  return `${state} ${message}`
}

const installed = { 'node_modules/there/package.json': { version: '1.0.0' } }
const manifest = { 'package.json': { name: 'own', dependencies: { there: '1' } } }

describe('JavaScript', () => {
  const undeclared: readonly (readonly [string, string, Files])[] = [
    ['an import', 'fail', { 'src/a.ts': "import x from 'left-pad'\n" }],
    [
      'an import on several lines, after other code',
      'fail',
      { 'a.mjs': "const a = 1\nimport {\n  x,\n  y,\n} from 'left-pad/sub'\n" },
    ],
    ['a re-export', 'fail', { 'a.js': "export * from 'left-pad'\n" }],
    ['a require', 'fail', { 'a.cjs': "'use strict'\nconst { x } = require('left-pad')\n" }],
    [
      'a component',
      'fail',
      {
        'a.vue': '<script src="./x.js"></script>\n<script setup lang="ts">\n  import "left-pad"\n</script>\n',
        'b.svelte': '<script type="text/x-template">\nimport "other"\n</script>\n<script>\nimport "there"\n</script>\n',
      },
    ],
    ['a file of tests', 'fail', { 'test/a.test.js': "import 'left-pad'\n" }],
    ['a script beside the code', 'warn', { 'scripts/a.mjs': "import 'left-pad'\n" }],
    [
      'one that another package brought',
      'warn',
      { 'a.js': "import 'left-pad'\n", 'node_modules/left-pad/package.json': {} },
    ],
  ]
  test.each(undeclared)('%s', async (_, state, files) => {
    expect(await judge({ ...manifest, ...installed, ...files })).toMatch(new RegExp(`^${state} left-pad imported`))
  })

  test('a lockfile without it, and one that has it for another', async () => {
    const lock = (name: string): Files => ({
      ...manifest,
      'a.js': "import 'left-pad'\n",
      'package-lock.json': { packages: { [`node_modules/${name}`]: {} } },
    })
    expect(await judge(lock('there'))).toMatch(
      /^fail left-pad imported, and neither asked for in package\.json nor there$/,
    )
    expect(await judge(lock('left-pad'))).toMatch(/^warn left-pad imported, and not asked for in package\.json$/)
  })

  test('nothing is said of what is no package, or is asked for elsewhere, or may be missing', async () => {
    expect(
      await judge({
        'package.json': {
          name: 'own',
          workspaces: ['packages/*'],
          imports: { '#inner': './a.js' },
          dependencies: { there: '1', next: '1' },
          devDependencies: { '@types/estree': '1', jest: '1' },
        },
        'packages/sibling/package.json': { name: 'sibling', peerDependencies: { peer: '1' } },
        'packages/sibling/index.ts': "import 'peer'\nimport 'there'\n",
        'tsconfig.json': '{"compilerOptions":{"baseUrl":"src","paths":{"@app/*":["src/*"],"aliased":["x.ts"]}}}',
        'src/components/button.ts': '',
        'types.d.ts': "declare module 'virtual-name'\n",
        'src/a.ts': [
          'node:fs',
          'fs/promises',
          './b',
          '#inner',
          '~/c',
          '@/d',
          '$lib/e',
          'virtual:f',
          'https://g/h.js',
          'own/i',
          'sibling',
          'components/button',
          '@app/j',
          'aliased',
          'virtual-name',
          'server-only',
          '@jest/globals',
          'estree',
        ]
          .map((name) => `import '${name}'\n`)
          .join(''),
        'src/b.js':
          "import type { A } from 'only-types'\ntry {\n  require('optional')\n} catch {}\nconst x = () => import('lazy')\n",
        'src/c.js': "const text = `\nimport 'in-a-template'\n`\n/*\nimport 'in-a-comment'\n*/\n// import 'commented'\n",
        'test/fixtures/a.js': "import 'of-a-fixture'\n",
        'examples/a.js': "import 'of-an-example'\n",
        'deno.js': "import 'of-deno'\nDeno.exit()\n",
      }),
    ).toBe('ok what is imported is asked for')
  })
})

describe('Python', () => {
  const requirements = { 'requirements.txt': 'PyYAML==6.0\n' }
  test('a module that no requirement brings, and one of a lockfile', async () => {
    const files = { 'app.py': 'import yaml\nimport os, requests as r\n', 'requirements.txt': 'PyYAML==6.0\n' }
    expect(await judge(files)).toBe('warn requests imported, and not asked for in requirements.txt')
    const project = {
      'pyproject.toml': '[project]\nname = "own"\ndependencies = ["httpx"]\n',
      'own/__init__.py': 'from requests.auth import X\nimport httpx\n',
    }
    expect(await judge({ ...project, 'uv.lock': '[[package]]\nname = "httpx"\n' })).toMatch(/^fail requests imported/)
    expect(await judge({ ...project, 'uv.lock': '[[package]]\nname = "requests"\n' })).toMatch(
      /^warn requests imported/,
    )
    const bare = { 'pyproject.toml': '[project]\nname = "own"\ndependencies = []\n', 'a.py': 'import requests\n' }
    expect(await judge(bare)).toMatch(/^fail requests imported/)
  })

  test('nothing is said of what is called otherwise, is in the repository, or may be missing', async () => {
    expect(
      await judge({
        ...requirements,
        'requirements-dev.txt': 'pytest-mock\nopencv-python-headless\ndjango-money\n',
        'requirements/image.txt': 'Pillow\n',
        'setup.py': "setup(name='the-own', install_requires=get(), extras_require={'ml': ['scikit-learn>=1']})\n",
        'tox.ini': '[testenv]\ndeps =\n    freezegun\n',
        'environment.yml': 'dependencies:\n  - numpy\n',
        Dockerfile: 'RUN pip install gunicorn\n',
        'the_own/__init__.py': '',
        'lib/helper.py': '',
        'ext/fast.pyx': '',
        'a.py': [
          'yaml',
          'PIL.Image',
          'sklearn',
          'cv2',
          'pytest_mock',
          'djmoney',
          'freezegun',
          'numpy',
          'gunicorn',
          'the_own',
          'helper',
          'lib.helper',
          'fast',
          'tomllib',
          'urllib2',
          '_private',
          'service_pb2',
          'bpy',
          'pkg_resources',
        ]
          .map((name) => `import ${name}\n`)
          .join(''),
        'b.py':
          'try:\n    import optional\nexcept ImportError:\n    optional = None\nif TYPE_CHECKING:\n    import only_types\ndef f():\n    import lazy\n',
        'c.py': '"""\nimport in_a_text\n"""\nfrom . import d\nfrom .e import f\n# import commented\n',
        'd.py': '# /// script\n# dependencies = ["inline"]\n# ///\nimport inline_module\n',
        'examples/a.py': 'import of_an_example\n',
        'docs/conf.py': 'import of_the_docs\n',
      }),
    ).toBe('ok what is imported is asked for')
  })

  test('without a manifest that asks for anything, nothing can be missing from it', async () => {
    expect(await judge({ 'pyproject.toml': '[tool.black]\n', 'a.py': 'import requests\n' })).toMatch(/^ok/)
  })
})

test('Go: a module that go.mod does not require; those of the module, of blocks, and of the standard library are well', async () => {
  const files = {
    'go.mod':
      'module example.com/own\n\ngo 1.22\n\nrequire (\n\tgithub.com/a/b/v2 v2.0.0 // indirect\n)\n\nreplace golang.org/x/net => ./net\n',
    'tools.go': '//go:build tools\n\npackage tools\n\nimport _ "github.com/of/tools"\n',
    'main.go':
      'package main\n\nimport (\n\t"fmt"\n\t"net/http"\n\tc "github.com/a/b/v2/sub"\n\t"example.com/own/inner"\n\t"golang.org/x/net/html"\n)\n',
  }
  expect(await judge(files)).toMatch(/^ok/)
  expect(await judge({ ...files, 'b.go': 'package main\n\nimport "github.com/c/d"\n' })).toBe(
    'fail github.com/c/d imported, and neither asked for in go.mod nor there',
  )
})

test('a source is read again when it has changed', async () => {
  const world = await World.create({ files: { ...manifest, ...installed, 'a.js': "import 'there'\n" }, git: true })
  expect(await world.check('dependencies.undeclared')).toMatchObject({ state: 'ok' })
  world.write({ 'a.js': "import 'there'\nimport 'left-pad'\n" })
  expect(await world.check('dependencies.undeclared')).toMatchObject({
    state: 'fail',
    evidence: [{ file: 'a.js', line: 2 }],
    isEnvironment: false,
    fix: 'ask the user whether to add left-pad to package.json',
  })
})
