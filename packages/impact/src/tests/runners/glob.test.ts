import { expect, test } from 'vitest'
import { globToRegExp } from './glob.ts'

const globs = [
  { glob: '**/*.test.js', takes: ['a.test.js', 'src/deep/a.test.js'], leaves: ['a.test.jsx', 'test.js'] },
  { glob: 'src/**/*.spec.ts', takes: ['src/a.spec.ts', 'src/x/y/a.spec.ts'], leaves: ['lib/a.spec.ts'] },
  { glob: './test/*.js', takes: ['test/a.js'], leaves: ['test/x/a.js'] },
  { glob: '**/?(*.)+(spec|test).[jt]s?(x)', takes: ['a.test.ts', 'x/spec.jsx', 'x/a.spec.js'], leaves: ['a.tests.ts'] },
  { glob: '**/*.@(spec|test).?([cm])[jt]s?(x)', takes: ['e2e/a.spec.mts', 'a.test.tsx'], leaves: ['a.spect.ts'] },
  { glob: '{a,b/{c,d}}/*.{test,spec}.*', takes: ['a/x.test.js', 'b/d/x.spec.ts'], leaves: ['b/x.test.js'] },
  { glob: '**/e2e/**', takes: ['e2e/a.js', 'x/e2e/y/a.js'], leaves: ['e2e.js'] },
  { glob: 'a+b $1.js', takes: ['a+b $1.js'], leaves: ['aab $1.js'] },
  { glob: '[!a]*.py', takes: ['b.py'], leaves: ['a.py'] },
]

test.each(globs)('$glob', ({ glob, takes, leaves }) => {
  const pattern = globToRegExp(glob)
  expect(takes.filter((path) => pattern?.test(path) !== true)).toEqual([])
  expect(leaves.filter((path) => pattern?.test(path) === true)).toEqual([])
})
