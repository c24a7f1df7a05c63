import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'

const files = {
  'src/a.ts': "export function send(text: string) {\n  console.log(text, 'é')\n  console.log(\n    text,\n  )\n}\n",
  'src/b.jsx': 'export const B = () => <p onClick={() => console.log(1)} />\n',
  'src/c.py': 'console.log(1)\n',
  'src/broken.ts': 'function ( { console.log(2) ]]\n',
}

test('code of a shape, with what its variables stand for', async () => {
  await using rig = await Rig.create({ git: 'init', files })
  expect(await rig.run('csearch', ['--structural', 'console.log($A)'])).toMatchObject({
    exitCode: 0,
    stdout: 'src/a.ts:3:3:console.log( … to line 5\nsrc/b.jsx:1:42:console.log(1)\n',
    stderr:
      'csearch: 3 files searched, 2 matches in 2 files; 1 file with code that does not parse: src/broken.ts; 1 file not searched: only TypeScript, JavaScript, JSX, CSS and HTML can be\n',
  })
  const { stdout } = await rig.run('csearch', ['--structural', 'console.log($$$ALL)', '--json', '-t', 'ts', 'src/a.ts'])
  expect(JSON.parse(stdout)).toMatchObject({
    data: {
      report: {
        hits: [
          { path: 'src/a.ts', line: 2, endLine: 2, captures: { ALL: "text,'é'" } },
          { path: 'src/a.ts', line: 3, endLine: 5, captures: { ALL: 'text,' } },
        ],
        matches: 2,
      },
    },
  })
  expect((await rig.run('csearch', ['--structural', 'console.log($A)', '-l', '--limit', '1'])).stdout).toBe(
    'src/a.ts\n',
  )
})

test.each(['console.log(', 'a b', '$A +'])('%j is no piece of code', async (pattern) => {
  await using rig = await Rig.create({ git: 'init', files })
  expect(await rig.run('csearch', ['--structural', pattern])).toMatchObject({ exitCode: 2, stdout: '' })
})

test('words are ranked over paths, declarations and content', async () => {
  await using rig = await Rig.create({
    git: 'init',
    files: {
      'src/upload.ts': 'export function retryUpload() {}\n',
      'src/other.ts': '// upload, upload and retry\nexport const x = 1\n',
      'test/upload.test.ts': "import { retryUpload } from '../src/upload'\nretryUpload()\n",
    },
  })
  const { stdout, stderr } = await rig.run('csearch', ['--words', 'retry the uploads'])
  expect(stdout.split('\n')[0]).toBe('src/upload.ts:1:17:export function retryUpload()')
  expect(stderr).toMatch(/^csearch: \d results \(words: retry upload\)\n$/)
  expect((await rig.run('csearch', ['retry the uploads'])).stderr).toContain(
    "ranked files: csearch --words 'retry the uploads'",
  )
})

test('what a narrowing leaves out is counted, and a symbol that is none is named', async () => {
  await using rig = await Rig.create({
    git: 'init',
    files: { 'a.ts': 'function one() {\n  return size // size\n}\nfunction two() { return size }\n', 'b.md': 'size' },
  })
  const note = async (...args: string[]) => (await rig.run('csearch', args)).stderr
  const elsewhere = 'elsewhere, outside what --kind, --in, --changed or --path-prefix ask for'
  expect(await note('--in', 'two', 'size')).toBe(
    `csearch: 2 files searched, 1 matching line in 1 file; 2 matching lines ${elsewhere}\n`,
  )
  expect(await note('--in', 'three', 'size')).toBe(
    `csearch: 2 files searched, 0 matching lines in 0 files; 3 matching lines ${elsewhere}; no symbol three is known\n`,
  )
  expect(await note('--path-prefix', 'b', 'size')).toContain(`2 matching lines ${elsewhere}`)
})
