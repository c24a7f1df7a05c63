import { baseName, parentOf } from '../source/paths.ts'
import { isExamplePlace, isFixturePlace } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'
import type { Address } from '../types.ts'

/** Files that configure: addresses in source are constants, examples, tests. */
const configName =
  /^(?:\.env(?:\.[\w-]+)*|celeryconfig\.py|alembic\.ini|database\.ya?ml|application(?:-dev)?\.(?:ya?ml|properties)|appsettings(?:\.Development)?\.json)$/

const portsByScheme: ReadonlyMap<string, number> = new Map([
  ['amqp', 5672],
  ['redis', 6379],
  ['postgres', 5432],
  ['postgresql', 5432],
  ['mysql', 3306],
  ['mariadb', 3306],
  ['mongodb', 27_017],
  ['http', 80],
  ['https', 443],
])

const pattern = /\b([a-z][a-z0-9]*)(?:\+[a-z0-9]+)?:\/\/(?:[^\s@/'"]*@)?(\[[0-9a-f:]+\]|[\w.-]+)(?::(\d{1,5}))?/gi

/** The brokers, databases and servers on this machine that configuration files name, once for each place. */
export function readAddresses(sources: Sources): Address[] {
  return [...sources.index.namedLike(configName), ...envFilesOnDisk(sources)]
    .filter((file) => !isFixturePlace(parentOf(file)) && !isExamplePlace(parentOf(file)))
    .flatMap((file) => sources.lines(file).flatMap((line, index) => readLine(line, { file, line: index + 1 })))
}

/** `.env` itself is ignored by git as a rule, and decides. */
function envFilesOnDisk(sources: Sources): readonly string[] {
  return sources.index.has('.env') || !sources.isOnDisk('.env') ? [] : ['.env']
}

function readLine(line: string, evidence: Address['evidence']): Address[] {
  if (/^\s*(?:#|\/\/|;)/.test(line)) return []
  const name = /^\s*(?:export\s+)?["']?([A-Za-z_][\w.-]*)["']?\s*[=:]/.exec(line)?.[1]
  return [...line.matchAll(pattern)].flatMap(([, written = '', host = '', port]) => {
    const scheme = written.toLowerCase()
    const usual = portsByScheme.get(scheme)
    if (usual === undefined) return []
    return [
      {
        scheme,
        host,
        port: port === undefined ? usual : Number(port),
        ...(name === undefined ? {} : { name }),
        isSample: /\.(?:example|sample|template|dist)$/.test(baseName(evidence.file)),
        evidence,
      },
    ]
  })
}
