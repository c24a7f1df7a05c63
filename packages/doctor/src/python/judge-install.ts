import { stat } from 'node:fs/promises'
import path from 'node:path'
import { formatCommand } from '@groundcrew/core/process'
import { count } from '@groundcrew/core/text'
import type { Evidence, PackageManager, WorkspaceCommand } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'
import { fail, ok, skip, unknown, warn } from '../finding.ts'
import { inDirectory } from '../install/install-fix.ts'
import { joinSome } from '../install/join-some.ts'
import type { Finding } from '../report.ts'
import { readAskedDistributions, type AskedDistribution, type Marker } from './asked.ts'
import { inspectInterpreter, normaliseName, type InterpreterFacts } from './inspect-interpreter.ts'
import { locateInterpreter, type Interpreter } from './interpreter.ts'
import { evaluateMarker } from './marker.ts'
import { meetsSpecifiers } from './specifier.ts'

const evidenceMax = 5
const factsMax = 50

/** The distributions of the interpreter that will run, against requirements files and pyproject.toml. */
export async function judgePythonInstall(manager: PackageManager, context: CheckContext): Promise<Finding> {
  const located = await locateInterpreter(manager, context)
  const evidence = [manager.evidence]
  switch (located.kind) {
    case 'none':
      return skip('there is no Python to ask', { evidence })
    case 'untold':
      return unknown(located.reason, { evidence })
    case 'no-environment':
      return fail(`nothing is installed: ${manager.name} has made no environment`, {
        evidence,
        fix: fixOf(manager, undefined),
        blocks: pythonCommands(manager, context).map(({ id }) => id),
        facts: { kind: 'absent' },
      })
    case 'broken':
      return fail(`the virtual environment ${located.environment} has no Python any more`, {
        evidence,
        fix: `python3 -m venv --clear ${formatCommand([located.environment])} && ${fixOf(manager, located)}`,
        blocks: pythonCommands(manager, context).map(({ id }) => id),
        facts: { kind: 'broken' },
      })
    case 'found':
      return judgeInterpreter(located.interpreter, { manager, context })
  }
}

interface Subject {
  readonly manager: PackageManager
  readonly context: CheckContext
}

async function judgeInterpreter(interpreter: Interpreter, subject: Subject): Promise<Finding> {
  const { manager, context } = subject
  const commands = pythonCommands(manager, context)
  const modules = [...new Set(commands.flatMap(({ module }) => (module === undefined ? [] : [topLevel(module)])))]
  const [asked, inspection] = await Promise.all([
    readAskedDistributions(manager, context),
    inspectInterpreter(interpreter.path, {
      cwd: path.join(context.root, manager.directory),
      modules,
      prober: context.prober,
      env: context.env,
    }),
  ])
  if (inspection.kind === 'untold') return unknown(inspection.reason, { evidence: [manager.evidence] })
  const { facts } = inspection
  const relevant = asked.filter(({ marker }) => isAsked(marker, facts))
  const missing = relevant.filter(({ dependency }) => !facts.distributions.has(normaliseName(dependency.name)))
  return judge(subject, {
    interpreter,
    relevant,
    missing,
    wrong: relevant.flatMap((entry) => wrongVersion(entry, facts)),
    stuck: await findStuck(commands, { facts, interpreter, root: context.root }),
  })
}

/** A marker that is not understood excuses: better silent than wrong. */
function isAsked(marker: Marker, { markers }: InterpreterFacts): boolean {
  switch (marker.kind) {
    case 'none':
      return true
    case 'written':
      return evaluateMarker(marker.text, markers) === true
    case 'unread':
      return false
  }
}

interface Wrong {
  readonly entry: AskedDistribution
  readonly installed: string
}

function wrongVersion(entry: AskedDistribution, { distributions }: InterpreterFacts): readonly Wrong[] {
  const { name, range } = entry.dependency
  const installed = distributions.get(normaliseName(name))
  if (installed === undefined || range === '' || range.startsWith('@')) return []
  return meetsSpecifiers(installed, range) === false ? [{ entry, installed }] : []
}

/** Commands whose module or program the interpreter does not have. */
async function findStuck(
  commands: readonly WorkspaceCommand[],
  {
    facts,
    interpreter,
    root,
  }: { readonly facts: InterpreterFacts; readonly interpreter: Interpreter; readonly root: string },
): Promise<readonly { readonly command: WorkspaceCommand; readonly name: string }[]> {
  const stuck: { command: WorkspaceCommand; name: string }[] = []
  for (const command of commands) {
    const { module, program, programSource } = command
    if (module !== undefined) {
      if (!facts.modules.has(topLevel(module))) stuck.push({ command, name: module })
    } else if (programSource === 'venv' && interpreter.environment !== undefined) {
      const file = path.join(root, interpreter.environment, 'bin', program)
      if ((await stat(file).catch(() => undefined)) === undefined) stuck.push({ command, name: program })
    }
  }
  return stuck
}

