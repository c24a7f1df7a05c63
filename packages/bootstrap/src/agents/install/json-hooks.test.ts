import { describe, expect, test } from 'vitest'
import { hosts } from '../hosts.ts'
import { bytesOf, textOf, type Content } from './file-edit.ts'
import { jsonHooksEdit } from './json-hooks.ts'

function file(text: string): Content {
  return { kind: 'file', text: bytesOf(text), mode: 0o644 }
}

function textIn(content: Content): string {
  return content.kind === 'file' ? textOf(content.text) : content.kind
}

const settings: readonly (readonly [string, string])[] = [
  ['a file with other settings', '{\n  "model": "x"\n}\n'],
  [
    'comments, and hooks of others on one line',
    '{\n    // mine\n    "hooks": {\n        "Stop": [ {"hooks": [{"type": "command", "command": "x"}]} ] // keep\n    },\n    /* é */ "a": [1,2]\n}\n',
  ],
  [
    'tabs and CRLF',
    '{\r\n\t"hooks": {\r\n\t\t"PreToolUse": [\r\n\t\t\t{ "matcher": "Bash", "hooks": [] } // one\r\n\t\t]\r\n\t}\r\n}\r\n',
  ],
  ['a byte order mark', '\uFEFF{\r\n  "model": "x"\r\n}\r\n'],
  ['trailing commas', '{\n  "hooks": {\n    "Stop": [\n      { "hooks": [] },\n    ],\n  },\n}\n'],
]

describe('claude', () => {
  const edit = jsonHooksEdit(hosts.claude, '/a/settings.json')

  test.each(settings)('%s: every other byte stays, and what is put in can be taken out', (_, text) => {
    const installed = edit.install(file(text))
    expect(textIn(installed).split('//').length).toBe(text.split('//').length)
    expect(edit.install(installed)).toEqual(installed)
    expect(textIn(edit.uninstall(installed))).toBe(text)
  })

  test('a file of one line means the same again', () => {
    const text = '{"a":1,"hooks":{"Stop":[{"hooks":[]}]}}'
    const installed = edit.install(file(text))
    expect(edit.install(installed)).toEqual(installed)
    expect(JSON.parse(textIn(edit.uninstall(installed)))).toEqual(JSON.parse(text))
  })

  test('a file that is made anew goes away again', () => {
    const installed = edit.install({ kind: 'absent' })
    expect(JSON.parse(textIn(installed))).toMatchObject({ hooks: { Stop: [{ hooks: [{ timeout: 600 }] }] } })
    expect(textIn(installed)).toContain('\n    "Stop": [\n      {\n')
    expect(edit.install(installed)).toEqual(installed)
    expect(edit.uninstall(installed)).toEqual({ kind: 'absent' })
  })

  test.each(['', ' \n', '// mine\n'])('%j is a file without settings', (text) => {
    const installed = edit.install(file(text))
    expect(textIn(installed)).toContain('"Stop": [')
    expect(edit.install(installed)).toEqual(installed)
  })

  test('an empty list of somebody else is filled once', () => {
    const installed = edit.install(file('{\n  "hooks": {\n    "Stop": [],\n    "PreToolUse": [{}]\n  }\n}\n'))
    expect(edit.install(installed)).toEqual(installed)
  })

  test('an entry of an older version is replaced, not doubled', () => {
    const installed = textIn(edit.install({ kind: 'absent' })).replace('"timeout": 600', '"timeout": 60')
    expect(textIn(edit.install(file(installed)))).toBe(textIn(edit.install({ kind: 'absent' })))
  })

  test.each(['{', '[]', '{"hooks": []}', 'x'])('%j is refused', (text) => {
    expect(() => edit.install(file(text))).toThrow('settings.json: ')
  })
})

test.each(Object.values(hosts))('$name: each moment has its entry, in the form of the host', (host) => {
  const written = JSON.parse(textIn(jsonHooksEdit(host, '/x').install({ kind: 'absent' }))) as {
    hooks: Record<string, object[]>
  }
  for (const [moment, event] of Object.entries(host.events)) {
    const commands = (written.hooks[event.name] ?? []).map((entry) => JSON.stringify(entry))
    expect(commands.filter((text) => text.includes(`${host.name} ${moment};`))).toHaveLength(1)
  }
  expect(written).toMatchObject(host.preamble)
})
