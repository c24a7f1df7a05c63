import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { count } from '@groundcrew/core/text'
import type { EnvironmentVariable, Evidence, Package } from '@groundcrew/core/workspace'
import type { CheckContext, PlannedCheck } from '../context.ts'
import { ok, skip, warn } from '../finding.ts'
import { joinSome } from '../install/join-some.ts'
import { findSourceLines } from '../source-lines.ts'
import type { Finding } from '../report.ts'

/** `env.FILE` for each file that a sample stands for, and `env.import` where a module needs a secret to be imported at all. */
export function envChecks(context: CheckContext): readonly PlannedCheck[] {
  const { workspace } = context
  const targets = [...new Set(workspace.environmentVariables.map(({ target }) => target))].sort()
  const files = targets.map((target) => ({
    id: `env.${target}`,
    make: async () =>
      judgeTarget(
        target,
        workspace.environmentVariables.filter((variable) => variable.target === target),
        context,
      ),
  }))
  const hasPython = workspace.languages.some(({ name }) => name === 'python')
  const isRead = hasPython || hasKeyedClient(workspace.packages)
  return isRead ? [...files, { id: 'env.import', make: async () => judgeImports(context) }] : files
}

async function judgeTarget(
  target: string,
  variables: readonly EnvironmentVariable[],
  context: CheckContext,
): Promise<Finding> {
  const set = await readNames(path.join(context.root, target))
  const needed = variables.filter(({ name, hasDefault, isSecret }) => {
    const isAsked = isSecret || !hasDefault || set !== undefined
    return isAsked && !(set?.get(name) ?? false) && (context.env[name] ?? '') === ''
  })
  const sample = variables[0]?.evidence.file ?? ''
  const absent = set === undefined ? `${target} is not there` : ''
  if (needed.length === 0) {
    if (set !== undefined || variables.length === 0) return ok(`${target} has what ${sample} names`)
    const directory = path.posix.dirname(target)
    const isOfPackage = directory === '.' || context.workspace.packages.some((entry) => entry.directory === directory)
    const message = `${absent}, ${sample} has a value for all that it names`
    return isOfPackage ? warn(message, fixedByBootstrap(variables)) : skip(message, fixedByBootstrap(variables))
  }
  const secrets = needed.filter(({ isSecret }) => isSecret).map(({ name }) => name)
  const names = joinSome(needed.map(({ name }) => name))
  const message = `${absent === '' ? target : absent}${absent === '' ? '' : ','} ${set === undefined ? 'and ' : ''}${count(needed.length, 'variable')} of ${sample} not set: ${names}`
  const evidence = needed.map((variable) => variable.evidence).slice(0, evidenceMax)
  const facts = { missing: needed.map(({ name }) => name), secrets }
  if (secrets.length > 0) return warn(message, { evidence, fix: `ask the user for ${joinSome(secrets)}`, facts })
  return warn(message, { evidence, facts, ...(set === undefined ? { fix: 'bootstrap --only environment' } : {}) })
}

const evidenceMax = 5

function fixedByBootstrap(variables: readonly EnvironmentVariable[]): {
  readonly fix: string
  readonly evidence: readonly Evidence[]
} {
  return { fix: 'bootstrap --only environment', evidence: variables.slice(0, 1).map(({ evidence }) => evidence) }
}

/** The names of a file of variables, each with whether it has a value; undefined without the file. */
async function readNames(file: string): Promise<ReadonlyMap<string, boolean> | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const names = new Map<string, boolean>()
  for (const [, name = '', value = ''] of text.matchAll(
    /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=[ \t]*([^\r\n]*)$/gm,
  )) {
    names.set(name, value.trim() !== '' && !/^(?:""|'')$/.test(value.trim()))
  }
  return names
}

const secretPart = /KEY|TOKEN|SECRET|PASSWORD/
/** At the left margin, so it runs when the module is imported: a look-up that raises, or a client that refuses an empty key. */
const importTimeRead =
  /^(?![ \t#])[^#\n]*?(?:\b(?:Async)?(OpenAI|Groq)\(\s*\)|os\.environ\[["'](\w+)["']\]|\w+\([^#\n]*?(?:api_?key|token|secret)\s*=\s*os\.(?:environ\.get|getenv)\(\s*["'](\w+)["']\s*\))/

/** Clients of npm that refuse to be made without a key; only with one of them are sources of JavaScript read. */
const keyedClients =
  /^(?:openai|stripe|resend|replicate|groq-sdk|twilio|postmark|@anthropic-ai\/sdk|@google\/generative-ai|@supabase\/supabase-js|@sendgrid\/mail)$/

function hasKeyedClient(packages: readonly Package[]): boolean {
  return packages.some(
    ({ ecosystem, dependencies }) => ecosystem === 'npm' && dependencies.some(({ name }) => keyedClients.test(name)),
  )
}

/** The same of JavaScript: a client that is made with the key, or a module that throws without it. */
const importTimeReadOfNode =
  /^(?:export )?(?:(?:const|let|var) \w+ = new (OpenAI|Groq)\(\s*\)|(?:const|let|var) \w+ = new \w+\([^/\n]*?process\.env(?:\.(\w+)|\[['"](\w+)['"]\])|if \(!process\.env\.(\w+)\) (?:\{ )?throw )/

/** Clients that look for their key by themselves, and cannot be made without it. */
const keysByClient: Readonly<Record<string, string>> = { OpenAI: 'OPENAI_API_KEY', Groq: 'GROQ_API_KEY' }
const clientWords = Object.keys(keysByClient).map((name) => `${name}(`)

const sourceReads: readonly SourceRead[] = [
  { files: /\.py$/, words: ['environ', 'getenv', ...clientWords], pattern: importTimeRead },
  { files: /\.[cm]?[jt]sx?$/, words: ['process.env', ...clientWords], pattern: importTimeReadOfNode },
]

interface SourceRead {
  readonly files: RegExp
  readonly words: readonly string[]
  readonly pattern: RegExp
}

async function judgeImports(context: CheckContext): Promise<Finding> {
  const { root, env } = context
  const set = await readNames(path.join(root, '.env'))
  const reads = sourceReads.filter(({ files }) => files.test('a.py') || hasKeyedClient(context.workspace.packages))
  const lines = await Promise.all(
    reads.map(async ({ pattern, ...wanted }) => {
      const found = await findSourceLines(context, {
        ...wanted,
        isWanted: (file) => !/(?:^|\/)(?:tests?|bin|examples?|docs?|scripts?|tools?|fixtures?)\//.test(file),
      })
      return found.map(({ text, evidence }) => ({ match: pattern.exec(text), evidence }))
    }),
  )
  const found = lines.flat().flatMap(({ match, evidence }) => {
    const written = match?.slice(1).find((word) => word !== undefined)
    const name = keysByClient[written ?? ''] ?? written
    if (name === undefined || !secretPart.test(name) || (env[name] ?? '') !== '' || set?.get(name) === true) return []
    return [{ name, evidence }]
  })
  const [first] = found
  if (first === undefined) return ok('no module needs a secret that is not set to be imported')
  const names = [...new Set(found.map(({ name }) => name))]
  return warn(
    `${joinSome(names)} not set, and read when ${first.evidence.file} is imported: nothing that imports it can start, its tests neither`,
    {
      evidence: found.map(({ evidence }) => evidence).slice(0, evidenceMax),
      fix: `ask the user for ${joinSome(names)}`,
      facts: { missing: names },
    },
  )
}
