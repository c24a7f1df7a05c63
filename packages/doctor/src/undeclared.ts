import { builtinModules } from 'node:module'
import { askSibling } from '@groundcrew/core/process'
import type { Evidence, Package } from '@groundcrew/core/workspace'
import type { CheckContext } from './context.ts'
import { fail, ok, skip, unknown } from './finding.ts'
import { joinSome } from './install/join-some.ts'
import type { Finding } from './report.ts'

const askTimeoutMs = 20_000
const importsMax = 20_000

interface Import {
  readonly path: string
  readonly line: number
  readonly specifier: string
  readonly resolution: string
  readonly kind: string
}

/**
 * Packages of npm that code imports and no manifest above it asks for: they are there by accident, or not at all. The code map knows
 * the imports; it is asked only where dependencies are asked for by name, because its first index may take longer than a report should.
 */
export async function judgeUndeclared(context: CheckContext): Promise<Finding> {
  const { root, env, only } = context
  if (!only.some((name) => name === 'dependencies' || name === 'dependencies.undeclared')) {
    return skip('looked for when it is named: doctor --only dependencies --budget 60s')
  }
  const answer = await askSibling('code-map', ['imports', '.', '--limit', String(importsMax)], {
    cwd: root,
    env,
    timeoutMs: askTimeoutMs,
    signal: context.signal,
  })
  const imports = (answer as { readonly shown?: readonly Import[] } | undefined)?.shown
  if (imports === undefined) return unknown('code-map gave no answer')
  const found = new Map<string, Evidence>()
  for (const { path: file, line, specifier, resolution } of imports) {
    if (resolution !== 'external' || !/\.[cm]?[jt]sx?$/.test(file) || isTestWorld(file)) continue
    const name = packageName(specifier)
    if (name === undefined || found.has(name) || isDeclared(name, file, context)) continue
    found.set(name, { file, line })
  }
  if (found.size === 0) return ok(`${imports.length} imports looked at`)
  return fail(
    `${joinSome([...found.keys()])} imported, and no package.json above asks for ${found.size === 1 ? 'it' : 'them'}`,
    {
      evidence: [...found.values()].slice(0, evidenceMax),
      isEnvironment: false,
      facts: { packages: [...found.keys()] },
    },
  )
}

const evidenceMax = 5
const builtins = new Set([...builtinModules, 'bun', 'deno'])

function packageName(specifier: string): string | undefined {
  if (/^(?:\.|\/|#|~|@\/|\$|\w+:)/.test(specifier)) return undefined
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0]
  return name === undefined || builtins.has(name) || !/^(?:@[\w.-]+\/)?[\w.-]+$/.test(name) ? undefined : name
}

function isTestWorld(file: string): boolean {
  return /(?:^|\/)(?:fixtures?|__fixtures__|__mocks__|examples?|templates?|testdata|vendor|node_modules)\//.test(file)
}

/** By the manifest of its own package or of one above it; the types of a package declare it, too. */
function isDeclared(name: string, file: string, { workspace }: CheckContext): boolean {
  const owners = workspace.packages.filter(
    ({ ecosystem, directory }) => ecosystem === 'npm' && (directory === '.' || file.startsWith(`${directory}/`)),
  )
  if (owners.length === 0) return true
  const types = `@types/${name.replace(/^@([^/]+)\//, '$1__')}`
  return owners.some(
    (owner: Package) =>
      owner.name === name ||
      owner.dependencies.some((dependency) => dependency.name === name || dependency.name === types),
  )
}
