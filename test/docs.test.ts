import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { binDirectory, Rig } from './support/rig.ts'

/**
 * Runs every ```console block of the documentation. A page is one world: a fresh git repository in which its blocks run from top
 * to bottom. `$ ` begins a command (it goes on where the line ends with a backslash), the lines below it are what it prints on
 * stdout and stderr together. `[..]` stands for anything within a line, a line `...` for any lines, and a line `? N` for the
 * exit code, which is 0 when it is not given.
 */
const root = path.resolve(import.meta.dirname, '..')
const pages = [
  'README.md',
  ...readdirSync(path.join(root, 'docs'))
    .sort()
    .map((name) => `docs/${name}`),
].filter((page) => page.endsWith('.md'))

interface Example {
  readonly line: number
  readonly command: string
  readonly output: string
  readonly exitCode: number
}

describe.each(pages)('%s', (page) => {
  const examples = readExamples(readFileSync(path.join(root, page), 'utf8'))
  test.runIf(examples.length > 0)(`shows what ${examples.length} commands really print`, async () => {
    await using rig = await Rig.create({ git: 'init' })
    const environment = { ...rig.environment(), PATH: `${binDirectory}:${process.env['PATH'] ?? ''}` }
    for (const example of examples) {
      const result = await execa('bash', ['-c', `{ ${example.command}\n} 2>&1`], {
        cwd: rig.directory,
        env: environment,
        extendEnv: false,
        reject: false,
        stdin: 'ignore',
      })
      const where = `${page}:${example.line}`
      const actual = { where, exitCode: result.exitCode, output: result.stdout }
      const isRight = matches(example.output, result.stdout)
      expect(actual).toEqual({ where, exitCode: example.exitCode, output: isRight ? result.stdout : example.output })
    }
  })
})

test('the wildcards match what they promise and nothing else', () => {
  expect(matches('a [..]s', 'a 12s')).toBe(true)
  expect(matches('a [..]s', 'a 1\n2s')).toBe(false)
  expect(matches('a\n...\nz', 'a\nb\nc\nz')).toBe(true)
  expect(matches('a\n...\nz', 'a\nz')).toBe(true)
  expect(matches('a\n...', 'a\nb\nc')).toBe(true)
  expect(matches('a', 'a\nb')).toBe(false)
  expect(matches('', 'a')).toBe(false)
  expect(matches('(a+)', 'aa')).toBe(false)
})

function readExamples(text: string): Example[] {
  const examples: Example[] = []
  let block: { line: number; text: string }[] | undefined
  for (const [index, line] of text.split('\n').entries()) {
    if (block === undefined) {
      if (line.trim() === '```console') block = []
    } else if (line.trim() === '```') {
      examples.push(...readBlock(block))
      block = undefined
    } else {
      block.push({ line: index + 1, text: line })
    }
  }
  return examples
}

function readBlock(lines: readonly { readonly line: number; readonly text: string }[]): Example[] {
  const examples: { line: number; command: string; output: string[]; exitCode: number }[] = []
  for (const { line, text } of lines) {
    const last = examples.at(-1)
    if (text.startsWith('$ ')) examples.push({ line, command: text.slice(2), output: [], exitCode: 0 })
    else if (last === undefined) throw new Error(`line ${line}: a console block begins with '$ '`)
    else if (last.output.length === 0 && last.command.endsWith('\\')) last.command += `\n${text}`
    else if (/^\? \d+$/.test(text)) last.exitCode = Number(text.slice(2))
    else last.output.push(text)
  }
  return examples.map((example) => ({ ...example, output: example.output.join('\n').trimEnd() }))
}

function matches(expected: string, actual: string): boolean {
  if (expected === '') return actual === ''
  const lines = expected.split('\n').map((line) => {
    if (line === '...') return String.raw`(?:.*\n)*?`
    return `${line.split('[..]').map(escapeRegExp).join('.*?')}\n`
  })
  return new RegExp(`^${lines.join('')}$`).test(`${actual}\n`)
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`)
}
