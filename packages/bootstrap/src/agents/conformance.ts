import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Environment } from '@groundcrew/core/cli'
import { captureCommand, shellCommand, siblingPath, type Command } from '@groundcrew/core/process'
import { emulate, type Effect, type HookRun } from './emulator.ts'
import { goldenInput, type GoldenFacts } from './golden-inputs.ts'
import { hosts, type HostName, type Moment } from './hosts.ts'

export interface ConformanceCase {
  readonly host: HostName
  readonly moment: Moment
  /** What is tried. */
  readonly name: string
  readonly expected: Effect
  readonly found: Effect
  readonly isRight: boolean
}

const hookTimeoutMs = 60_000
/** Of the control that hangs. */
const hangTimeoutMs = 300

/** A trial of our own hook: its world, and what it must come to in each host. */
interface Trial {
  readonly name: string
  readonly moment: Moment
  readonly facts: Partial<GoldenFacts>
  readonly world: 'sound' | 'broken' | 'failing'
  readonly expected: Effect
}

const brokenOutput = "Error: Cannot find module 'left-pad'\nRequire stack:\n- /x/index.js\n  code: 'MODULE_NOT_FOUND'"

const trials: readonly Trial[] = [
  { name: 'a sound repository', moment: 'session-start', facts: {}, world: 'sound', expected: 'nothing' },
  { name: 'packages are missing', moment: 'session-start', facts: {}, world: 'broken', expected: 'told' },
  { name: 'ls', moment: 'command', facts: { command: 'ls -la' }, world: 'sound', expected: 'nothing' },
  {
    name: 'a commit without its checks',
    moment: 'command',
    facts: { command: 'git add -A && git commit --no-verify -m "x"' },
    world: 'sound',
    expected: 'blocked',
  },
  {
    name: 'a fault of the code',
    moment: 'command-failed',
    facts: { command: 'node a.js', output: 'AssertionError: 1 == 2' },
    world: 'sound',
    expected: 'nothing',
  },
  {
    name: 'a fault of the environment',
    moment: 'command-failed',
    facts: { command: 'node index.js', output: brokenOutput },
    world: 'broken',
    expected: 'told',
  },
  { name: 'a file that nobody else holds', moment: 'edited', facts: {}, world: 'sound', expected: 'nothing' },
  { name: 'nothing has changed', moment: 'stop', facts: {}, world: 'sound', expected: 'nothing' },
  { name: 'a test fails', moment: 'stop', facts: {}, world: 'failing', expected: 'blocked' },
]

/** Drives golden inputs through each of our hooks, and what it answers through the contract of each host. */
export async function testOwnHooks(names: readonly HostName[], env: Environment): Promise<readonly ConformanceCase[]> {
  const cases: ConformanceCase[] = []
  for (const { name, moment, facts, world, expected } of trials) {
    for (const host of names.filter((candidate) => hosts[candidate].events[moment] !== undefined)) {
      const found = await inWorld(world, env, async (cwd) => {
        const input = goldenInput(host, moment, { cwd, command: 'true', output: '', file: 'index.js', ...facts })
        const command: Command = [process.execPath, siblingPath('bootstrap'), 'hook', host, moment]
        return emulate(host, moment, await runHook(command, { cwd, env, input, timeoutMs: hookTimeoutMs }))
      })
      cases.push({ host, moment, name, expected, found, isRight: found === expected })
    }
  }
  return cases
}

interface Control {
  readonly name: string
  /** A shell line of ours: what hooks of others do. */
  readonly line: string
  readonly expected: (host: HostName) => Effect
}

const controls: readonly Control[] = [
  { name: 'exit 1', line: 'echo failed; exit 1', expected: () => 'ignored' },
  { name: 'exit 1 with a reason on stderr', line: 'echo failed >&2; exit 1', expected: () => 'ignored' },
  {
    name: 'exit 2 without a word',
    line: 'exit 2',
    expected: (host) =>
      host === 'claude' ? 'blocked' : host === 'codex' || host === 'copilot' ? 'ignored' : 'nothing',
  },
  {
    name: 'a field too many',
    line: `echo '{"decision":"block","reason":"r","followup_message":"r","extra":1}'`,
    expected: (host) => (host === 'codex' ? 'ignored' : 'blocked'),
  },
  {
    name: 'words around the JSON',
    line: `echo checking; echo '{"decision":"block","reason":"r"}'`,
    expected: (host) => (host === 'codex' || host === 'gemini' ? 'ignored' : 'nothing'),
  },
  { name: 'a hook that hangs', line: 'exec sleep 600', expected: () => 'ignored' },
]

/** The negative controls: what does not block has to be seen not to block. At the moment of the stop. */
export async function testControls(names: readonly HostName[], env: Environment): Promise<readonly ConformanceCase[]> {
  const cases: ConformanceCase[] = []
  for (const { name, line, expected } of controls) {
    const run = await runHook(shellCommand(line), { cwd: tmpdir(), env, input: '{}', timeoutMs: hangTimeoutMs })
    for (const host of names) {
      const found = emulate(host, 'stop', run)
      cases.push({
        host,
        moment: 'stop',
        name: `control: ${name}`,
        expected: expected(host),
        found,
        isRight: found === expected(host),
      })
    }
  }
  return cases
}

