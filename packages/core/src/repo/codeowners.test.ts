import { expect, test } from 'vitest'
import { parseCodeOwners, ruleFor } from './codeowners.ts'

/** The examples of the hosts' documentation, and what they say of them. */
const text = `
*       @all                # the rest
*.js    @js
/build/logs/ @doctocat
docs/*  docs@example.com
apps/   @octocat
/apps/github
**/logs @logs
my\\ file.md @space
[Database][2] @dba
model/db/
`

test.each([
  ['README', '@all'],
  ['src/a.js', '@js'],
  ['build/logs/x.txt', '@logs'],
  ['docs/start.md', 'docs@example.com'],
  ['docs/build/deep.md', '@all'],
  ['a/apps/x.go', '@octocat'],
  ['apps/github', ''],
  ['deep/logs/x', '@logs'],
  ['my file.md', '@space'],
  ['model/db/schema.rb', '@dba'],
])('%s is owned by %s', (path, owner) => {
  expect((ruleFor(parseCodeOwners(text), path)?.owners ?? []).join(' ')).toBe(owner)
})

test('lines that the hosts skip are reported', () => {
  expect(parseCodeOwners('!a @x\na[1-9] @x\nb nobody\nc @ok\n')).toEqual({
    rules: [{ pattern: 'c', owners: ['@ok'], line: 4 }],
    problems: [
      { line: 1, text: 'a pattern cannot begin with "!"' },
      { line: 2, text: 'a pattern cannot have [ranges]' },
      { line: 3, text: '"nobody" is no owner' },
    ],
  })
})
