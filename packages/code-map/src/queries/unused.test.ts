import { expect, test } from 'vitest'
import { TestRepository } from '../testing.ts'
import { unused } from './unused.ts'

const limit = 100

async function unusedIn(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  using repo = new TestRepository(files)
  const { shown } = await unused(await repo.open(), { pathPrefix: undefined, limit })
  return shown.map(({ path, qualifiedName }) => `${path} ${qualifiedName}`)
}

test('unused symbols, with where their name stands in text', async () => {
  using repo = new TestRepository({
    'a.ts':
      'export function used() {}\nexport function lonely() {}\nexport function told() {}\nfunction recursive() { recursive() }',
    'b.ts': "import { used } from './a'\nused() // told",
  })
  const { shown, checked } = await unused(await repo.open(), { pathPrefix: undefined, limit })
  expect([checked, shown.map(({ qualifiedName, mentions }) => [qualifiedName, mentions])]).toEqual([
    4,
    [
      ['lonely', 0],
      ['told', 1],
    ],
  ])
})

test('what nobody outside can use comes first, examples last', async () => {
  const files = {
    'a.ts': 'export function open() {}\nfunction shut() {}',
    'examples/b.ts': 'export function shown() {}',
    'c.ts': 'export const late = 1',
  }
  expect(await unusedIn(files)).toEqual(['a.ts shut', 'a.ts open', 'c.ts late', 'examples/b.ts shown'])
})

test('what marks, names and places hand to others is not unused', async () => {
  const files = {
    'app.py': `@app.route("/")
def index(): pass

@functools.lru_cache(
    maxsize=1,
)
def cached(): pass

@app.get(
    "/more",
)
async def more(): pass
def plain(): pass
`,
    'docs/conf.py': 'project = "x"',
    'src/lib.rs': `#[no_mangle]
pub extern "C" fn called() {}
#[global_allocator]
static ALLOC: A = A;
/// Words.
#[derive(Debug)]
pub struct Lonely;
#[cfg(test)]
mod checks {}
#[tokio::main]
async fn start() {}
#[must_use]
fn forgotten() -> u8 { 1 }
`,
    'Bean.java': '@Component\nclass Bean {}\n@Deprecated\nclass Old {}',
    'entity.ts':
      '@Entity()\nexport class Row {}\nexport default class Page {}\nexport const metadata = {}\nexport const other = {}',
    'run.sh': 'ROOT=1\necho "$ROOT"\nunused_step() { :; }',
    'x.sql': 'CREATE INDEX some_index ON t (a);',
  }
  expect(await unusedIn(files)).toEqual([
    'Bean.java Old',
    'src/lib.rs forgotten',
    'app.py cached',
    'app.py plain',
    'entity.ts other',
    'run.sh unused_step',
    'src/lib.rs Lonely',
  ])
})

test('Rails finds classes by routes and associations', async () => {
  const files = {
    'app/controllers/tides_controller.rb': 'class TidesController\nend',
    'app/models/tide_table.rb': 'class TideTable\n  has_many :berths\n  has_many :harbour_fees\nend',
    'app/models/harbour.rb': 'class Harbour\n  has_one :tide_table\nend',
    'app/models/berth.rb': 'class Berth\nend',
    'app/models/harbour_fee.rb': 'class HarbourFee\nend',
    'db/migrate/1_add.rb': 'class AddTides\nend',
  }
  expect(await unusedIn(files)).toEqual(['app/models/harbour.rb Harbour'])
})

test('the exports of a module that is handed on as a whole are not unused, those of one with known uses are', async () => {
  const files = {
    'schema.ts': 'export const tides = 1\nconst inner = 1',
    'lazy.ts': 'export const later = 1',
    'tools.ts': 'export const one = 1\nexport const two = 2',
    'main.ts':
      "import * as schema from './schema'\nimport * as tools from './tools'\nopen({ schema })\ntools.one\nawait load(() => import('./lazy'))",
  }
  expect(await unusedIn(files)).toEqual(['schema.ts inner', 'tools.ts two'])
})
