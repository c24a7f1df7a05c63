import { describe, expect, test } from 'vitest'
import { prints, World } from '../testing.ts'

describe('go', () => {
  const files = {
    'go.mod':
      'module example.org/app\n\ngo 1.21\n\nrequire github.com/BurntSushi/toml v1.3.2\n\nrequire golang.org/x/text v0.14.0 // indirect\n',
    'main.go': 'package main\n',
  }

  test('a module that is not in the cache is a warning: go fetches it', async () => {
    const world = await World.create({ files, programs: { go: prints('go version go1.22.1 linux/amd64') } })
    expect(await world.check('install.go')).toMatchObject({
      state: 'warn',
      message: '1 of 1 module not in the module cache: github.com/BurntSushi/toml; go will fetch them',
      evidence: [{ file: 'go.mod', line: 5 }],
      fix: 'go mod download',
    })
  })

  test('the cache writes upper case with an exclamation mark', async () => {
    const world = await World.create({ files })
    world.addProgram(`${world.home}/go/pkg/mod/github.com/!burnt!sushi/toml@v1.3.2/toml.go`, '')
    expect(await world.check('install.go')).toMatchObject({ state: 'ok', message: '1 module in the module cache' })
  })

  test('GOMODCACHE names another cache, and a vendor directory replaces it', async () => {
    const world = await World.create({ files })
    world.addProgram(`${world.home}/cache/github.com/!burnt!sushi/toml@v1.3.2/toml.go`, '')
    const env = { ...world.environment(), GOMODCACHE: `${world.home}/cache` }
    expect(await world.check('install.go', { env })).toMatchObject({ state: 'ok' })
    expect(await world.check('install.go')).toMatchObject({ state: 'warn' })
    world.write({ 'vendor/modules.txt': '' })
    expect(await world.check('install.go')).toMatchObject({ state: 'ok', message: 'modules are vendored' })
  })
})

describe('cargo', () => {
  const files = {
    'Cargo.toml': '[package]\nname = "app"\nversion = "0.1.0"\n\n[dependencies]\nserde = "1"\n',
    'Cargo.lock':
      '[[package]]\nname = "app"\nversion = "0.1.0"\n\n[[package]]\nname = "serde"\nversion = "1.0.200"\nsource = "registry+https://host/index"\n',
    'src/main.rs': 'fn main() {}\n',
  }

  test('a crate that is not in the cache is a warning', async () => {
    const world = await World.create({ files, programs: { cargo: prints('cargo 1.78.0') } })
    expect(await world.check('install.cargo')).toMatchObject({
      state: 'warn',
      message: '1 of 1 crate not in the registry cache: serde 1.0.200; cargo will fetch them',
      fix: 'cargo fetch --locked',
    })
  })

  test('a crate in the cache is fine', async () => {
    const world = await World.create({ files })
    world.addProgram(`${world.home}/.cargo/registry/cache/host-1/serde-1.0.200.crate`, '')
    expect(await world.check('install.cargo')).toMatchObject({ state: 'ok', message: '1 crate in the registry cache' })
  })
})

