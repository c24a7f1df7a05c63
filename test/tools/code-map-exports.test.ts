import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { hasDebianProgram } from '../support/debian.ts'
import { openPage } from '../support/browser.ts'
import { Rig } from '../support/rig.ts'

const files = {
  'src/lib/greet.ts': 'export function greet(name: string) {\n  return name\n}\n',
  'src/lib/index.ts': "export * from './greet'\n",
  'src/main.ts': "import { greet } from './lib'\n\nconst ä = greet('you'); greet(ä)\n",
  'test/main.test.ts': "import '../src/main'\n",
}

async function exported(...args: readonly string[]): Promise<{ rig: Rig; text: string }> {
  const rig = await Rig.create({ git: 'init', files })
  const { exitCode, stdout, stderr } = await rig.run('code-map', args)
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return { rig, text: stdout }
}

/** The messages of scip.proto that an index has, with the numbers of their fields. */
const SCIP_SCHEMA = `syntax = "proto3";
package scip;
message Index { Metadata metadata = 1; repeated Document documents = 2; }
message Metadata { int32 version = 1; ToolInfo tool_info = 2; string project_root = 3; int32 text_document_encoding = 4; }
message ToolInfo { string name = 1; string version = 2; }
message Document {
  string relative_path = 1; repeated Occurrence occurrences = 2; repeated SymbolInformation symbols = 3; string language = 4;
  string text = 5; int32 position_encoding = 6;
}
message Occurrence { repeated int32 range = 1; string symbol = 2; int32 symbol_roles = 3; }
message SymbolInformation { string symbol = 1; int32 kind = 5; string display_name = 6; Document signature_documentation = 7; }
`

test('scip is read by the decoder of protobuf: documents, symbols, occurrences with roles and ranges', async (context) => {
  context.skip(!(await hasDebianProgram('protoc', 'protobuf-compiler')), 'protoc is not to be had here')
  const { rig, text } = await exported('export', '--format', 'scip', '--output', 'index.scip')
  await using _ = rig
  expect(text).toBe('index.scip: scip, 4 documents, 2 symbols, 6 occurrences\n')
  await writeFile(rig.path('schema.proto'), SCIP_SCHEMA)
  const decoded = execFileSync('protoc', ['--decode=scip.Index', 'schema.proto'], {
    cwd: rig.directory,
    input: await readFile(rig.path('index.scip')),
    encoding: 'utf8',
  })
  expect(decoded).toContain(`project_root: "${pathToFileURL(rig.directory).href}"`)
  // An unknown field would be shown by its number.
  expect(decoded).not.toMatch(/^\s*\d+:/m)
  const occurrences = [...decoded.matchAll(/occurrences \{([^}]*)\}/g)].map(([, body = '']) => {
    const ranges = [...body.matchAll(/range: (\d+)/g)].map(([, value]) => value).join(' ')
    return `${ranges} ${/symbol: "(.*)"/.exec(body)?.[1]} ${/symbol_roles: (\d+)/.exec(body)?.[1] ?? 0}`
  })
  const greet = 'code-map . . . `src/lib/greet.ts`/greet().'
  expect(occurrences).toEqual([
    `0 16 21 ${greet} 1`,
    `0 9 14 ${greet} 2`,
    '2 6 8 code-map . . . `src/main.ts`/`\\303\\244`. 1',
    `2 11 16 ${greet} 0`,
    `2 25 30 ${greet} 0`,
    '2 31 33 code-map . . . `src/main.ts`/`\\303\\244`. 0',
  ])
  expect(decoded).toContain('text: "export function greet(name: string)"')
})

test('scip asks for a file', async () => {
  await using rig = await Rig.create({ git: 'init', files })
  expect(await rig.run('code-map', ['export', '--format', 'scip'])).toMatchObject({ exitCode: 2, stdout: '' })
})

test('readtags finds a tag by its name', async (context) => {
  context.skip(!(await hasDebianProgram('readtags', 'universal-ctags')), 'readtags is not to be had here')
  const { rig } = await exported('export', '--output', 'tags')
  await using _ = rig
  expect(execFileSync('readtags', ['-e', '-t', rig.path('tags'), 'greet'], { encoding: 'utf8' })).toBe(
    'greet\tsrc/lib/greet.ts\t1;"\tkind:function\tend:3\n',
  )
})

test('the page opens in a browser: folders open, a search finds, a file shows its imports, and nothing is loaded', async (context) => {
  await using rig = await Rig.create({
    git: 'init',
    files: {
      ...files,
      ...Object.fromEntries(
        Array.from({ length: 120 }, (_, index) => [`many/d${index % 30}/f${index}.ts`, "import '../../src/main'\n"]),
      ),
    },
  })
  const { stdout } = await rig.run('code-map', ['graph', '--output', 'graph.html'])
  expect(stdout).toMatch(/^graph\.html: html, 124 files, \d+ bytes\n$/)
  await using opened = await openPage(pathToFileURL(rig.path('graph.html')).href, context)
  const { tab, trouble } = opened
  const nodes = (): Promise<(string | null)[]> =>
    tab.locator('#graph .node').evaluateAll((found) => found.map((node) => node.getAttribute('data-path')))
  expect(await nodes()).toEqual(expect.arrayContaining(['many/d20/', 'src/lib/greet.ts', 'src/main.ts']))
  expect(await nodes()).not.toContain('many/d7/f7.ts')

  await tab.fill('#search', 'F37.ts')
  expect(await tab.locator('#found').textContent()).toBe('1 paths with F37.ts')
  await tab.click('#results button')
  expect(await nodes()).toContain('many/d7/f37.ts')
  expect(await tab.locator('#chosen').textContent()).toBe('many/d7/f37.ts')
  expect(await tab.locator('#imports li').allTextContents()).toEqual(['src/main.ts line 1'])

  await tab.click('#imports button')
  expect(await tab.locator('#importers li').count()).toBe(121)
  await tab.locator('.node[data-path="many/d20/"]').dispatchEvent('click')
  expect(await nodes()).toContain('many/d20/f20.ts')
  await tab.click('#reset')
  expect(await nodes()).not.toContain('many/d20/f20.ts')
  expect(trouble()).toEqual([])
})
