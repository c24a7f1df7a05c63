import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { shellCommand } from '@groundcrew/core/process'
import { parseDuration } from '@groundcrew/core/text'
import type { CheckContext, PlannedCheck } from '../context.ts'
import { fail, ok, skip, unknown } from '../finding.ts'
import type { Finding } from '../report.ts'

/** A check that the repository declares itself, with the field names of mise. */
interface DeclaredCheck {
  readonly name: string
  /** A shell line; the check is well when it exits with 0. */
  readonly run: string
  readonly description: string
  readonly hint: string | undefined
  readonly timeoutMs: number
  readonly os: readonly string[]
  readonly file: string
  readonly line: number
}

const timeoutMsDefault = 1000
const osNames: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'macos', win32: 'windows' }

/** `check.NAME` for each of `checks` in groundcrew.json and of `[doctor.checks]` in mise.toml. */
export async function readDeclaredChecks(root: string): Promise<readonly DeclaredCheck[]> {
  const [own, mise] = await Promise.all([readOwn(root), readMise(root)])
  const names = new Set(own.map(({ name }) => name))
  return [...own, ...mise.filter(({ name }) => !names.has(name))]
}

export function declaredChecks(context: CheckContext): readonly PlannedCheck[] {
  return context.declared.map((check) => ({ id: `check.${check.name}`, make: async () => judge(check, context) }))
}

async function judge(check: DeclaredCheck, { root, prober }: CheckContext): Promise<Finding> {
  const { run, description, hint, os, file, line, timeoutMs } = check
  const evidence = [{ file, line }]
  if (os.length > 0 && !os.includes(osNames[process.platform] ?? process.platform)) {
    return skip(`only on ${os.join(', ')}`, { evidence })
  }
  const probe = await prober.ask(shellCommand(run), { cwd: root, timeoutMs })
  if (probe.kind !== 'answered') {
    return unknown(
      `${description}: the check could not be made: ${probe.kind === 'failed' ? probe.reason : 'no shell'}`,
      { evidence },
    )
  }
  if (probe.code === 0) return ok(description, { evidence })
  const said = (probe.stderr.trim() || probe.stdout.trim()).split('\n').at(-1) ?? ''
  // A shell says so when the program of the check itself is missing: that is no answer.
  if (probe.code === 127 || probe.code === 126)
    return unknown(`${description}: the check itself cannot run: ${said}`, { evidence })
  const message = [`${description}: exit ${probe.code}`, ...(said === '' ? [] : [said])].join(': ')
  return fail(message, { evidence, ...(hint === undefined ? {} : { fix: hint }) })
}

async function readOwn(root: string): Promise<readonly DeclaredCheck[]> {
  const file = 'groundcrew.json'
  const text = await readFile(path.join(root, file), 'utf8').catch(() => undefined)
  if (text === undefined) return []
  const { parse } = await import('jsonc-parser')
  const value: unknown = parse(text)
  return checksIn(tableOf(tableOf(value)['checks']), { file, text })
}

async function readMise(root: string): Promise<readonly DeclaredCheck[]> {
  for (const file of ['mise.toml', '.mise.toml', '.config/mise.toml']) {
    const text = await readFile(path.join(root, file), 'utf8').catch(() => '')
    if (!text.includes('doctor')) continue
    const { parse } = await import('smol-toml')
    try {
      return checksIn(tableOf(tableOf(parse(text)['doctor'])['checks']), { file, text })
    } catch {
      // workspace.manifests says what is wrong with it.
      return []
    }
  }
  return []
}

interface Source {
  readonly file: string
  readonly text: string
}

function checksIn(table: Readonly<Record<string, unknown>>, { file, text }: Source): readonly DeclaredCheck[] {
  return Object.entries(table).flatMap(([name, value]) => {
    const fields = typeof value === 'string' ? { run: value } : tableOf(value)
    const run = fields['run']
    if (typeof run !== 'string' || !/^[\w.-]+$/.test(name)) return []
    const line = text.split('\n').findIndex((candidate) => candidate.includes(name)) + 1
    return [
      {
        name,
        run,
        description: typeof fields['description'] === 'string' ? fields['description'] : name,
        hint: typeof fields['hint'] === 'string' ? fields['hint'] : undefined,
        timeoutMs: durationOf(fields['timeout']),
        os: [fields['os']].flat().filter((entry) => typeof entry === 'string'),
        file,
        line,
      },
    ]
  })
}

/** `"2s"`, or a number of seconds. */
function durationOf(value: unknown): number {
  if (typeof value === 'number') return value * 1000
  return typeof value === 'string' ? (parseDuration(value) ?? timeoutMsDefault) : timeoutMsDefault
}

function tableOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

export type { DeclaredCheck }
