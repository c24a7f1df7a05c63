import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'

const test_ = (body: string): string => `${body}\ntest('x', () => {})\n`

/** What nothing imports by a statement, each beside the tests that it reaches. */
const files: Readonly<Record<string, string>> = {
  'js/api.ts': 'export const api = () => 1\n',
  'js/actual.test.ts': test_("vi.mock('./other', async () => vi.importActual('./api'))"),
  'js/stub.test.ts': test_("vi.mock('./api', () => ({}))"),
  'js/worker.ts': "import { api } from './api'\nonmessage = () => api()\n",
  'js/start.ts': "export const start = () => new Worker(new URL('./worker.ts', import.meta.url))\n",
  'js/start.test.ts': "import { start } from './start'\ntest('x', () => start())\n",
  '__mocks__/@acme/net.js': 'module.exports = {}\n',
  'js/net.test.ts': test_("import '@acme/net'"),
  'jest/jest.config.js': "module.exports = { transform: { '.ts$': '<rootDir>/transform.js' }, preset: './base' }\n",
  'jest/transform.js': '',
  'jest/base/jest-preset.js': '',
  'jest/a.test.js': test_(''),
  'e2e/a.spec.ts': test_(''),
  'e2e/a.spec.ts-snapshots/x.png': '',
  'tap/package.json': '{}',
  'tap/test/a.js': test_(''),
  'tap/tap-snapshots/test/a.js.test.cjs': '',
  'py/pytest.ini': '[pytest]\naddopts = -p checks.plugin\npythonpath = more\n',
  'py/checks/plugin.py': 'def plugged():\n    pass\n',
  'py/app/core.py': 'def run():\n    pass\n',
  'py/more/tool.py': 'def tool():\n    pass\n',
  'py/checks/test_patch.py': "@patch('app.core.run')\ndef test_x(plugged):\n    pass\n",
  'py/checks/test_tool.py': 'from tool import tool\ndef test_x():\n    tool()\n',
  'go.mod': 'module m\n',
  'go/a.go': 'package a\n\n//go:embed page/*.html\nvar files string\n\nfunc Get() string { return files }\n',
  'go/page/a.html': '',
  'go/a_test.go': 'package a\n\nfunc TestGet(t *testing.T) { Get() }\n',
  'rb/.rspec': '--require spec_helper\n',
  'rb/spec/spec_helper.rb': "Dir['spec/support/*.rb'].each { |file| require file }\n",
  'rb/spec/support/login.rb': 'module Login\nend\n',
  'rb/spec/a_spec.rb': 'RSpec.describe 1\n',
  'gem/Rakefile': "Dir['tasks/*.rake'].each { |file| load file }\n",
  'gem/tasks/check.rake': "Rake::TestTask.new { |t| t.ruby_opts << '-w' << '-r./spec/begin' }\n",
  'gem/spec/begin.rb': '$VERBOSE = true\n',
  'gem/spec/b_spec.rb': 'describe 1\n',
}

const reached: Readonly<Record<string, readonly string[]>> = {
  'js/api.ts': ['js/actual.test.ts', 'js/start.test.ts'],
  '__mocks__/@acme/net.js': ['js/net.test.ts'],
  'jest/transform.js': ['jest/a.test.js'],
  'jest/base/jest-preset.js': ['jest/a.test.js'],
  'e2e/a.spec.ts-snapshots/x.png': ['e2e/a.spec.ts'],
  'tap/tap-snapshots/test/a.js.test.cjs': ['tap/test/a.js'],
  'py/checks/plugin.py#plugged': ['py/checks/test_patch.py'],
  'py/app/core.py#run': ['py/checks/test_patch.py'],
  'py/more/tool.py': ['py/checks/test_tool.py'],
  'go/page/a.html': ['go/a_test.go'],
  'rb/spec/support/login.rb': ['rb/spec/a_spec.rb'],
  'gem/spec/begin.rb': ['gem/spec/b_spec.rb'],
}

test('what is loaded by its name: mocks, workers, runners’ files, snapshots, plugins, patches, embedded files, globs', async () => {
  await using rig = await Rig.create({ git: 'commit', files })
  const found: Record<string, readonly string[]> = {}
  for (const changed of Object.keys(reached)) {
    const { stdout } = await rig.run('impact', [changed, '--print0'])
    found[changed] = stdout.split('\0').filter(Boolean).sort()
  }
  expect(found).toEqual(reached)
})
