import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { openExistingTasks, openTasks } from './open-tasks.ts'
import { SCHEMA_VERSION } from './schema.ts'
import { makeActor, makeWorld } from './testing.ts'

const toolError = (code: string): unknown => expect.objectContaining({ name: 'ToolError', code, exitCode: 3 })

describe('a database that cannot be used', () => {
  test.each([
    ['text', Buffer.from('not a database, but long enough to have a header of some sort\n'.repeat(20))],
    ['a header with nothing behind it', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(2000, 0xff)])],
  ])('%s is named damaged and left as it is', async (_, content) => {
    const world = makeWorld()
    mkdirSync(path.dirname(world.file), { recursive: true })
    writeFileSync(world.file, content)
    await expect(world.open()).rejects.toEqual(toolError('DAMAGED'))
    await expect(world.open()).rejects.toThrow(world.file)
    expect(readFileSync(world.file).equals(content)).toBe(true)
  })

  test.each([
    ['with tables of its own', 'CREATE TABLE things (a)'],
    ['with a version of its own', 'CREATE TABLE things (a); PRAGMA user_version = 1'],
    ['with tables called like ours', 'CREATE TABLE tasks (a); CREATE TABLE events (seq)'],
  ])('the database of another program, %s, is left as it is', async (_, sql) => {
    const world = makeWorld()
    mkdirSync(path.dirname(world.file), { recursive: true })
    const raw = new Database(world.file)
    raw.exec(sql)
    raw.close()
    const content = readFileSync(world.file)
    await expect(world.open()).rejects.toEqual(toolError('NOT_OURS'))
    expect(readFileSync(world.file).equals(content)).toBe(true)
  })

  test('an empty file becomes a database', async () => {
    const world = makeWorld()
    mkdirSync(path.dirname(world.file), { recursive: true })
    writeFileSync(world.file, '')
    const store = await world.open()
    expect(await store.run('add', { title: 'a' })).toMatchObject({ id: 1 })
  })

  test('pages damaged later are an error of the verb that meets them', async () => {
    const world = makeWorld()
    const store = await world.open()
    await store.run('seed', { shape: 'dag', count: 500 })
    const raw = new Database(world.file)
    raw.pragma('wal_checkpoint(TRUNCATE)')
    raw.close()
    const bytes = readFileSync(world.file)
    bytes.fill(0xa5, 4096 * 2)
    writeFileSync(world.file, bytes)
    const again = openTasks({ file: world.file, actor: makeActor('ann'), paths: { cwd: world.directory } })
    await expect(again.then((opened) => opened.ask('list', {}))).rejects.toEqual(toolError('DAMAGED'))
  })

  test('a newer schema is refused and not touched, also when it comes while the file is open', async () => {
    const world = makeWorld()
    const store = await world.open()
    await store.run('add', { title: 'a' })
    const raw = new Database(world.file)
    raw.pragma(`user_version = ${SCHEMA_VERSION + 1}`)
    await expect(store.run('add', { title: 'b' })).rejects.toEqual(toolError('NEWER_SCHEMA'))
    await expect(world.open()).rejects.toEqual(toolError('NEWER_SCHEMA'))
    expect(raw.prepare('SELECT COUNT(*) FROM tasks').pluck().get()).toBe(1)
    raw.close()
  })

  test('a directory in the place of the file, or a file in the place of the directory', async () => {
    const world = makeWorld()
    mkdirSync(world.file, { recursive: true })
    await expect(world.open()).rejects.toEqual(toolError('CANNOT_OPEN'))
    writeFileSync(path.join(world.directory, 'plain'), '')
    await expect(world.open('ann', { file: path.join(world.directory, 'plain/tasks.db') })).rejects.toEqual(
      toolError('CANNOT_OPEN'),
    )
  })
})

test('a lock that is held too long is named, and nothing is changed', async () => {
  const world = makeWorld()
  const store = await world.open('ann', { busyMs: 50 })
  const raw = new Database(world.file)
  raw.exec('BEGIN IMMEDIATE')
  await expect(store.run('add', { title: 'a' })).rejects.toEqual(toolError('BUSY'))
  expect((await store.ask('list', {})).total).toBe(0)
  raw.exec('COMMIT')
  raw.close()
  expect(await store.run('add', { title: 'a' })).toMatchObject({ id: 1 })
})

test('a lock that is let go in time is waited for', async () => {
  const world = makeWorld()
  const store = await world.open()
  const raw = new Database(world.file)
  raw.exec('BEGIN IMMEDIATE')
  const added = store.run('add', { title: 'a' })
  raw.exec('COMMIT')
  raw.close()
  expect(await added).toMatchObject({ id: 1 })
})

test('the log is copied into the file while it is open, so that it does not grow without end', async () => {
  const world = makeWorld()
  const store = await world.open()
  const sizeBytes = (): number => statSync(world.file).size
  await store.run('add', { title: 'small' })
  expect(sizeBytes()).toBeLessThan(1_000_000)
  await store.batch(
    Array.from({ length: 200 }, () => ({ verb: 'note', request: { id: 1, text: 'x'.repeat(100_000) } }) as const),
  )
  expect(sizeBytes()).toBeGreaterThan(20_000_000)
})

test('only a verb that needs a database makes one', async () => {
  const world = makeWorld()
  const options = { file: world.file, actor: makeActor('ann'), paths: { cwd: world.directory } }
  expect(await openExistingTasks(options)).toBeUndefined()
  expect(existsSync(path.dirname(world.file))).toBe(false)
  ;(await openTasks(options)).close()
  const existing = await openExistingTasks(options)
  expect(existing?.file).toBe(world.file)
  existing?.close()
})

test('a migration is one step: two openers at once make one database', async () => {
  const world = makeWorld()
  const stores = await Promise.all(['ann', 'bob', 'cid', 'dot'].map((name) => world.open(name)))
  await Promise.all(stores.map((store, index) => store.run('add', { title: `t${index}` })))
  expect((await stores[0]?.ask('list', {}))?.total).toBe(4)
})
