import { expect, test } from 'vitest'
import { parseCodeOwners, rulesFor } from './codeowners.ts'

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
  ['model/db/schema.rb', '@all @dba'],
])('%s is owned by %s', (path, owner) => {
  const rules = rulesFor(parseCodeOwners(text), path)
  expect(rules.flatMap(({ owners }) => owners).join(' ')).toBe(owner)
})

test('lines that the hosts skip are reported', () => {
  expect(parseCodeOwners('!a @x\na[1-9] @x\nb nobody\nc @ok\nd[ @x\n[Docs] @d\n', '.github/CODEOWNERS')).toEqual({
    rules: [{ pattern: 'c', owners: ['@ok'], line: 4, section: '', isExclusion: false }],
    problems: [
      { line: 1, text: 'a pattern cannot begin with "!"' },
      { line: 2, text: 'a pattern cannot have [ranges]' },
      { line: 3, text: '"nobody" is no owner' },
      { line: 5, text: 'a pattern cannot have [ranges]' },
      { line: 6, text: 'a pattern cannot have [ranges]' },
    ],
  })
})

test('in a file that GitLab alone reads only a slash at the front ties a pattern to the root', () => {
  const owners = parseCodeOwners('a/b @x\n/c/d @x\n', '.gitlab/CODEOWNERS')
  expect(['deep/a/b/f', 'deep/c/d'].map((path) => rulesFor(owners, path).length)).toEqual([1, 0])
})

/** As GitLab's "Code Owners syntax" has them: optional sections, defaults, numbers of approvals, exclusions. */
const gitLab = `
* @all
[Ruby][2] @ruby @@maintainers
*.rb
!/config/**/*.rb
/config/routes.rb @ops
^[Docs and more] @docs
docs/a\\ b.md
*.md @writers # all others
!README.md
`

test.each([
  ['lib/a.rb', '@all @ruby @@maintainers'],
  ['config/deep/a.rb', '@all'],
  ['config/routes.rb', '@all'],
  ['sub/docs/a b.md', '@all @writers'],
  ['deep/README.md', '@all'],
])('GitLab: %s is owned by %s', (path, owner) => {
  for (const place of ['.gitlab/CODEOWNERS', 'CODEOWNERS']) {
    const parsed = parseCodeOwners(gitLab, place)
    expect(parsed.problems).toEqual([])
    expect(
      rulesFor(parsed, path)
        .flatMap(({ owners }) => owners)
        .join(' '),
    ).toBe(owner)
  }
})
