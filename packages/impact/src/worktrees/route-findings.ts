import { endpointsIn } from '../routes/route-table.ts'
import type { Endpoint } from '../routes/types.ts'
import type { PairFinding, Place } from './findings.ts'
import { isChangedLine, type Side } from './side.ts'

/** Routes of one method and path that both sides add. */
export function findRoutes(mine: Side, theirs: Side): readonly PairFinding[] {
  const own = addedRoutes(mine)
  const their = addedRoutes(theirs)
  const found: PairFinding[] = []
  for (const [key, place] of own) {
    const other = their.get(key)
    if (other === undefined) continue
    const isOneFile = place.path === other.path
    // What a router of another file is mounted on is not known, and every router has its root.
    if (!isOneFile && key.endsWith(' /')) continue
    found.push({
      severity: isOneFile ? 'break' : 'risk',
      kind: 'route',
      mine: place,
      theirs: other,
      text: `both add the route ${key}`,
      symbol: key,
    })
  }
  return found
}

function addedRoutes(side: Side): ReadonlyMap<string, Place> {
  const found = new Map<string, Place>()
  for (const file of side.files) {
    const known = new Set(endpointsIn(file.routing?.before).map(keyOf))
    for (const endpoint of endpointsIn(file.routing?.after)) {
      const isNew = isChangedLine(file, endpoint.line) && !known.has(keyOf(endpoint))
      if (isNew) found.set(keyOf(endpoint), { path: file.path, line: endpoint.line })
    }
  }
  return found
}

/** The name of a parameter does not make another route. */
function keyOf({ method, route }: Endpoint): string {
  const plain = route.replaceAll(/:\w+|\{[^}]*\}|<[^>]*>|\[[^\]]*\]/g, '{}').replace(/(?<=.)\/$/, '')
  return `${method} ${plain}`
}
