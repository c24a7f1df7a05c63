import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { packagesOf, type PackageManager } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'
import { fail, ok, skip, warn } from '../finding.ts'
import { inDirectory } from '../install/install-fix.ts'
import { joinSome } from '../install/join-some.ts'
import { upToRoot } from '../python/interpreter.ts'
import type { Finding } from '../report.ts'
import { cppCompiler, make, missingParts, missingRemark, pythonForGyp } from './parts.ts'

/**
 * Packages of npm that are compiled wherever they are installed: they publish no binaries. A rule of thumb for what is not installed yet; what is
 * installed shows it by itself.
 */
const alwaysCompiled: ReadonlySet<string> = new Set(
  'node-expat microtime deasync fibers node-pty ffi-napi ref-napi bigint-buffer node-libcurl raw-socket i2c-bus spi-device pcap iconv mmap-io integer time node-rdkafka zeromq-ng posix unix-dgram epoll pigpio diskusage nodegit-native heapdump gc-stats node-gdal java odbc ibm_db'.split(
    ' ',
  ),
)

/** Addons of direct dependencies that are neither built nor brought ready, and whether this machine can build them. */
export async function judgeCompiledAddons(manager: PackageManager, context: CheckContext): Promise<Finding> {
  const { root, workspace } = context
  const asked = packagesOf(manager, workspace).flatMap(({ directory, dependencies }) =>
    dependencies.filter(({ kind }) => kind !== 'peer').map((dependency) => ({ dependency, directory })),
  )
  const unbuilt: string[] = []
  const coming: string[] = []
  for (const { dependency, directory } of asked) {
    const { name } = dependency
    const installed = upToRoot(directory)
      .map((above) => path.join(root, above, 'node_modules', name))
      .find((place) => existsSync(place))
    if (installed === undefined) {
      if (alwaysCompiled.has(name)) coming.push(name)
    } else if (isUnbuilt(installed)) unbuilt.push(name)
  }
  const names = [...new Set([...unbuilt, ...coming])]
  if (names.length === 0) return skip('no direct dependency has to be compiled')
  const evidence = asked
    .filter(({ dependency }) => names.includes(dependency.name))
    .map(({ dependency }) => dependency.evidence)
  const missing = await missingParts([pythonForGyp, make, cppCompiler], context)
  const what = `${joinSome(names)} ${names.length === 1 ? 'is' : 'are'} compiled here`
  if (missing.length > 0) {
    return fail(`${what}, and ${missingRemark(missing)}`, {
      evidence,
      fix: `ask the user to install ${missing.map((part) => part.what).join(' and ')}`,
      facts: { packages: names, programs: missing.flatMap(({ programs }) => programs) },
    })
  }
  if (unbuilt.length === 0) return ok(`${what}, with what is there`, { evidence })
  const unique = [...new Set(unbuilt)]
  return warn(
    `${joinSome(unique)} ${unique.length === 1 ? 'has no addon' : 'have no addons'}: neither built nor brought`,
    {
      evidence,
      fix: inDirectory(manager.directory, rebuildCommand(manager, unique, root)),
      facts: { packages: unique },
    },
  )
}

/** Where install scripts are switched off, building again has to be asked for. */
function rebuildCommand({ name, directory }: PackageManager, packages: readonly string[], root: string): string {
  const words = packages.join(' ')
  const says = (file: string, pattern: RegExp): boolean => pattern.test(readText(path.join(root, directory, file)))
  if (name === 'bun') return `bun pm trust ${words}`
  if (name === 'yarn' && existsSync(path.join(root, directory, '.yarnrc.yml'))) {
    return `${says('.yarnrc.yml', /^enableScripts:\s*false/m) ? 'YARN_ENABLE_SCRIPTS=true ' : ''}yarn rebuild ${words}`
  }
  const isOff = says('.npmrc', /^\s*ignore-scripts\s*=\s*true/m)
  return `${name === 'pnpm' ? 'pnpm' : 'npm'} rebuild ${isOff ? '--ignore-scripts=false ' : ''}${words}`
}

function readText(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** It is built by gyp when it is installed, and nothing came of it. */
function isUnbuilt(directory: string): boolean {
  if (!existsSync(path.join(directory, 'binding.gyp'))) return false
  if (hasAddon(path.join(directory, 'build/Release')) || hasAddon(path.join(directory, 'build/Debug'))) return false
  const { scripts, binary, gypfile } = readManifest(path.join(directory, 'package.json'))
  if (gypfile === false) return false
  const install = scripts?.install ?? 'node-gyp rebuild'
  if (!/gyp|prebuild|napi|cmake-js/.test(install)) return false
  // Ready ones: one for each platform, and where node-pre-gyp puts what it has fetched.
  const places = [
    `prebuilds/${process.platform}-${process.arch}`,
    ...(binary?.module_path === undefined ? [] : [path.dirname(binary.module_path), binary.module_path]),
  ]
  return !places.some((place) => hasAddon(path.join(directory, place)) || place.includes('{'))
}

function hasAddon(directory: string): boolean {
  return existsSync(directory) && readdirSync(directory).some((name) => name.endsWith('.node'))
}

interface AddonManifest {
  readonly scripts?: { readonly install?: string }
  readonly binary?: { readonly module_path?: string }
  readonly gypfile?: boolean
}

function readManifest(file: string): AddonManifest {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as AddonManifest
  } catch {
    // Cut short by an install that was interrupted.
    return {}
  }
}
