import { expect, test } from 'vitest'
import { meantBy } from './testing.ts'

test('what TypeScript declares for all files of a program, and no further', async () => {
  const files = {
    'package.json': '{}',
    'a/package.json': '{}',
    'a/global.ts': `export {}
declare global {
  var ready: Box
  interface Window { held: Box }
  function boot(): void
}
export const local = 1
`,
    'a/env.d.ts': 'declare const DEBUG: boolean\ninterface Box { open(): void }\n',
    'a/module.d.ts': 'export declare const other: boolean\n',
    'a/use.ts': `ready.open()
window.ready.open()
globalThis.held.open()
boot()
if (DEBUG) window.boot()
function f(ready: { open(): void }, window: { boot(): void }) { ready.open(); window.boot() }
other
local
const box: Box = ready
`,
    'b/use.ts': 'ready.open(); boot(); DEBUG\n',
  }
  expect(await meantBy(files, 'ready')).toEqual(['a/use.ts:1:1', 'a/use.ts:2:8', 'a/use.ts:9:18'])
  expect(await meantBy(files, 'a/global.ts#boot')).toEqual(['a/use.ts:4:1', 'a/use.ts:5:19'])
  expect(await meantBy(files, 'DEBUG')).toEqual(['a/use.ts:5:5'])
  expect(await meantBy(files, 'held')).toEqual(['a/use.ts:3:12'])
  expect(await meantBy(files, 'Box.open')).toEqual(['a/use.ts:1:7', 'a/use.ts:2:14', 'a/use.ts:3:17'])
  expect(await meantBy(files, 'other')).toEqual([])
  expect(await meantBy(files, 'local')).toEqual([])
})
