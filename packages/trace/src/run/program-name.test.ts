import { expect, test } from 'vitest'
import { programName } from './program-name.ts'

test.each([
  [['/usr/bin/node', '--import', 'tsx', '/a/b/run.mts', 'x'], 'node run.mts'],
  [['node', '/a/node_modules/vitest/vitest.mjs', 'run'], 'node vitest/vitest.mjs'],
  [['node', '/a/node_modules/.bin/../vitest/vitest.mjs'], 'node vitest/vitest.mjs'],
  [['npm exec vitest run test/a.test.ts', '', ''], 'npm exec vitest run test/a.test.ts'],
  [['/my programs/tool'], 'tool'],
  [['node', '-e', 'run()'], "node -e 'run()'"],
  [['node', '--eval', `\nconst a = 1\n${'x'.repeat(100)}`], `node --eval 'const a = 1 ${'x'.repeat(35)}…'`],
  [['node', '-e', '/* --call a.js#f */ import("a.js").then(run)'], `node -e '/* --call a.js#f */…'`],
  [['python3', '-c', '# --expr sum(x)\nimport sys\n'], `python3 -c '# --expr sum(x)…'`],
  [['node', '-e', `f(${'x'.repeat(90)})\n`], `node -e 'f(${'x'.repeat(45)}…'`],
  [[], '(short-lived)'],
])('the name of %j is %s', (command, name) => {
  expect(programName(command)).toBe(name)
})