describe('bundler', () => {
  const files = {
    Gemfile: 'source "https://host"\ngem "rake"\n',
    'Gemfile.lock':
      'GEM\n  remote: https://host/\n  specs:\n    nokogiri (1.16.0-x86_64-linux)\n    nokogiri (1.16.0)\n    rake (13.0.6)\n\nPLATFORMS\n  ruby\n',
  }
  const ruby = 'case "$*" in *Gem.path*) echo "$HOME/gems";; *) echo "ruby 3.2.2 (2023-03-30)";; esac'

  test('gems that are locked and not installed', async () => {
    const world = await World.create({ files, programs: { ruby, bundle: prints('Bundler version 2.4.10') } })
    expect(await world.check('install.ruby')).toMatchObject({
      state: 'fail',
      message: 'nothing is installed: 2 gems locked',
      fix: 'bundle install',
    })
    world.addProgram(`${world.home}/gems/specifications/rake-13.0.6.gemspec`, '')
    expect(await world.check('install.ruby')).toMatchObject({
      state: 'fail',
      message: '1 of 2 gems not installed as locked: nokogiri 1.16.0',
    })
  })

  test('without a lockfile: by name, and what may stand behind a condition is a warning', async () => {
    const world = await World.create({
      files: { Gemfile: 'source "https://host"\ngem "rake"\ngem "nokogiri"\ngem "mutex_m" if RUBY_VERSION >= "3.4"\n' },
      programs: { ruby },
    })
    expect(await world.check('install.ruby')).toMatchObject({
      state: 'fail',
      message: 'nothing is installed: 3 gems asked for',
      fix: 'bundle install',
    })
    world.addProgram(`${world.home}/gems/specifications/default/rake-13.0.6.gemspec`, '')
    world.addProgram(`${world.home}/gems/specifications/nokogiri-1.16.0-x86_64-linux.gemspec`, '')
    expect(await world.check('install.ruby')).toMatchObject({
      state: 'warn',
      message: '1 of 3 gems not installed: mutex_m',
    })
  })

  test('one of the platforms of a gem is enough, and the gems of the checkout count', async () => {
    const world = await World.create({ files, programs: { ruby } })
    world.addProgram(`${world.home}/gems/specifications/default/rake-13.0.6.gemspec`, '')
    const own = `${world.root}/vendor/bundle/ruby/3.2.0/specifications`
    world.addProgram(`${own}/nokogiri-1.16.0-x86_64-linux.gemspec`, '')
    expect(await world.check('install.ruby')).toMatchObject({
      state: 'ok',
      message: '2 gems installed as Gemfile.lock has them',
    })
  })

  test('without Ruby there is nothing to ask', async () => {
    const world = await World.create({ files })
    expect(await world.check('install.ruby')).toMatchObject({ state: 'skip' })
  })
})

describe('composer', () => {
  const files = {
    'composer.json': { require: { 'monolog/monolog': '^3.0' } },
    'composer.lock': {
      packages: [{ name: 'monolog/monolog', version: '3.5.0' }],
      'packages-dev': [{ name: 'phpunit/phpunit', version: '10.5.0' }],
    },
  }
  const record = { packages: [...files['composer.lock'].packages, ...files['composer.lock']['packages-dev']] }

  test('nothing, a part, another version, and everything installed', async () => {
    const world = await World.create({ files, programs: { composer: prints('Composer version 2.7.1') } })
    expect(await world.check('install.php')).toMatchObject({
      state: 'fail',
      message: 'nothing is installed: 2 packages locked',
      fix: 'composer install --no-interaction',
    })
    world.write({ 'vendor/composer/installed.json': { packages: record.packages.slice(0, 1) } })
    expect(await world.check('install.php')).toMatchObject({
      state: 'fail',
      message: '1 of 2 packages not installed: phpunit/phpunit',
    })
    world.write({
      'vendor/composer/installed.json': [{ name: 'monolog/monolog', version: '3.4.0' }, record.packages[1]],
    })
    expect(await world.check('install.php')).toMatchObject({
      state: 'warn',
      message: '1 of 2 packages in another version: monolog/monolog 3.4.0 is installed, 3.5.0 is locked',
    })
    world.write({ 'vendor/composer/installed.json': record })
    expect(await world.check('install.php')).toMatchObject({ state: 'ok' })
  })

  test('a lockfile that is not JSON', async () => {
    const world = await World.create({ files: { ...files, 'composer.lock': '<<<<<<< HEAD\n' } })
    expect(await world.check('install.php')).toMatchObject({ state: 'unknown' })
  })
})

test('an ecosystem whose cache is not read says so', async () => {
  const world = await World.create({ files: { 'pom.xml': '<project><artifactId>a</artifactId></project>' } })
  expect(await world.check('install.maven')).toMatchObject({
    state: 'skip',
    message: 'maven fetches what is missing when it builds; its cache is not compared',
  })
})
