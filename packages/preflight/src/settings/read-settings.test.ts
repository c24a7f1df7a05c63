import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readSettings } from './read-settings.ts'
import { stepFields } from './step-entries.ts'

interface Schema {
  readonly definitions: { readonly step: { readonly properties: object } }
  readonly properties: { readonly preflight: { readonly properties: object } }
}

const step1 = (fields: string): string =>
  `{\n "preflight": {\n  "steps": {\n   "lint": {\n    ${fields}\n   }\n  }\n }\n}\n`
test.each([
  ['{\n "preflight": {\n  "step": {}\n }\n}', '3: preflight.step is no setting', 'did you mean steps?'],
  ['{\n "preflight": {\n  "steps": []\n }\n}', '3: preflight.steps is no object', ''],
  ['{\n "preflight": [],\n}', '3: not valid JSON', ''],
  [step1('"run": 7'), '5: preflight.steps.lint.run is not a string', ''],
  [step1('"role": "lint"'), '4: preflight.steps.lint.run names no command', ''],
  [step1('"run": "true",\n"rnu": "x"'), '6: preflight.steps.lint.rnu is no field', 'did you mean run?'],
  [step1('"run": "true",\n"role": "lnit"'), "6: 'lnit' is no role", 'did you mean lint?'],
  [step1('"run": "true",\n"directory": "../up"'), '6: preflight.steps.lint.directory leads out of the repository', ''],
  [step1('"run": "true",\n"timeout": "soon"'), '6: preflight.steps.lint.timeout is no time: soon', ''],
  [
    step1('"run": "true",\n"after": ["lnt"]'),
    "4: preflight.steps.lint waits for 'lnt', which is no step",
    'did you mean lint?',
  ],
  [step1('"run": "true",\n"needs": ["lint"]'), '4: preflight.steps.lint waits for itself', ''],
  [step1('"run": "true"').replace('"lint"', '"mine"'), '4: preflight.steps.mine has no role', '"role": one of'],
])('a bad entry is one line with its place: %#', async (text, message, hint) => {
  const root = mkdtempSync(path.join(tmpdir(), 'groundcrew-settings-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  writeFileSync(path.join(root, 'groundcrew.json'), text)
  const error = await readSettings(root).catch((reason: unknown) => reason)
  expect(error).toMatchObject({
    message: expect.stringContaining(`groundcrew.json:${message}`),
    hint: expect.stringContaining(hint),
  })
})

test('the schema of the package knows every field that is read, and no other', () => {
  const text = readFileSync(path.resolve(import.meta.dirname, '../../../../groundcrew.schema.json'), 'utf8')
  const { definitions, properties } = JSON.parse(text) as Schema
  expect(Object.keys(definitions.step.properties)).toEqual([...stepFields])
  expect(Object.keys(properties.preflight.properties)).toEqual(['steps', 'trustExitCode'])
})