interface HookCall {
  readonly cwd: string
  readonly env: Environment
  readonly input: string
  readonly timeoutMs: number
}

async function runHook(command: Command, { cwd, env, input, timeoutMs }: HookCall): Promise<HookRun> {
  const { outcome, stdout, stderr } = await captureCommand(command, {
    cwd,
    env,
    timeoutMs,
    killGraceMs: 100,
    stdin: { input },
  })
  return {
    stdout: stdout.toString('utf8'),
    stderr: stderr.toString('utf8'),
    exitCode: outcome.kind === 'exited' ? outcome.code : undefined,
  }
}

/** A repository of its own for one trial, at the level that blocks. */
async function inWorld<Value>(
  world: Trial['world'],
  env: Environment,
  work: (cwd: string) => Promise<Value>,
): Promise<Value> {
  const directory = await realpath(await mkdtemp(path.join(tmpdir(), 'groundcrew-agents-')))
  try {
    const cwd = path.join(directory, 'repo')
    await mkdir(cwd)
    // Without the hooks that a template of the user may bring.
    await captureCommand(['git', 'init', '--quiet', '--template='], { cwd, env })
    const script = world === 'failing' ? 'node fail.js' : 'node --version'
    const dependencies = world === 'broken' ? { 'left-pad': '1.3.0' } : {}
    await writeFile(
      path.join(cwd, 'package.json'),
      JSON.stringify({ name: 'a', scripts: { test: script }, dependencies }),
    )
    if (world === 'failing') await writeFile(path.join(cwd, 'fail.js'), "throw new Error('planted')\n")
    await mkdir(path.join(cwd, '.git/groundcrew/agents'), { recursive: true })
    await writeFile(path.join(cwd, '.git/groundcrew/agents/settings.json'), '{"level":"gate"}')
    if (world === 'sound') {
      const start: Command = [process.execPath, siblingPath('bootstrap'), 'hook', 'claude', 'session-start']
      await runHook(start, { cwd, env, input: JSON.stringify({ cwd }), timeoutMs: hookTimeoutMs })
    }
    return await work(cwd)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

export interface ForeignHook {
  readonly host: HostName
  readonly file: string
  readonly event: string
  readonly command: string
  /** `blocks nothing` with the reason; undefined: it may block. */
  readonly fault?: string
}

/** The hooks of others at the moments at which a hook can block: those that cannot, whatever they find, are named. Judged by reading. */
export async function judgeForeignHooks(root: string): Promise<readonly ForeignHook[]> {
  const found: ForeignHook[] = []
  for (const host of Object.values(hosts)) {
    const text = await readFile(path.join(root, host.file), 'utf8').catch(() => undefined)
    if (text === undefined) continue
    const { parse } = await import('jsonc-parser')
    const events = (parse(text) as { readonly hooks?: Readonly<Record<string, unknown>> } | undefined)?.hooks ?? {}
    for (const event of [host.events.stop?.name, host.events.command?.name]) {
      if (event === undefined) continue
      for (const command of commandsIn(events[event])) {
        if (command.includes('groundcrew/agent-hook')) continue
        const fault = await faultOf(command, { root, host: host.name })
        found.push({ host: host.name, file: host.file, event, command, ...(fault === undefined ? {} : { fault }) })
      }
    }
  }
  return found
}

/** Every `command` or `bash` below a node, whatever the host calls the levels between. */
function commandsIn(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(commandsIn)
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, value]) =>
    (key === 'command' || key === 'bash') && typeof value === 'string' ? [value] : commandsIn(value),
  )
}

const blockingForm = /\bexit 2\b|\bexit\(2\)|"?decision"?|permissionDecision|followup_message|"?permission"?\s*:/
const passesOn =
  /(?:^|[;&|]\s*)(?:npx |pnpm |yarn |bunx? |npm |make |lefthook |hk |pre-commit |prek |just |pytest|tsc|eslint|cargo |go |ruff|mypy)/

async function faultOf(
  command: string,
  place: { readonly root: string; readonly host: HostName },
): Promise<string | undefined> {
  const script =
    /(?:^|\s)"?(?:\$CLAUDE_PROJECT_DIR\/|\$\{CLAUDE_PROJECT_DIR\}\/|\.\/)?([\w./-]+\.(?:sh|bash|js|mjs|cjs|py|ts))\b/.exec(
      command,
    )?.[1]
  const body = script === undefined ? '' : await readFile(path.join(place.root, script), 'utf8').catch(() => '')
  const text = `${command}\n${body}`
  if (blockingForm.test(text)) return undefined
  const why = `${place.host} blocks only by its own form of answer`
  if (/\bexit 1\b|\bexit\(1\)/.test(text)) return `exits 1: it blocks nothing (${why})`
  return passesOn.test(command)
    ? `passes on its tool's exit code, 1 when it fails: it blocks nothing (${why})`
    : undefined
}
