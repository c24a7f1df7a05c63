import { spec, testWorlds, type World } from '../support/impact-worlds.ts'

const started = (code: string): string =>
  `const { spawn } = require('node:child_process')\nconst start = (args, cwd) => spawn('node', args, { cwd })\ntest('x', () => ${code})\n`

/** Code that nothing imports: what names it does so by a place or a word of its own. */
const worlds: readonly World[] = [
  {
    name: 'a source that a source puts behind its own directory',
    files: {
      'lib/pool.js':
        "const { join } = require('node:path')\nconst { Worker } = require('node:worker_threads')\nexports.open = () => new Worker(join(__dirname, 'jobs', 'worker.js'))\nexports.size = () => 1\n",
      'lib/jobs/worker.js': "require('./load').load()\n",
      'lib/jobs/load.js': 'exports.load = () => 1\n',
      'worker.js': '',
      'test/open.test.js': "const { open } = require('../lib/pool')\ntest('x', () => open())\n",
      'test/size.test.js': "const { size } = require('../lib/pool')\ntest('x', () => size())\n",
    },
    changed: 'lib/jobs/load.js#load',
    tests: ['test/open.test.js static'],
  },
  {
    name: 'likewise by an interpolation, and by import.meta.dirname',
    files: {
      'lib/pool.mjs':
        'export const open = () => fork(`${import.meta.dirname}/worker.mjs`)\nexport const close = () => fork(import.meta.dirname + "/end.mjs")\n',
      'lib/worker.mjs': 'console.log(1)\n',
      'lib/end.mjs': '',
      'test/open.test.mjs': spec('open', '../lib/pool.mjs'),
      'test/close.test.mjs': spec('close', '../lib/pool.mjs'),
    },
    changed: 'lib/worker.mjs',
    tests: ['test/open.test.mjs static'],
  },
  {
    name: 'a program that is started in another directory',
    files: {
      'bin/tool.js': "require('../lib/run').run()\n",
      'lib/run.js': 'exports.run = () => 1\n',
      'lib/other.js': 'exports.other = () => 1\n',
      'spec/start.spec.js': started("start(['../../../bin/tool.js', '--config=a.json'], 'spec/data/plain')"),
      'spec/other.spec.js': "const { other } = require('../lib/other')\ntest('../../other/tool.js', () => other())\n",
    },
    changed: 'lib/run.js',
    tests: ['spec/start.spec.js static'],
  },
  {
    name: 'programs in a directory of fixtures that a test names',
    files: {
      'lib/run.js': 'exports.run = () => 1\n',
      'spec/fixtures/global/setup.js': 'module.exports = () => 1\n',
      'spec/fixtures/global/deep/more.js': 'module.exports = () => 1\n',
      'spec/fixtures/other/setup.js': 'module.exports = () => 1\n',
      'spec/global.spec.js': started("start([], 'spec/fixtures/global')"),
      'spec/other.spec.js': started("start([], path.join(__dirname, 'fixtures/other/'))"),
    },
    changed: 'spec/fixtures/global/deep/more.js',
    tests: ['spec/global.spec.js static'],
  },
  {
    name: 'a program among fixtures that a test names from there',
    files: {
      'lib/run.js': 'exports.run = () => 1\n',
      'test/helpers/place.js':
        "process.env.PATH = require('node:path').join(__dirname, '..', 'fixtures') + ':' + process.env.PATH\n",
      'test/fixtures/send.js': "require('../../lib/run').run()\n",
      'test/fixtures/ipc/send.js': 'exports.sent = 1\n',
      'test/unit/send.test.js': `require('../helpers/place')\n${started("start(['send.js'])")}`,
      'lib/other.js': '',
      'test/unit/ipc.test.js': `require('../helpers/place')\nrequire('../../lib/other')\n${started("start(['ipc/send.js'])")}`,
    },
    changed: 'lib/run.js#run',
    tests: ['test/unit/send.test.js static'],
  },
  {
    name: 'what an option of a program names',
    files: {
      'loader.mjs': 'export const load = () => 1\n',
      'test/start.test.js': started("start(['--import=./loader.mjs', 'a.js'])"),
      'lib/run.js': '',
      'test/other.test.js': started("start(['--import=./other.mjs', require.resolve('../lib/run.js')])"),
    },
    changed: 'loader.mjs#load',
    tests: ['test/start.test.js static'],
  },
  {
    name: 'Ruby under the names of other tools',
    files: {
      'lib/tool.rb': 'class Tool\n  def self.long(text)\n  end\n\n  def self.short(text)\n  end\nend\n',
      'spec/helper.rb': "require 'tool'\nload File.join(__dir__, 'fixtures', 'script.thor')\n",
      'spec/fixtures/script.thor': "class Script < Tool\n  long 'text'\nend\n",
      'spec/script_spec.rb': "require 'helper'\ndescribe Script do\nend\n",
      'spec/short_spec.rb': "require 'tool'\ndescribe 'short' do\n  it { Tool.short('') }\nend\n",
    },
    changed: 'lib/tool.rb#Tool.long',
    tests: ['spec/script_spec.rb static'],
  },
  {
    name: 'Ruby requires by a word that is given to it',
    files: {
      'lib/app.rb':
        'module App\n  def self.plugin(name, *args)\n    require "app/plugins/#{name}"\n    found = PLUGINS.fetch(name)\n    found.configure(self, *args) if found.respond_to?(:configure)\n  end\nend\n',
      'lib/app/plugins/cache.rb':
        'module App\n  module Cache\n    def self.configure(app)\n    end\n  end\n  register(:cache, Cache)\nend\n',
      'lib/app/plugins/halt.rb': 'module App\n  module Halt\n  end\n  register(:halt, Halt)\nend\n',
      'lib/app/plugins/all.rb':
        'module App\n  module All\n    def self.before(app)\n      app.plugin :halt\n    end\n  end\nend\n',
      'spec/cache_spec.rb': "require 'app'\ndescribe 'cache' do\n  it { App.plugin :cache }\nend\n",
      'spec/halt_spec.rb':
        "require 'app'\n# plugin :cache\ndescribe 'halt' do\n  it { %w[halt].each { |one| App.plugin one.to_sym } }\nend\n",
    },
    changed: 'lib/app/plugins/halt.rb',
    tests: ['spec/halt_spec.rb static'],
  },
  {
    name: 'Ruby requires by a word, of a directory that it joins',
    files: {
      'lib/store.rb':
        "class Store\n  def self.open(name)\n    require File.join(__dir__, 'stores', name + '_store')\n  end\n\n  def self.close(name)\n    require_relative 'ends/' + name\n  end\nend\n",
      'lib/stores/disk_store.rb': 'class DiskStore\nend\n',
      'lib/ends/disk.rb': 'class DiskEnd\nend\n',
      'test/disk_test.rb': "require 'store'\nStore.open('disk')\n",
      'test/other_test.rb': "require 'store'\nStore.open('on disk')\n",
    },
    changed: 'lib/stores/disk_store.rb',
    tests: ['test/disk_test.rb static'],
  },
]

testWorlds(worlds)
