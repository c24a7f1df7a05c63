import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { runGit } from '@groundcrew/core/repo'
import type { EnvironmentVariable } from '@groundcrew/core/workspace'
import { nothingPlanned, type Need, type Planned } from '../action.ts'
import { hashOf } from '../checkout.ts'
import type { PlanContext } from './context.ts'

/**
 * `.env` from `.env.example`, with the values that the sample gives and empty ones for secrets: those are asked of the user. A file
 * that is there is not touched, whatever it lacks.
 */
export async function planEnvironmentFiles(context: PlanContext): Promise<Planned> {
  const { workspace } = context
  const targets = [...new Set(workspace.environmentVariables.map(({ target }) => target))].sort()
  const planned = await Promise.all(
    targets.map(async (target) =>
      planTarget(
        target,
        workspace.environmentVariables.filter((variable) => variable.target === target),
        context,
      ),
    ),
  )
  return {
    actions: planned.flatMap(({ actions }) => actions),
    needs: planned.flatMap(({ needs }) => needs),
    remarks: planned.flatMap(({ remarks }) => remarks),
  }
}

async function planTarget(
  target: string,
  variables: readonly EnvironmentVariable[],
  context: PlanContext,
): Promise<Planned> {
  const [first] = variables
  if (first === undefined) return nothingPlanned
  const sample = first.evidence.file
  const id = `environment:${target}`
  const existing = await readFile(path.join(context.root, target), 'utf8').catch(() => undefined)
  if (existing !== undefined)
    return { ...nothingPlanned, needs: askFor(unsetSecrets(existing, variables, context), id, context) }
  const needs = askFor(unsetSecrets('', variables, context), id, context)
  if (!(await isIgnored(target, context))) {
    const message = `${target} is not ignored by git, so ${sample} is not copied to it: a secret in it would be committed`
    return { actions: [], needs: [...needs, { id, message, evidence: [first.evidence] }], remarks: [] }
  }
  const text = await readFile(path.join(context.root, sample), 'utf8')
  const action = {
    id,
    part: 'environment',
    reason: `${target} is not there, ${sample} says what belongs into it`,
    effect: 'write',
    evidence: [first.evidence],
    steps: [{ kind: 'file', file: target, text: withoutSecrets(text, variables) }],
    key: hashOf([target]),
    witnesses: [target],
  } as const
  return { actions: [action], needs, remarks: [] }
}

/** The lines of the sample as they are, but for the values of secrets, whatever stands there. */
function withoutSecrets(text: string, variables: readonly EnvironmentVariable[]): string {
  const secrets = new Set(variables.filter(({ isSecret }) => isSecret).map(({ name }) => name))
  return text
    .split('\n')
    .map((line) => {
      const match = /^(\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=)[^\r]*(\r?)$/.exec(line)
      return match !== null && secrets.has(match[2] ?? '') ? `${match[1] ?? ''}${match[3] ?? ''}` : line
    })
    .join('\n')
}

function unsetSecrets(
  text: string,
  variables: readonly EnvironmentVariable[],
  context: PlanContext,
): readonly EnvironmentVariable[] {
  const filled = new Set(
    [...text.matchAll(/^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=[ \t]*\S/gm)].map(([, name = '']) => name),
  )
  return variables.filter(({ name, isSecret }) => isSecret && !filled.has(name) && !isSet(context, name))
}

function isSet({ env }: PlanContext, name: string): boolean {
  return (env[name] ?? '') !== ''
}

function askFor(secrets: readonly EnvironmentVariable[], id: string, { root }: PlanContext): readonly Need[] {
  return secrets.map(({ name, target, evidence }) => {
    const isLaravels = name === 'APP_KEY' && existsSync(path.join(root, path.dirname(target), 'artisan'))
    const maker = isLaravels ? ' (or whether php artisan key:generate may make a new one)' : ''
    return { id, message: `ask the user for ${name}${maker}, and put it into ${target}`, evidence: [evidence] }
  })
}

/** Outside a repository nothing is committed. */
async function isIgnored(target: string, { repository, root }: PlanContext): Promise<boolean> {
  if (repository === undefined) return true
  const { code } = await runGit(repository, ['check-ignore', '--quiet', '--no-index', '--', path.join(root, target)])
  return code === 0
}
