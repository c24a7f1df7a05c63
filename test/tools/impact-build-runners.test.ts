import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'

interface Built {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  readonly changed: string
  readonly format: string
  readonly commands: readonly string[]
}

const java = (name: string, uses = ''): string =>
  `package a;\n\nimport org.junit.jupiter.api.Test;\n\nclass ${name} {\n  @Test\n  void works() {\n    new Box();${uses}\n  }\n}\n`
const box = 'package a;\n\npublic class Box {}\n'
const rustTest = '\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn works() {}\n}\n'

const built: readonly Built[] = [
  {
    name: 'Maven: a project of its own',
    files: {
      'pom.xml': '<project/>',
      'src/main/java/a/Box.java': box,
      'src/test/java/a/BoxTest.java': java('BoxTest'),
    },
    changed: 'src/main/java/a/Box.java',
    format: 'mvn',
    commands: ['mvn -Dtest=BoxTest test'],
  },
  {
    name: 'Maven: modules, with what they need, by the wrapper',
    files: {
      mvnw: '',
      'pom.xml': '<project><modules><module>core</module><module>app</module></modules></project>',
      'core/pom.xml': '<project/>',
      'core/src/main/java/a/Box.java': box,
      'core/src/test/java/a/BoxTest.java': java('BoxTest'),
      'app/pom.xml': '<project/>',
      'app/src/test/java/a/AppTest.java': java('AppTest'),
    },
    changed: 'core/src/main/java/a/Box.java',
    format: 'mvn',
    commands: ['./mvnw -pl core,app -am -Dsurefire.failIfNoSpecifiedTests=false -Dtest=BoxTest,AppTest test'],
  },
  {
    name: 'Gradle: projects, source sets of their own, and classes by their full names',
    files: {
      gradlew: '',
      'settings.gradle.kts': 'include("core")',
      'core/build.gradle.kts': '',
      'core/src/main/java/a/Box.java': box,
      'core/src/test/java/a/BoxTest.java': java('BoxTest'),
      'core/src/integrationTest/java/a/BoxIT.java': java('BoxIT'),
    },
    changed: 'core/src/main/java/a/Box.java',
    format: 'gradle',
    commands: ['./gradlew :core:integrationTest --tests a.BoxIT :core:test --tests a.BoxTest'],
  },
  {
    name: 'PHPUnit: the classes that its configuration takes',
    files: {
      'composer.json': '{ "autoload": { "psr-4": { "A\\\\": "src/" } } }',
      'phpunit.xml.dist':
        '<phpunit><testsuites><testsuite name="a"><directory>tests</directory><directory suffix="Spec.php">specs</directory><exclude>tests/slow</exclude></testsuite></testsuites></phpunit>',
      'src/Box.php': '<?php\nnamespace A;\n\nclass Box {}\n',
      'tests/BoxTest.php':
        '<?php\nuse A\\Box;\n\nclass BoxTest extends TestCase {\n  function testIt() { new Box(); }\n}\n',
      'tests/slow/SlowTest.php':
        '<?php\nuse A\\Box;\n\nclass SlowTest extends TestCase {\n  function testIt() { new Box(); }\n}\n',
      'specs/BoxSpec.php':
        '<?php\nuse A\\Box;\n\nclass BoxSpec extends TestCase {\n  function testIt() { new Box(); }\n}\n',
    },
    changed: 'src/Box.php',
    format: 'phpunit',
    commands: [String.raw`phpunit --filter '/(?:^|\\)(?:BoxTest|BoxSpec)::/'`],
  },
  {
    name: 'Pest, where composer.json asks for it',
    files: {
      'composer.json': '{ "require-dev": { "pestphp/pest": "^3" } }',
      'src/box.php': '<?php\nfunction box() {}\n',
      'tests/BoxTest.php': "<?php\nit('works', function () {\n  box();\n});\n",
    },
    changed: 'src/box.php',
    format: 'pest',
    commands: ['pest tests/BoxTest.php'],
  },
  {
    name: 'dotnet: a command for each project',
    files: {
      'src/Box.cs': 'namespace A;\n\npublic class Box { }\n',
      'src/A.csproj': '<Project/>',
      'test/A.Tests.csproj': '<Project/>',
      'test/BoxTests.cs':
        'namespace A.Tests;\n\npublic class BoxTests\n{\n    [Fact]\n    public void Works() => new Box();\n}\n',
    },
    changed: 'src/Box.cs',
    format: 'dotnet',
    commands: ["dotnet test test/A.Tests.csproj --filter 'FullyQualifiedName~BoxTests'"],
  },
  {
    name: 'cargo: unit tests by their modules, programs of tests by their names',
    files: {
      'Cargo.toml': '[workspace]\nmembers = ["core-lib"]\n',
      'core-lib/Cargo.toml': '[package]\nname = "core-lib"\n',
      'core-lib/src/lib.rs': 'pub mod a;\npub mod b;\n',
      'core-lib/src/a.rs': `pub struct Box;\n${rustTest}`,
      'core-lib/src/b/mod.rs': `pub use crate::a::Box;\n${rustTest}`,
      'core-lib/tests/it.rs': 'use core_lib::a::Box;\n\n#[test]\nfn works() {\n    let _ = Box;\n}\n',
      'core-lib/tests/more/main.rs': 'mod one;\n',
      'core-lib/tests/more/one.rs': 'use core_lib::b::Box;\n\n#[test]\nfn works() {\n    let _ = Box;\n}\n',
    },
    changed: 'core-lib/src/a.rs',
    format: 'cargo',
    commands: [
      'cargo test -p core-lib --lib -- a:: b::',
      'cargo test -p core-lib --test it',
      'cargo test -p core-lib --test more one::',
    ],
  },
  {
    name: 'cargo: a package without a workspace is run where it is',
    files: { 'crates/a/Cargo.toml': '[package]\nname = "a"\n', 'crates/a/tests/it.rs': '#[test]\nfn x() {}\n' },
    changed: 'crates/a/tests/it.rs',
    format: 'cargo',
    commands: ['(cd crates/a && cargo test -p a --test it)'],
  },
]

test.each(built)('$name', async ({ files, changed, format, commands }) => {
  await using rig = await Rig.create({ git: 'commit', files })
  const { stdout, stderr } = await rig.run('impact', [changed, '--format', format])
  expect({ commands: stdout.trimEnd().split('\n').sort(), stderr }).toEqual({ commands, stderr: expect.any(String) })
})
