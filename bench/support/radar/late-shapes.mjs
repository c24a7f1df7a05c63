/** Whole projects that were written after the mends which those of `whole` led to, and before anybody looked at what the radar makes of them. */

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

const options =
  '"strict": true, "noEmit": true, "target": "es2022", "module": "esnext", "moduleResolution": "bundler", "resolveJsonModule": true, "types": []'
const plain = { 'tsconfig.json': `{\n  "compilerOptions": { ${options} },\n  "include": ["src"]\n}\n` }

/** @type {readonly ProjectShape[]} */
const script = [
  {
    name: 'getter in place of a method',
    files: { ...plain, 'src/user.ts': "export class User {\n  label(): string {\n    return 'x'\n  }\n}\n" },
    first: { 'src/user.ts': [['  label(): string', '  get label(): string']] },
    second: { 'src/late.ts': "import { User } from './user.js'\n\nexport const late = new User().label()\n" },
  },
  {
    name: 'sound: private field made a hard one',
    files: {
      ...plain,
      'src/user.ts':
        "export class User {\n  private secret = 'x'\n  hint(): string {\n    return this.secret\n  }\n}\n",
    },
    first: {
      'src/user.ts': [
        ['private secret', '#secret'],
        ['this.secret', 'this.#secret'],
      ],
    },
    second: { 'src/late.ts': "import { User } from './user.js'\n\nexport const late = new User().hint()\n" },
  },
  {
    name: 'type guard tells another type',
    files: {
      ...plain,
      'src/guard.ts':
        "export interface Cat {\n  meow: string\n}\nexport interface Dog {\n  bark: string\n}\nexport const isCat = (pet: Cat | Dog): pet is Cat => 'meow' in pet\n",
    },
    first: { 'src/guard.ts': [['pet is Cat', 'boolean']] },
    second: {
      'src/late.ts':
        "import { isCat, type Cat, type Dog } from './guard.js'\n\nexport const sound = (pet: Cat | Dog): string => (isCat(pet) ? pet.meow : pet.bark)\n",
    },
  },
  {
    name: 'sound: literal result made wider, printed',
    files: { ...plain, 'src/mode.ts': "export const mode = (): 'on' | 'off' => 'on'\n" },
    first: { 'src/mode.ts': [["'on' | 'off'", 'string']] },
    second: { 'src/late.ts': "import { mode } from './mode.js'\n\nexport const late = `mode: ${mode()}`\n" },
  },
  {
    name: 'literal result made wider, looked up',
    files: { ...plain, 'src/mode.ts': "export const mode = (): 'on' | 'off' => 'on'\n" },
    first: { 'src/mode.ts': [["'on' | 'off'", 'string']] },
    second: {
      'src/late.ts':
        "import { mode } from './mode.js'\n\nconst volume = { on: 1, off: 0 }\nexport const late = volume[mode()]\n",
    },
  },
  {
    name: 'tuple of one more',
    files: {
      ...plain,
      'src/range.ts':
        'export type Range = [number, number]\nexport const span = (range: Range): number => range[1] - range[0]\n',
    },
    first: { 'src/range.ts': [['[number, number]', '[number, number, string]']] },
    second: { 'src/late.ts': "import { span } from './range.js'\n\nexport const late = span([1, 2])\n" },
  },
  {
    name: 'sound: tuple gets names',
    files: {
      ...plain,
      'src/range.ts':
        'export type Range = [number, number]\nexport const span = (range: Range): number => range[1] - range[0]\n',
    },
    first: { 'src/range.ts': [['[number, number]', '[from: number, to: number]']] },
    second: { 'src/late.ts': "import { span } from './range.js'\n\nexport const late = span([1, 2])\n" },
  },
  {
    name: 'thrown by a function that never returns, returns now',
    files: {
      ...plain,
      'src/fail.ts': 'export function fail(why: string): never {\n  throw new Error(why)\n}\n',
    },
    first: { 'src/fail.ts': [['): never {\n  throw new Error(why)', '): Error {\n  return new Error(why)']] },
    second: {
      'src/late.ts':
        "import { fail } from './fail.js'\n\nexport function pick(value: number | undefined): number {\n  return value ?? fail('none')\n}\n",
    },
  },
  {
    name: 'sound: both add a method to two classes of one file',
    files: {
      ...plain,
      'src/shapes.ts':
        'export class Circle {\n  radius = 1\n}\n\nexport const between = 1\n\nexport const around = 2\n\nexport class Square {\n  side = 1\n}\n',
    },
    first: { 'src/shapes.ts': [['  radius = 1\n', '  radius = 1\n  area(): number {\n    return this.radius\n  }\n']] },
    second: { 'src/shapes.ts': [['  side = 1\n', '  side = 1\n  area(): number {\n    return this.side\n  }\n']] },
  },
  {
    name: 'namespace import of a file whose name is exported no more',
    files: { ...plain, 'src/units.ts': 'export const inch = 25\nexport const foot = 304\n' },
    first: {
      'src/units.ts': [
        ['export const inch', 'const inch'],
        ['foot = 304', 'foot = inch * 12'],
      ],
    },
    second: { 'src/late.ts': "import * as units from './units.js'\n\nexport const late = units.inch * 2\n" },
  },
  {
    name: 'sound: schema object gets a key, spread by the other',
    files: { ...plain, 'src/schema.ts': 'export const schema = { id: 1, name: 2 }\n' },
    first: { 'src/schema.ts': [['name: 2', 'name: 2, rank: 3']] },
    second: {
      'src/late.ts': "import { schema } from './schema.js'\n\nexport const late = { ...schema, own: 4 }.name\n",
    },
  },
  {
    name: 'optional chaining result handed on where nothing may be missing',
    files: {
      ...plain,
      'src/order.ts':
        'export interface Order {\n  customer: { name: string }\n}\nexport const order: Order = { customer: { name: "x" } }\n',
    },
    first: { 'src/order.ts': [['  customer: { name', '  customer?: { name']] },
    second: {
      'src/late.ts':
        "import { order } from './order.js'\n\nconst { name } = order.customer\nexport const late = name\n",
    },
  },
]

