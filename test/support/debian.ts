import { execa } from 'execa'

const installs = new Map<string, Promise<boolean>>()

/**
 * Whether a program of Debian's is there; where it is not, and apt-get may install it, it is installed first. A test that needs
 * it is skipped when this is false: `test.skipIf(!(await hasDebianProgram('tmux')))`.
 */
export function hasDebianProgram(program: string, packageName = program): Promise<boolean> {
  const known = installs.get(program)
  if (known !== undefined) return known
  const found = findOrInstall(program, packageName)
  installs.set(program, found)
  return found
}

async function findOrInstall(program: string, packageName: string): Promise<boolean> {
  if (await isOnPath(program)) return true
  if (process.getuid?.() !== 0 || !(await isOnPath('apt-get'))) return false
  const install = `apt-get install -y --no-install-recommends ${packageName}`
  await execa('sh', ['-c', `${install} || (apt-get update && ${install})`], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    stdin: 'ignore',
    reject: false,
    timeout: 300_000,
  })
  return isOnPath(program)
}

async function isOnPath(program: string): Promise<boolean> {
  const { exitCode } = await execa('sh', ['-c', 'command -v "$1"', 'sh', program], { reject: false })
  return exitCode === 0
}
