import { expect, test } from 'vitest'
import { callees } from '../queries/callees.ts'
import { definitions } from '../queries/definitions.ts'
import { importers, imports } from '../queries/imports.ts'
import { references } from '../queries/references.ts'
import { TestRepository } from '../testing.ts'

/** What each import of a file stands for. */
async function targetsOf(repo: TestRepository, file: string): Promise<string[]> {
  const { shown } = imports(await repo.open(), file, 100)
  return shown.map(({ line, resolution, targets }) => `${line} ${targets.join(' ') || resolution}`)
}

test('what is sourced is found from the file, from the directories above, and behind variables', async () => {
  using repo = new TestRepository({
    'bin/tool': `#!/usr/bin/env bash
. ./local.sh
source lib/a.sh
source "$(dirname "$0")/../lib/a.sh"
. "$ROOT/lib/a.sh" || exit
. "\${BASH_SOURCE%/*}/local.sh"
source "$(cd "$(dirname "\${BASH_SOURCE[0]}")/../lib" && pwd)/b.sh"
[ -r "$LIB/deep.sh" ] && . "$LIB"/deep.sh
\\. "$x/y/deep.sh"
# shellcheck source=../lib/b.sh
. "$CONFIG"
# shellcheck source=/dev/null
. "$CONFIG"
. /etc/profile
. ~/.profile
source <(tool completion)
. ./gone.sh
. "$ROOT/gone.sh"
. "$ROOT/$name.sh"
eval ". lib/no.sh"
echo source lib/a.sh
`,
    'bin/local.sh': '',
    'lib/a.sh': '. "$(dirname "$0")/b.sh"\n',
    'lib/b.sh': '',
    'other/y/deep.sh': '',
  })
  expect(await targetsOf(repo, 'bin/tool')).toEqual([
    '2 bin/local.sh',
    '3 lib/a.sh',
    '4 lib/a.sh',
    '5 lib/a.sh',
    '6 bin/local.sh',
    '7 lib/b.sh',
    '8 other/y/deep.sh',
    '9 other/y/deep.sh',
    '11 lib/b.sh',
    '13 external',
    '14 external',
    '15 external',
    '17 missing',
    '18 external',
    '19 external',
  ])
  const found = importers(await repo.open(), 'lib/b.sh', { limit: 9, from: undefined, isTransitive: true })
  expect(found.shown.map(({ path, distance }) => `${path} ${distance}`)).toEqual(['bin/tool 1', 'lib/a.sh 1'])
})

test('tests of bats load helpers, and a function of that name loads nothing', async () => {
  using repo = new TestRepository({
    'test/a.bats': 'load helper\nload ../lib/x\nload "$LIBS/bats-assert/load"\n@test "b" { run c; }\n',
    'test/helper.bash': 'load() { :; }\nload nothing\n',
    'lib/x.bash': '',
  })
  expect(await targetsOf(repo, 'test/a.bats')).toEqual(['1 test/helper.bash', '2 lib/x.bash', '3 external'])
  expect(await targetsOf(repo, 'test/helper.bash')).toEqual([])
})

test('names with dashes, dots and colons are asked for as they are', async () => {
  using repo = new TestRepository({
    'lib.sh': 'my-func() { a.b; }\na.b() { p::q; }\nfunction p::q { :; }\n',
    'main.sh': '. ./lib.sh\nmy-func "$(my-func x)"\ntrap my-func EXIT\nif p::q; then a.b; fi\necho import my-func\n',
    'other.sh': 'my-func\n',
  })
  const map = await repo.open()
  const usesOf = (name: string): string[] =>
    references(map, name, { limit: 20 }).shown.map(
      ({ path, line, column, role, label }) => `${path}:${line}:${column} ${role} ${label}`,
    )
  expect(usesOf('my-func')).toEqual([
    'lib.sh:1:1 definition resolved',
    'main.sh:2:1 call resolved',
    'main.sh:2:12 call resolved',
    'main.sh:3:6 call resolved',
    'main.sh:5:13 use resolved',
    'other.sh:1:1 call same-name',
  ])
  expect(usesOf('a.b')).toEqual([
    'lib.sh:1:13 call resolved',
    'lib.sh:2:1 definition resolved',
    'main.sh:4:15 call resolved',
  ])
  expect(usesOf('p::q')).toContain('main.sh:4:4 call resolved')
  expect(definitions(map, 'lib.sh#a.b', { limit: 9 }).total).toBe(1)
  expect(callees(map, 'a.b', 9).callees).toMatchObject([{ name: 'p::q', target: 'lib.sh:3' }])
})