/** @type {readonly ProjectShape[]} */
const python = [
  {
    name: 'fixture of a test class renamed',
    files: {
      'tests/conftest.py':
        'import pytest\n\n\n@pytest.fixture(scope="module")\ndef client():\n    return {"ok": True}\n',
    },
    first: { 'tests/conftest.py': [['def client():', 'def web_client():']] },
    second: {
      'tests/test_late.py': 'class TestLate:\n    def test_it(self, client):\n        assert client["ok"]\n',
    },
  },
  {
    name: 'sound: fixture made one of the session',
    files: { 'tests/conftest.py': 'import pytest\n\n\n@pytest.fixture\ndef client():\n    return {"ok": True}\n' },
    first: { 'tests/conftest.py': [['@pytest.fixture\n', '@pytest.fixture(scope="session")\n']] },
    second: { 'tests/test_late.py': 'def test_it(client):\n    assert client["ok"]\n' },
  },
  {
    name: 'constructor made one by keyword',
    files: {
      'shop/__init__.py': '',
      'shop/rows.py':
        'class Row:\n    def __init__(self, id, label):\n        self.id = id\n        self.label = label\n',
    },
    first: { 'shop/rows.py': [['self, id, label', 'self, *, id, label']] },
    second: { 'app.py': 'from shop.rows import Row\n\nROW = Row(1, "order")\n' },
  },
  {
    name: 'sound: class gets slots that hold all',
    files: {
      'shop/__init__.py': '',
      'shop/rows.py': 'class Row:\n    def __init__(self, id):\n        self.id = id\n',
    },
    first: { 'shop/rows.py': [['class Row:\n', 'class Row:\n    __slots__ = ("id",)\n\n']] },
    second: { 'app.py': 'from shop.rows import Row\n\nROW = Row(1)\nROW.id = 2\n' },
  },
  {
    name: 'submodule no longer imported by its package',
    files: {
      'shop/__init__.py': 'from shop import text\n',
      'shop/text.py': 'def shout(words):\n    return words.upper()\n',
    },
    first: { 'shop/__init__.py': [['from shop import text\n', 'VERSION = 1\n']] },
    second: { 'app.py': 'import shop\n\nTITLE = shop.text.shout("order")\n' },
  },
  {
    name: 'sound: private helper removed, another module has one of that name',
    files: {
      'shop/__init__.py': '',
      'shop/text.py':
        'def _clean(words):\n    return words.strip()\n\n\ndef shout(words):\n    return _clean(words).upper()\n',
    },
    first: {
      'shop/text.py': [
        ['def _clean(words):\n    return words.strip()\n\n\n', ''],
        ['_clean(words).upper', 'words.strip().upper'],
      ],
    },
    second: {
      'app.py':
        'from shop.text import shout\n\n\ndef _clean(words):\n    return words\n\n\nTITLE = _clean(shout("order"))\n',
    },
  },
  {
    name: 'class attribute renamed that a subclass overrides and the base reads',
    files: {
      'shop/__init__.py': '',
      'shop/base.py':
        'class Base:\n    template = "a"\n\n    def render(self):\n        return self.template.upper()\n',
    },
    first: {
      'shop/base.py': [
        ['    template = "a"', '    layout = None'],
        ['self.template.upper', 'self.layout.upper'],
      ],
    },
    second: {
      'app.py': 'from shop.base import Base\n\n\nclass Late(Base):\n    template = "b"\n\n\nPAGE = Late().render()\n',
    },
  },
  {
    name: 'sound: function takes anything by name too',
    files: { 'shop/__init__.py': '', 'shop/prices.py': 'def price(order, rate=1):\n    return order * rate\n' },
    first: { 'shop/prices.py': [['rate=1)', 'rate=1, **more)']] },
    second: { 'app.py': 'from shop.prices import price\n\nTOTAL = price(2, rate=3)\n' },
  },
]

export const lateShapes = { script, python }
