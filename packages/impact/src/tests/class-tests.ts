import {
  holdsRustTests,
  isRustTestRoot,
  listedFiles,
  readRustCrates,
  readRustTests,
  type CodeFile,
  type CodeMap,
} from '@groundcrew/code-map'
import { readPhpSuites } from './php-suites.ts'

/** Languages whose tests are told by what is in them, besides their names. */
type ClassLanguage = 'java' | 'csharp' | 'php'

/** What Maven's surefire and failsafe and Gradle take, PHPUnit's suffix, and the usual names of C#'s classes. */
const NAMES: Readonly<Record<ClassLanguage, RegExp>> = {
  java: /(?:^|\/)(?:Test[^/]*|[^/]*Tests?|[^/]*TestCase|IT[^/]*|[^/]*IT|[^/]*ITCase)\.java$/,
  php: /Test\.php$/,
  csharp: /Tests?\.cs$/,
}
const EXTENSIONS: readonly (readonly [string, ClassLanguage | 'rust'])[] = [
  ['.java', 'java'],
  ['.php', 'php'],
  ['.cs', 'csharp'],
  ['.rs', 'rust'],
]
/** Where Maven and Gradle have the sources of tests. */
const JAVA_TESTS = /(?:^|\/)src\/(?:\w*[tT]est\w*|it)\/java\//
const NOT_RUN = /(?:^|\/)(?:testdata|vendor|node_modules)\/|(?:^|\/)src\/\w+\/resources\//

/** What makes a class one with tests: annotations of JUnit, TestNG and jqwik, attributes of xUnit, NUnit and MSTest, PHPUnit's methods, Pest's functions. */
const HOLDS: Readonly<Record<ClassLanguage, RegExp>> = {
  java: /@(?:\w+\.)*(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Theory|Property|Example|Suite|SelectClasses|RunWith|ArchTest)\b|\bextends\s+(?:[\w.]+\.)?TestCase\b/,
  csharp:
    /\[(?:[^[\]]*,)?\s*(?:[\w.]+\.)?(?:\w*Fact|\w*Theory|Test|TestCase|TestCaseSource|TestMethod|DataTestMethod|Property)(?:Attribute)?\s*[\](,]/,
  php: /\bfunction\s+test\w*\s*\(|@test\b|#\[\s*\\?(?:\w+\\)*Test\b|^\s*(?:test|it|describe|arch)\s*\(/im,
}
/** Names that code which holds tests has: only where one stands, a file without a test's name is read. */
const WORDS: Readonly<Record<Exclude<ClassLanguage, 'php'> | 'rust', readonly string[]>> = {
  java: ['Test', 'ParameterizedTest', 'RepeatedTest', 'TestFactory', 'TestTemplate', 'Theory', 'Property', 'ArchTest'],
  csharp: ['Fact', 'Theory', 'Test', 'TestCase', 'TestCaseSource', 'TestMethod', 'DataTestMethod', 'Property'],
  rust: ['test', 'rstest', 'test_case', 'proptest', 'quickcheck', 'wasm_bindgen_test'],
}
const COMMENTS = /\/\*[\s\S]*?\*\/|(?<![:\w"'])\/\/[^\n]*/g

/** Whether a file has a test's name in one of these languages. */
export function isClassTestPath(path: string): boolean {
  const language = languageOf(path)
  if (language === undefined || language === 'rust' || NOT_RUN.test(path)) return false
  return NAMES[language].test(path) || (language === 'java' && JAVA_TESTS.test(path))
}

/**
 * The tests of Java, PHP, C# and Rust: the files that hold some. An abstract class is none, nor is what only helps; a class that has a test's name may
 * inherit them. Rust has its unit tests in the files that they test.
 */
export function findClassTests(map: CodeMap): readonly CodeFile[] {
  const byLanguage = filesByLanguage(map)
  const found = [...byLanguage].flatMap(([language, numbers]) =>
    language === 'rust' ? rustTests(map, numbers) : classTests(map, language, numbers),
  )
  return found.sort((left, right) => left - right).map((number) => map.file(number))
}

function filesByLanguage(map: CodeMap): ReadonlyMap<ClassLanguage | 'rust', readonly number[]> {
  const found = new Map<ClassLanguage | 'rust', number[]>()
  for (let number = 0; number < map.fileCount; number++) {
    const path = map.pathOf(number)
    const language = languageOf(path)
    if (language === undefined || NOT_RUN.test(path)) continue
    const list = found.get(language)
    if (list === undefined) found.set(language, [number])
    else list.push(number)
  }
  return found
}

function languageOf(path: string): ClassLanguage | 'rust' | undefined {
  return EXTENSIONS.find(([extension]) => path.endsWith(extension))?.[1]
}

function classTests(map: CodeMap, language: ClassLanguage, numbers: readonly number[]): readonly number[] {
  const suites = language === 'php' ? readPhpSuites(map) : undefined
  const worded = language === 'php' ? new Set<number>() : filesWith(map, WORDS[language])
  return numbers.filter((number) => {
    const path = map.pathOf(number)
    const suited = suites?.(path)
    if (suited === 'left') return false
    const isNamed = suited === 'taken' || NAMES[language].test(path)
    return (isNamed || worded.has(number)) && holdsTests(map, { number, language, isNamed })
  })
}

function holdsTests(
  map: CodeMap,
  {
    number,
    language,
    isNamed,
  }: { readonly number: number; readonly language: ClassLanguage; readonly isNamed: boolean },
): boolean {
  const source = map.read(number)?.source.toString() ?? ''
  const text = language === 'php' ? source : source.replaceAll(COMMENTS, '')
  const name = /([^/]+)\.\w+$/.exec(map.pathOf(number))?.[1]?.replaceAll(/\W/g, '.') ?? ''
  const isAbstract = new RegExp(String.raw`\babstract\s+(?:\w+\s+)*class\s+${name}\b|\b(?:interface|trait)\s+${name}\b`)
  if (isAbstract.test(text)) return false
  if (HOLDS[language].test(text)) return true
  const heir = language === 'csharp' ? String.raw`\s*(?:<[^>]*>)?\s*:\s*(?!I[A-Z])` : String.raw`\b[^{]*\bextends\s`
  return isNamed && new RegExp(String.raw`\bclass\s+${name}${heir}`).test(text)
}

function filesWith(map: CodeMap, words: readonly string[]): ReadonlySet<number> {
  return new Set(words.flatMap((word) => map.uses(word).map(({ file }) => file.number)))
}

/** Programs of tests, and files with unit tests. */
function rustTests(map: CodeMap, numbers: readonly number[]): readonly number[] {
  const textOf = (number: number | undefined): string | undefined =>
    number === undefined ? undefined : map.read(number)?.source.toString()
  const paths = Array.from({ length: map.fileCount }, (_, number) => map.pathOf(number))
  const crates = readRustCrates(listedFiles(paths, (path) => textOf(map.findFile(path))))
  const known = new Map([...filesWith(map, WORDS.rust)].map((number) => [number, readRustTests(textOf(number) ?? '')]))
  const macros = new Set([...known.values()].flatMap((tests) => tests.macros))
  for (const number of filesWith(map, [...macros]))
    if (!known.has(number)) known.set(number, readRustTests(textOf(number) ?? ''))
  return numbers.filter((number) => {
    const tests = known.get(number)
    return isRustTestRoot(crates, map.pathOf(number)) || (tests !== undefined && holdsRustTests(tests, macros))
  })
}
