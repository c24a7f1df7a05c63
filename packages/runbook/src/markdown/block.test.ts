import { expect, test } from 'vitest'
import { readDocument } from '../read-document.ts'
import { readFenceInfo, writeAttributes } from './block.ts'

test.each([
  ['sh {"name":"a","n":2}', 'sh', { name: 'a', n: '2' }],
  ['sh{"name":"a"}', 'sh', { name: 'a' }],
  ['sh { name=a first= second=2 }', 'sh', { name: 'a', first: '', second: '2' }],
  ['SH', 'sh', {}],
  ['', '', {}],
  ['{"name":"a"}', '', { name: 'a' }],
  ['sh {}', 'sh', {}],
])('the info %s is read as Runme reads it', (info, language, attributes) => {
  expect(readFenceInfo(info)).toMatchObject({ language, attributes })
})

test('attributes survive an info string, whatever they hold', () => {
  const attributes = { name: 'a', cwd: '"\\`{}&amp; ü\u{1f600}' }
  const info = writeAttributes(attributes)
  expect(info).not.toMatch(/[`&]|.\}.|\\["\\]/)
  expect(readFenceInfo(`sh ${info}`).attributes).toEqual(attributes)
})

/** What `runme list --allow-unnamed` says of the same text (testdata/script/basic.txtar of runmedev/runme). */
test('blocks get the names that Runme gives them', () => {
  const scripts = [
    '$ echo "Hello, x!"',
    '# Hm\necho Inferred',
    '$ echo "1"\n$ echo "2"',
    'echo "Hello, y!"',
    'temp_dir=$(mktemp -d)\npwd',
  ]
  const text = scripts.map((script) => `\`\`\`sh\n${script}\n\`\`\``).join('\n\n')
  expect(readDocument(text).steps.map(({ name }) => name)).toEqual([
    'echo-hello',
    'echo-inferred',
    'echo-1',
    'echo-hello-2',
    'tempdir',
  ])
})

test('an indented block that shows a fence is no step', () => {
  expect(readDocument('    ```sh {"name":"a"}\n    true\n').steps).toEqual([])
})

test('what stands in a front matter counts, and lines keep their numbers', () => {
  const { cwd, steps } = readDocument('---\r\ncwd: ..\r\n---\r\n\r\n```sh\r\ntrue\r\nfalse\r\n```\r\n')
  expect({ cwd, line: steps[0]?.line, script: steps[0]?.script }).toEqual({ cwd: '..', line: 5, script: 'true\nfalse' })
})

test.each([
  ['```sh {"name":"a"}\nrm x\u202e\n```', { kind: 'unfit', why: 'it holds the hidden character U+202E' }],
  ['```sh {"timeout":"soon"}\ntrue\n```', { kind: 'unfit', why: 'its timeout "soon" is no duration, such as 90s' }],
  ['```sh {"exit":"one"}\ntrue\n```', { kind: 'unfit', why: 'its exit "one" is no exit code' }],
  ['```sh\n```', { kind: 'unfit', why: 'it is empty' }],
  ['```sh {"tag":"x,rollback"}\ntrue\n```', { kind: 'named', why: 'it takes something back' }],
  ['```sh {"excludeFromRunAll":true}\ntrue\n```', { kind: 'named', why: 'it is excluded from a run of all' }],
  ['```sh {"background":"true"}\ntrue\n```', { kind: 'person', why: 'it is background' }],
  ['```sh\ntrue\n```', { kind: 'step' }],
])('%j has the role %j', (text, role) => {
  expect(readDocument(text).steps.map((step) => step.role)).toEqual([role])
})
