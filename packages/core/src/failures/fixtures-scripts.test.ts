import { describe } from 'vitest'
import { testFixtures } from './fixture-table.ts'

describe('real output of Ruby, PHP, package managers, shells and runtimes', () => {
  testFixtures(`
bash-killed: 1
  shell crash: - Killed (SIGKILL; often memory ran out): sh -c "kill -9 \\$\\$"
bash-permission: 1
  shell command: - ./noexec.sh: Permission denied
env-shebang: 1
  shell command: - nosuchinterp: command not found
git-fatal: 1
  generic error: - not a git repository (or any of the parent directories): .git
lerna-typecheck: 1
  tsc diagnostic: packages/a/src/index.ts:1:14 TS2322: Type 'string' is not assignable to type 'number'.
nx-static: 1, tests 1/1/0/2
  node:test runner: packages/a/x.test.js:2:7 Error: nope
pre-commit-fail: 3
  pre-commit error: b.py:1 checker failed: b.py:1:bad = 1
  pre-commit error: - own failed: something odd
  pre-commit format: a.py fixer changes it
minitest-fail: 3, tests 1/3/1/5
  minitest test: test/test_sums.rb:22 {TestSums#test_message} should be big
  minitest test: lib/sums.rb:7 {TestSums#test_refuses} ArgumentError: cannot work: no reason
  minitest test: test/test_sums.rb:6 {TestSums#test_adds} Expected: 4, actual: 3
minitest-ok: 0, tests 1/0/0/1
node-cause: 1
  node crash: src/cause.js:2:7 ShopError: wrapped (cause: Error: inner: no disk)
node-esm-missing: 1
  node crash: src/esm.mjs ERR_MODULE_NOT_FOUND: Error: Cannot find package 'nothing-here' imported from /repo/src/esm.mjs
node-heap: 1
  node crash: - Reached heap limit Allocation failed - JavaScript heap out of memory
node-no-file: 1
  node crash: - MODULE_NOT_FOUND: Error: Cannot find module '/repo/src/absent.js'
node-port: 1
  node environment: src/port.js:2:71 Error: listen EADDRINUSE: address already in use :::45871
node-rejection-text: 1
  node crash: - ERR_UNHANDLED_REJECTION: unhandled rejection: only text
node-syntax: 1
  node crash: src/syntax.js:2 SyntaxError: Unexpected identifier 'console'
node-type-error: 1
  node crash: src/type.js:2:20 TypeError: Cannot read properties of undefined (reading 'length')
node-uncaught: 1
  node crash: src/load.js:3:24 Error: ENOENT: no such file or directory, open 'absent.json'
npm-bad-json: 1
  npm install: - EJSONPARSE: Invalid package.json: JSONParseError: Unexpected token "s" (0x73), "{"name": shop}" is not valid JSON while parsing '{"name": shop}'
npm-ci-sync: 1
  npm install: - EUSAGE: \`npm ci\` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync. Please update your lock file with \`npm install\` before continuing.
npm-eresolve: 1
  npm install: - ERESOLVE: unable to resolve dependency tree Found: react@16.0.0 peer react@"^18.2.0" from react-dom@18.2.0
npm-lifecycle: 1
  npm command: - exit 7 failed with code 7
npm-missing-script: 1
  npm command: - Missing script: "buid"
npm-no-version: 1
  npm install: - ETARGET: No matching version found for is-number@99.0.0.
npm-offline: 1
  npm install: - FetchError: request to http://127.0.0.1:9/left-pad-nothing failed, reason: connect ECONNREFUSED 127.0.0.1:9
npm-ok: 0
npm-script-fails: 0
npm-script-missing-tool: 1
  shell command: - nosuchtool: command not found
npm-workspaces: 1
  tsc diagnostic: packages/a/src/index.ts:1:14 TS2322: Type 'string' is not assignable to type 'number'.
nx-typecheck: 1
  tsc diagnostic: packages/a/src/index.ts:1:14 TS2322: Type 'string' is not assignable to type 'number'.
php-syntax: 1
  php diagnostic: a.php:2 syntax error, unexpected token "{", expecting variable
php-uncaught: 1
  php crash: src/sums.php:5 InvalidArgumentException: cannot work: x
phpunit-fail: 4, tests 2/4/2/8
  phpunit test: src/sums.php:5 {SumsTest::testRefuses} InvalidArgumentException: cannot work: no reason
  phpunit test: tests/SumsTest.php:10 {SumsTest::testAdds} Failed asserting that 3 is identical to 4.
  phpunit test: tests/SumsTest.php:16 {SumsTest::testArrays} arrays differ Failed asserting that two arrays are equal.
phpunit-none: 1, tests 0/0/0/0
  phpunit runner: - no tests executed
phpunit-ok: 0, tests 1/0/0/1
pip-build: 1
  pip install: - Getting requirements to build wheel did not run successfully. ModuleNotFoundError: No module named 'nothing_build'
pip-no-file: 1
  pip install: - Could not open requirements file: [Errno 2] No such file or directory: 'absent.txt'
pip-no-version: 1
  pip install: - Could not find a version that satisfies the requirement nothing-here-at-all==9 (from versions: none)
pnpm-exec-missing: 1
  pnpm command: - ERR_PNPM_RECURSIVE_EXEC_FIRST_FAIL: Command "nosuchtool" not found
pnpm-frozen: 1
  pnpm install: - ERR_PNPM_OUTDATED_LOCKFILE: Cannot install with "frozen-lockfile" because pnpm-lock.yaml is not up to date with <ROOT>/package.json
pnpm-missing-script: 1
  pnpm command: - ERR_PNPM_NO_SCRIPT: Missing script: buid
pnpm-recursive-test: 1
  node crash: packages/b/fail.js:2:9 RangeError: no such item: 7
pnpm-recursive: 1
  tsc diagnostic: packages/a/src/index.ts:1:14 TS2322: Type 'string' is not assignable to type 'number'.
python-import: 1
  python crash: src/imp.py:1 ModuleNotFoundError: No module named 'app'
python-syntax: 1
  python diagnostic: src/syn.py:1 SyntaxError: invalid syntax
python-traceback: 1
  python crash: src/load.py:9 RuntimeError: cannot load (cause: FileNotFoundError: [Errno 2] No such file or directory: 'absent.txt')
rspec-fail: 4, tests 1/4/2/7
  rspec test: lib/sums.rb:7 {Sums refuses} ArgumentError: cannot work: no reason
  rspec test: spec/sums_spec.rb:6 {Sums.total adds} expected: 4, got: 3
  rspec test: spec/sums_spec.rb:14 {Sums.total compares} expected: {:a=>1, :b=>{:c=>3}}, got: {:a=>1, :b=>{:c=>2}}
rspec-load: 2, tests 0/0/0/0
  rspec runner: spec/a_spec.rb:1 LoadError: cannot load such file -- nothing_there
  rspec runner: spec/b_spec.rb:2 SyntaxError: /repo/spec/b_spec.rb:2: syntax error, unexpected end-of-input it 'a' do
rspec-none: 1, tests 0/0/0/0
  rspec runner: - no examples found
rspec-ok: 0, tests 1/0/0/1
rubocop-fail: 10
  rubocop diagnostic: broken.rb:2:1 Lint/Syntax: unexpected token $end
  rubocop diagnostic: shop.rb:3:3 Lint/UselessAssignment: Useless assignment to variable - unused.
  rubocop diagnostic: shop.rb:1:1 Style/FrozenStringLiteralComment: Missing frozen string literal comment.
rubocop-ok: 0
ruby-raise: 1
  ruby crash: lib/sums.rb:7 ArgumentError: cannot work: x
ruby-syntax: 1
  ruby diagnostic: broken.rb:1 syntax error, unexpected end-of-input, expecting ')'
segfault: 1
  shell crash: - Segmentation fault: ./s
segv-python: 1
  python crash: - fatal error: Segmentation fault
lefthook-fail: 3
  tsc diagnostic: src/x.ts:1:7 TS2322: Type 'string' is not assignable to type 'number'.
  generic diagnostic: src/a.js:1:2 bad thing
  lefthook error: - licence failed: src/a.js has no licence header
moon-test: 1, tests 1/1/0/2
  node:test test: packages/b/b.test.js:2:24 {adds b} 2 == 3
sh-not-found: 1
  shell command: run.sh:4 nosuchcommand: command not found
turbo-test: 1
  node crash: packages/b/fail.js:2:9 RangeError: no such item: 7
turbo-typecheck: 1
  tsc diagnostic: packages/a/src/index.ts:1:14 TS2322: Type 'string' is not assignable to type 'number'.
yarn-missing-script: 1
  yarn command: - Command "buid" not found. Did you mean "build"?
yarn-no-version: 1
  yarn install: - Couldn't find any versions for "is-number" that matches "99.0.0"
`)
})
