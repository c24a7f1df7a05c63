import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { findProgram } from '@groundcrew/core/process'
import { count } from '@groundcrew/core/text'
import { packagesOf, type PackageManager } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'
import { fail, ok, skip, unknown, warn } from '../finding.ts'
import { readText } from '../npm/direct-dependencies.ts'
import type { Finding } from '../report.ts'
import { installFix } from './install-fix.ts'
import { joinSome } from './join-some.ts'

/** The gems of Gemfile.lock against the specifications that lie in Ruby's gem directories. */
export async function judgeBundlerInstall(manager: PackageManager, context: CheckContext): Promise<Finding> {
  const { root } = context
  const details = { evidence: [manager.evidence] }
  if (manager.lockfile === undefined) return judgeWithoutLock(manager, context)
  const locked = readGemfileLock((await readText(path.join(root, manager.lockfile))) ?? '')
  if (locked.size === 0) return ok('no gem is asked for', details)
  const directories = await gemDirectories(manager, context)
  if (directories.kind === 'none') return skip('there is no Ruby to ask', details)
  if (directories.kind === 'untold') return unknown(directories.reason, details)
  const installed = await readSpecifications(directories.paths)
  const missing = [...locked].filter(([, names]) => !names.some((name) => installed.has(name))).map(([gem]) => gem)
  const total = count(locked.size, 'gem')
  if (missing.length === 0) return ok(`${total} installed as ${manager.lockfile} has them`, details)
  const isNothing = missing.length === locked.size
  const what = isNothing
    ? `nothing is installed: ${total} locked`
    : `${missing.length} of ${total} not installed as locked: ${joinSome(missing)}`
  return fail(what, {
    ...details,
    fix: await installFix(manager, { isFrozen: true }, context),
    blocks: rubyCommands(manager, context),
    facts: { kind: isNothing ? 'absent' : 'partial' },
  })
}

/** By name alone. A gem of an optional group, or behind a condition, may rightly be missing where most others are there. */
async function judgeWithoutLock(manager: PackageManager, context: CheckContext): Promise<Finding> {
  const details = { evidence: [manager.evidence] }
  const asked = new Set(
    packagesOf(manager, context.workspace).flatMap(({ dependencies }) => dependencies.map(({ name }) => name)),
  )
  if (asked.size === 0) return ok('no gem is asked for', details)
  const directories = await gemDirectories(manager, context)
  if (directories.kind === 'none') return skip('there is no Ruby to ask', details)
  if (directories.kind === 'untold') return unknown(directories.reason, details)
  const installed = new Set([...(await readSpecifications(directories.paths))].map(gemName))
  const missing = [...asked].filter((name) => !installed.has(name))
  const total = count(asked.size, 'gem')
  if (missing.length === 0) return ok(`${total} installed, no lockfile to compare`, details)
  const isNothing = missing.length === asked.size
  const what = isNothing
    ? `nothing is installed: ${total} asked for`
    : `${missing.length} of ${total} not installed: ${joinSome(missing)}`
  const isMost = missing.length * 2 > asked.size
  return (isMost ? fail : warn)(what, {
    ...details,
    fix: await installFix(manager, { isFrozen: false }, context),
    blocks: isMost ? rubyCommands(manager, context) : [],
    facts: { kind: isNothing ? 'absent' : 'partial' },
  })
}

/** `nokogiri` of `nokogiri-1.15.0-x86_64-linux`. */
function gemName(specification: string): string {
  return specification.replace(/-\d[\w.]*(?:-[\w.-]+)?$/, '')
}

function rubyCommands({ directory }: PackageManager, { workspace }: CheckContext): readonly string[] {
  return workspace.commands
    .filter(({ ecosystem, packageDirectory }) => ecosystem === 'ruby' && packageDirectory === directory)
    .map(({ id }) => id)
}

/** `rake 13.0.6` to the names its specification may have: one for each platform. Only gems of a gem server. */
function readGemfileLock(text: string): ReadonlyMap<string, readonly string[]> {
  const gems = new Map<string, readonly string[]>()
  const [, ...sections] = text.split(/^GEM$/m)
  for (const section of sections) {
    const body = section.split(/^[A-Z]/m, 1)[0] ?? ''
    for (const [, name = '', version = '', platform] of body.matchAll(
      /^ {4}([\w.-]+) \(([\d.]+[\w.]*)(?:-([\w.-]+))?\)$/gm,
    )) {
      const gem = `${name} ${version}`
      const file = platform === undefined ? `${name}-${version}` : `${name}-${version}-${platform}`
      gems.set(gem, [...(gems.get(gem) ?? []), file])
    }
  }
  return gems
}

type GemDirectories =
  | { readonly kind: 'found'; readonly paths: readonly string[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'untold'; readonly reason: string }

async function gemDirectories({ directory }: PackageManager, context: CheckContext): Promise<GemDirectories> {
  const { env, root, prober } = context
  const ruby = await findProgram('ruby', { env, cwd: root })
  if (ruby === undefined) return { kind: 'none' }
  const cwd = path.join(root, directory)
  const answer = await prober.ask([ruby, '--disable=did_you_mean', '-e', 'puts Gem.path'], { cwd })
  if (answer.kind === 'missing') return { kind: 'none' }
  if (answer.kind === 'failed') return { kind: 'untold', reason: `${ruby} ${answer.reason}` }
  if (answer.code !== 0)
    return { kind: 'untold', reason: `${ruby} did not tell where its gems are: exit ${answer.code}` }
  const settings = await readText(path.join(cwd, '.bundle/config'))
  const bundled = env['BUNDLE_PATH'] ?? /^BUNDLE_PATH: "?([^"\n]+)"?/m.exec(settings ?? '')?.[1] ?? 'vendor/bundle'
  const abis = await readdir(path.join(path.resolve(cwd, bundled), 'ruby')).catch(() => [])
  const own = abis.map((abi) => path.join(path.resolve(cwd, bundled), 'ruby', abi))
  return { kind: 'found', paths: [...answer.stdout.split('\n').filter((line) => path.isAbsolute(line)), ...own] }
}

async function readSpecifications(directories: readonly string[]): Promise<ReadonlySet<string>> {
  const folders = directories.flatMap((directory) => [
    path.join(directory, 'specifications'),
    // The gems that come with Ruby.
    path.join(directory, 'specifications/default'),
  ])
  const files = await Promise.all(folders.map(async (folder) => readdir(folder).catch(() => [])))
  return new Set(files.flat().map((file) => file.replace(/\.gemspec$/, '')))
}