interface Verdict {
  readonly interpreter: Interpreter
  readonly relevant: readonly AskedDistribution[]
  readonly missing: readonly AskedDistribution[]
  readonly wrong: readonly Wrong[]
  readonly stuck: readonly { readonly command: WorkspaceCommand; readonly name: string }[]
}

function judge({ manager, context }: Subject, { interpreter, relevant, missing, wrong, stuck }: Verdict): Finding {
  const place = interpreter.environment ?? `${interpreter.path}, without a virtual environment`
  const total = count(relevant.length, 'requirement')
  const remarks = [
    ...missingRemark(missing, total, relevant.length),
    // Of a Python that is not this repository's, what lacks says enough.
    ...(interpreter.environment === undefined && missing.length > 0 ? [] : wrongRemark(wrong, total)),
    ...stuckRemark(stuck.map(({ name }) => name)),
  ]
  if (remarks.length === 0) return ok(`${total} installed in ${place}`, { evidence: [manager.evidence] })
  const isRuntimeMissing = missing.some(({ dependency }) => dependency.kind === 'runtime')
  const isBad = isRuntimeMissing || stuck.length > 0 || wrong.some(({ entry }) => entry.dependency.kind === 'runtime')
  const isNothing = missing.length === relevant.length && missing.length > 0
  const blocked = isRuntimeMissing
    ? pythonCommands(manager, context).filter(({ role }) => role === 'test' || role === 'e2e' || role === 'build')
    : []
  const build = isBad ? fail : warn
  return build(`${remarks.join('; ')} (in ${place})`, {
    evidence: evidenceOf([...missing, ...wrong.map(({ entry }) => entry)], manager),
    fix: fixOf(manager, interpreter),
    blocks: [...new Set([...blocked, ...stuck.map(({ command }) => command)].map(({ id }) => id))].sort(),
    facts: {
      kind: isNothing ? 'absent' : missing.length > 0 ? 'partial' : 'stale',
      missing: missing.slice(0, factsMax).map(({ dependency }) => dependency.name),
      wrong: wrong.slice(0, factsMax).map(({ entry, installed }) => ({ name: entry.dependency.name, installed })),
    },
  })
}

function missingRemark(missing: readonly AskedDistribution[], total: string, amount: number): readonly string[] {
  if (missing.length === 0) return []
  if (missing.length === amount) return [`nothing is installed: none of ${total} is there`]
  return [`${missing.length} of ${total} not installed: ${joinSome(missing.map(({ dependency }) => dependency.name))}`]
}

function wrongRemark(wrong: readonly Wrong[], total: string): readonly string[] {
  if (wrong.length === 0) return []
  const shown = wrong.map(({ entry: { dependency }, installed }) => {
    return `${dependency.name} ${installed} is installed, ${dependency.range} is asked`
  })
  return [`${wrong.length} of ${total} in another version: ${joinSome(shown)}`]
}

function stuckRemark(names: readonly string[]): readonly string[] {
  const unique = [...new Set(names)]
  return unique.length === 0 ? [] : [`${joinSome(unique)} cannot be started`]
}

function evidenceOf(entries: readonly AskedDistribution[], manager: PackageManager): readonly Evidence[] {
  const lines = entries.slice(0, evidenceMax).map(({ dependency }) => dependency.evidence)
  return lines.length === 0 ? [manager.evidence] : lines
}

function pythonCommands({ directory }: PackageManager, { workspace }: CheckContext): readonly WorkspaceCommand[] {
  const served = new Set(
    workspace.packages
      .filter(({ ecosystem, workspaceRoot, ...found }) => {
        return ecosystem === 'python' && (found.directory === directory || workspaceRoot === directory)
      })
      .map((found) => found.directory),
  )
  return workspace.commands.filter(
    ({ ecosystem, packageDirectory }) => ecosystem === 'python' && served.has(packageDirectory),
  )
}

/** Without an environment, pip would install into the machine's own Python: a virtual environment comes first. */
function fixOf(manager: PackageManager, interpreter: Pick<Interpreter, 'environment'> | undefined): string {
  const { installCommand, name, directory } = manager
  if (name !== 'pip' || interpreter?.environment !== undefined) {
    return inDirectory(directory, formatCommand([...installCommand]))
  }
  const at = installCommand.indexOf('-m')
  const args = at < 0 ? ['-m', 'pip', 'install'] : installCommand.slice(at)
  return inDirectory(directory, `python3 -m venv .venv && ${formatCommand(['.venv/bin/python', ...args])}`)
}

function topLevel(module: string): string {
  return module.split('.', 1)[0] ?? module
}
