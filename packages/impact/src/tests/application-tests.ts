import type { CodeFile } from '@groundcrew/code-map'
import { count } from '@groundcrew/core/text'
import { isCosmetic } from '../change/is-cosmetic.ts'
import type { Changes, FileChange } from '../change/types.ts'
import type { Graph } from '../graph/graph.ts'
import { directoryOf } from '../paths.ts'
import type { Nearby } from './nearby-tests.ts'
import { isTestPath } from './test-files.ts'

/** How a test starts an application as a whole, which then finds its parts by itself. */
interface Starting {
  readonly language: CodeFile['language']
  readonly test: RegExp
  /** What an application has besides code in its language. */
  readonly resources: RegExp
}

const STARTING: readonly Starting[] = [
  {
    language: 'java',
    test: /@(?:SpringBootTest|AutoConfigureMockMvc|QuarkusTest|QuarkusIntegrationTest|MicronautTest)\b/,
    resources: /(?:^|\/)src\/main\//,
  },
  {
    language: 'php',
    test: /\$this->(?:get|post|put|patch|delete|json|call|visit|artisan|actingAs|seed|(?:get|post|put|patch|delete)Json)\(|\b(?:Web|Kernel|Api)TestCase\b/,
    resources: /(?:^|\/)(?:config|database|resources|routes|templates|translations)\//,
  },
  {
    language: 'csharp',
    test: /\bWebApplicationFactory\s*</,
    resources: /(?:^|\/)(?:Pages|Views|wwwroot)\/|\.(?:cshtml|razor)$|appsettings[\w.]*\.json$/,
  },
]

/**
 * Tests that start an application of Spring, Quarkus, Micronaut, Laravel, Symfony or ASP.NET as a whole: its container finds what it is made of by
 * annotations, names and configuration, and any source that changed may be a part. What a recorded run executed tells more.
 */
export function findApplicationTests(
  graph: Graph,
  changes: Changes,
  { tests, isRecorded }: { readonly tests: readonly CodeFile[]; readonly isRecorded: (path: string) => boolean },
): Nearby {
  const found = STARTING.flatMap((starting) => {
    const isChanged = changes.files.some((file) => isPart(file, starting))
    return isChanged ? tests.filter((test) => !isRecorded(test.path) && starts(graph, test, starting)) : []
  })
  if (found.length === 0) return { reasons: new Map(), widenings: [] }
  const text = `${count(found.length, 'test')} start the application, and nothing says of which sources: each may run what changed`
  return {
    reasons: new Map(found.map(({ path }) => [path, 'starts the application'])),
    widenings: [{ rule: 'application', path: directoryOf(found[0]?.path ?? '') || '.', text }],
  }
}

function isPart(file: FileChange, { language, resources }: Starting): boolean {
  return !isCosmetic(file) && !isTestPath(file.path) && (file.language === language || resources.test(file.path))
}

function starts(graph: Graph, { number, language }: CodeFile, starting: Starting): boolean {
  return language === starting.language && starting.test.test(graph.map.read(number)?.source.toString() ?? '')
}
