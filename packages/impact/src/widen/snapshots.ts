const SNAPSHOT_DIRECTORY = /^(?:__\w*(?:snapshots|screenshots)__|snapshots|screenshots|.*-snapshots)$/

/**
 * The names that the test of a snapshot may have: jest's and vitest's `__snapshots__/a.test.ts.snap`, vitest's
 * `__screenshots__/a.test.ts/…`, Playwright's `a.spec.ts-snapshots/…`, AVA's `snapshots/a.js.snap`, tap's `tap-snapshots/test/a.js.test.cjs`, syrupy's `__snapshots__/test_a.ambr`. Empty
 * for what is no snapshot.
 */
export function snapshotOwners(path: string): readonly string[] {
  const parts = path.split('/')
  const first = parts.findIndex((part) => SNAPSHOT_DIRECTORY.test(part))
  if (first === -1) return []
  const above = parts.slice(0, first)
  if (parts[first] === 'tap-snapshots')
    return [[...above, ...parts.slice(first + 1)].join('/').replace(/\.test\.cjs$/, '')]
  const names = parts.slice(first).flatMap((part) => namesIn(part))
  // Without a word for the directory a file is one by its extension alone.
  const isPlain = /^(?:snapshots|screenshots)$/.test(parts[first] ?? '')
  if (isPlain && !/\.(?:snap|snap\.md|png)$|\.(?:js|ts|mjs)\.md$/.test(path)) return []
  return names.map((name) => [...above, name].join('/'))
}

function namesIn(part: string): readonly string[] {
  const name = part.replace(/(?:\.snap(?:\.md|\.new)?|-snapshots|\.md)$/, '')
  const python = /^test_\w+|^\w+_test(?=\.|$)/.exec(part)?.[0]
  return python === undefined ? [name] : [name, `${python}.py`]
}
