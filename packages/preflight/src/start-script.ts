import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import type { Environment } from '@groundcrew/core/process'
import { findInstalled, type Installed } from './npm-installation.ts'
import type { Step } from './report.ts'

/** How a step starts, where that is not its command line. */
export interface ScriptStart {
  readonly argv: Step['argv']
  /** On top of everything else. */
  readonly environment: Readonly<Record<string, string>>
}

interface ScriptPlace {
  readonly root: string
  readonly env: Environment
}

/**
 * The script of a step as npm and pnpm start it: its line by a shell, with the programs of `node_modules/.bin` and the variables that they set. They themselves
 * take longer to start than many a script. undefined where the manager has to do it, since it would do more (a script before or after it, another shell,
 * another Node), or since what it would do is not plain.
 */
export async function startOfScript(
  { argv, script, cwd }: Step,
  { root, env }: ScriptPlace,
): Promise<ScriptStart | undefined> {
  if (script === undefined || argv.join(' ') !== `${script.manager} run ${script.name}`) return undefined
  const directory = path.join(root, cwd)
  const manifest = readManifest(directory)
  if (manifest === undefined || !isPlain(manifest, script)) return undefined
  const installed = await findInstalled(script.manager, { cwd: directory, env })
  const top = topOf(script.manager, directory)
  if (installed === undefined || isSetOtherwise({ directory, top, installed, env })) return undefined
  return {
    argv: ['/bin/sh', '-c', script.body],
    environment: {
      ...fieldVariables(manifest),
      ...(script.manager === 'npm'
        ? {
            npm_config_local_prefix: top,
            npm_config_npm_version: installed.version,
            npm_config_user_agent: `${installed.agent} workspaces/${String(top !== directory)}`,
          }
        : {
            PNPM_SCRIPT_SRC_DIR: directory,
            npm_config_user_agent: installed.agent,
            npm_config_verify_deps_before_run: 'false',
          }),
      INIT_CWD: directory,
      NODE: installed.node,
      PATH: searchPath(script.manager, { directory, top, installed, env }),
      npm_command: installed.command,
      npm_execpath: installed.file,
      npm_lifecycle_event: script.name,
      npm_lifecycle_script: script.body,
      npm_node_execpath: installed.node,
      npm_package_json: path.join(directory, 'package.json'),
    },
  }
}

type Manifest = Readonly<Record<string, unknown>>
type Script = NonNullable<Step['script']>

function readManifest(directory: string): Manifest | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8'))
    return typeof manifest === 'object' && manifest !== null ? (manifest as Manifest) : undefined
  } catch {
    // The manager says it better.
    return undefined
  }
}

/** The manager would do nothing but start this line, and the line asks for nothing that only the manager knows. */
function isPlain({ scripts, devEngines, pnpm }: Manifest, { name, body }: Script): boolean {
  const others = scripts as Readonly<Record<string, unknown>> | undefined
  const hasMore = others?.[name] !== body || Boolean(others[`pre${name}`]) || Boolean(others[`post${name}`])
  return !hasMore && devEngines === undefined && pnpm === undefined && !/npm_config_|pnpm_/i.test(body)
}

/** Where the settings of the workspace are. */
function topOf(manager: Script['manager'], directory: string): string {
  const isTop = (place: string): boolean =>
    manager === 'pnpm'
      ? existsSync(path.join(place, 'pnpm-workspace.yaml'))
      : readManifest(place)?.['workspaces'] !== undefined
  return ancestors(directory).find(isTop) ?? directory
}

function ancestors(directory: string): readonly string[] {
  const above = path.dirname(directory)
  return above === directory ? [directory] : [directory, ...ancestors(above)]
}

interface Place {
  readonly directory: string
  readonly top: string
  readonly installed: Installed
  readonly env: Environment
}

/** npm looks in all directories above, pnpm in the package and the top of the workspace. */
function searchPath(manager: Script['manager'], { directory, top, installed, env }: Place): string {
  const bins = manager === 'npm' ? ancestors(directory) : [...new Set([directory, top])]
  const own = bins.map((place) => path.join(place, 'node_modules', '.bin'))
  return [...own, ...installed.paths, env['PATH'] ?? ''].filter((entry) => entry !== '').join(path.delimiter)
}

/** Settings by which a script runs in another shell, by another Node, or with other options of it. */
const settings =
  /^[ \t]*(?:script-?shell|shell-?emulator|node-?options|use-?node-?version|node-?version|execution-?env|scripts-?prepend-?node-?path|verify-?deps-?before-?run)[ \t]*[=:]/im
const settingVariables =
  /^p?npm_config_(?:script_shell|shell_emulator|node_options|use_node_version|scripts_prepend_node_path)$/i

function isSetOtherwise({ directory, top, installed, env }: Place): boolean {
  if (Object.keys(env).some((name) => settingVariables.test(name) && (env[name] ?? '') !== '')) return true
  const home = env['HOME'] ?? homedir()
  const configuration = env['XDG_CONFIG_HOME'] ?? path.join(home, '.config')
  const files = [
    ...[...new Set([directory, top])].flatMap((place) =>
      ['.npmrc', 'pnpm-workspace.yaml'].map((name) => path.join(place, name)),
    ),
    env['npm_config_userconfig'] ?? env['NPM_CONFIG_USERCONFIG'] ?? path.join(home, '.npmrc'),
    env['npm_config_globalconfig'] ?? env['NPM_CONFIG_GLOBALCONFIG'] ?? path.join(installed.prefix, 'etc/npmrc'),
    path.join(configuration, 'pnpm/rc'),
    path.join(configuration, 'pnpm/config.yaml'),
    path.join(installed.directory, 'npmrc'),
  ]
  return files.some((file) => settings.test(readText(file)))
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** The fields of the manifest that become variables (npm's RFC 183): `npm_package_version`, `npm_package_config_port`. */
function fieldVariables({ name, version, config, engines, bin }: Manifest): Readonly<Record<string, string>> {
  return Object.fromEntries(flatten('npm_package', { name, version, config, engines, bin }))
}

function flatten(prefix: string, value: unknown): readonly (readonly [string, string])[] {
  if (value === undefined) return []
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => flatten(`${prefix}_${key}`, inner))
  }
  if (value === null || value === false) return [[prefix, '']]
  return [[prefix, typeof value === 'string' ? value : JSON.stringify(value)]]
}
