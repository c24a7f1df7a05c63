import { Rig } from './rig.ts'

export type Files = Readonly<Record<string, string>>

/** A module of theirs before and after, and what I add. */
export interface Meeting {
  readonly name: string
  readonly before: string
  readonly after: string
  readonly mine: Files
  readonly found: readonly string[]
}

export const lines = (...texts: readonly string[]): string => `${texts.join('\n')}\n`

/** What the radar says breaks where their files and mine meet. */
export async function breaks(world: {
  readonly base: Files
  readonly theirs: Files
  readonly moved?: readonly [from: string, to: string]
  readonly mine: Files
}): Promise<readonly string[]> {
  await using rig = await Rig.create({ files: world.base, git: 'commit' })
  await rig.git('checkout', '--quiet', '-b', 'mine')
  await rig.git('worktree', 'add', '--quiet', '-b', 'theirs', '../theirs')
  if (world.moved !== undefined) {
    await rig.write({ [`../theirs/${world.moved[1]}`]: world.base[world.moved[0]] ?? '' })
    await rig.git('-C', '../theirs', 'rm', '--quiet', '--force', world.moved[0])
  }
  await rig.write(Object.fromEntries(Object.entries(world.theirs).map(([name, text]) => [`../theirs/${name}`, text])))
  await rig.write(world.mine)
  const { stdout } = await rig.run('impact', ['--worktrees', '--json'])
  const { data } = JSON.parse(stdout) as {
    readonly data: { readonly findings: readonly { readonly severity: string; readonly text: string }[] }
  }
  return data.findings.filter(({ severity }) => severity === 'break').map(({ text }) => text)
}
