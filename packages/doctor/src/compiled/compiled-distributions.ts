import { packagesOf, type PackageManager } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'
import { fail, ok, skip } from '../finding.ts'
import { joinSome } from '../install/join-some.ts'
import { inspectInterpreter, normaliseName } from '../python/inspect-interpreter.ts'
import { locateInterpreter } from '../python/interpreter.ts'
import { judgeWheels } from '../python/wheels.ts'
import type { Finding } from '../report.ts'
import { cCompiler, make, missingParts, missingRemark, type Part } from './parts.ts'

const pkgConfig: Part = { what: 'pkg-config', programs: ['pkg-config', 'pkgconf'] }
const cargo: Part = { what: 'cargo', programs: ['cargo'] }

/** Distributions that publish no wheels for Linux, and what compiling them needs. A rule of thumb: what is not here is not judged. */
const sourceOnly: ReadonlyMap<string, readonly Part[]> = new Map([
  ['psycopg2', [cCompiler, { what: 'pg_config', programs: ['pg_config'], variable: 'PG_CONFIG' }]],
  ['psycopg-c', [cCompiler, { what: 'pg_config', programs: ['pg_config'], variable: 'PG_CONFIG' }]],
  ['mysqlclient', [cCompiler, pkgConfig]],
  ['python-ldap', [cCompiler]],
  ['pycairo', [cCompiler, pkgConfig]],
  ['pygobject', [cCompiler, pkgConfig]],
  ['dbus-python', [cCompiler, pkgConfig]],
  ['uwsgi', [cCompiler]],
  ['pygraphviz', [cCompiler]],
  ['pyaudio', [cCompiler]],
  ['netifaces', [cCompiler]],
  ['pylibmc', [cCompiler]],
  ['python-snappy', [cCompiler]],
  ['pysqlite3', [cCompiler]],
  ['gdal', [cCompiler, { what: 'gdal-config', programs: ['gdal-config'] }]],
])

/** Without a wheel for an older Python these are compiled by Rust; every other one by a C compiler. */
const builtByRust: ReadonlySet<string> = new Set([
  'pydantic',
  'pydantic-core',
  'orjson',
  'tiktoken',
  'cryptography',
  'tokenizers',
  'rpds-py',
  'bcrypt',
  'watchfiles',
  'safetensors',
])

/** What pip would compile: it publishes no wheel, or none for this Python; and whether this machine can. */
export async function judgeCompiledDistributions(manager: PackageManager, context: CheckContext): Promise<Finding> {
  const asked = packagesOf(manager, context.workspace).flatMap(({ dependencies }) => dependencies)
  const needed = new Map<string, readonly Part[]>()
  if (process.platform === 'linux') {
    for (const { name, kind } of asked) {
      const parts = kind === 'optional' ? undefined : sourceOnly.get(normaliseName(name))
      if (parts !== undefined) needed.set(normaliseName(name), parts)
    }
  }
  for (const name of await withoutWheel(manager, context)) {
    needed.set(name, builtByRust.has(name) ? [cargo, cCompiler] : [cCompiler, ...(name === 'grpcio' ? [make] : [])])
  }
  for (const name of await installedOf(needed, manager, context)) needed.delete(name)
  if (needed.size === 0) return skip('no distribution is known to be compiled here')
  const parts = [...new Set([...needed.values()].flat())]
  const missing = await missingParts(parts, context)
  const blocked = [...needed].filter(([, of]) => of.some((part) => missing.includes(part))).map(([name]) => name)
  const evidence = asked
    .filter(({ name }) =>
      missing.length === 0 ? needed.has(normaliseName(name)) : blocked.includes(normaliseName(name)),
    )
    .map((dependency) => dependency.evidence)
  if (missing.length === 0) return ok(`${joinSome([...needed.keys()])} compiled here, with what is there`, { evidence })
  return fail(
    `${joinSome(blocked)} ${blocked.length === 1 ? 'is' : 'are'} compiled when ${blocked.length === 1 ? 'it is' : 'they are'} installed, and ${missingRemark(missing)}`,
    {
      evidence,
      fix: `ask the user to install ${missing.map((part) => part.what).join(' and ')}`,
      facts: { packages: blocked, programs: missing.flatMap(({ programs }) => programs) },
    },
  )
}

/** Names of `dependencies.wheels`. */
async function withoutWheel(manager: PackageManager, context: CheckContext): Promise<readonly string[]> {
  const { state, facts } = await judgeWheels(manager, context)
  const pins = state === 'warn' ? facts?.['pins'] : undefined
  return Array.isArray(pins) ? pins.map((pin) => normaliseName(String(pin).replace(/==.*$/, ''))) : []
}

async function installedOf(
  needed: ReadonlyMap<string, unknown>,
  manager: PackageManager,
  context: CheckContext,
): Promise<readonly string[]> {
  if (needed.size === 0) return []
  const located = await locateInterpreter(manager, context)
  if (located.kind !== 'found') return []
  const inspection = await inspectInterpreter(located.interpreter.path, {
    cwd: context.root,
    modules: [],
    prober: context.prober,
    env: context.env,
  })
  if (inspection.kind !== 'told') return []
  return [...needed.keys()].filter((name) => inspection.facts.distributions.has(name))
}
