/** Go: what one side does to a package, and what the other one writes against it as it was. `go vet` tells what a pair is worth. */

/** @typedef {import('./make-pair.mjs').Shape} Shape */

/** @type {readonly Shape[]} */
export const goShapes = [
  {
    name: 'one result more',
    lib: 'func Price(id int) int {\n\treturn id\n}',
    first: [['(id int) int {\n\treturn id', '(id int) (int, error) {\n\treturn id, nil']],
    second: 'var A = lib.Price(1) + 1',
  },
  {
    name: 'error added to no result, call alone',
    lib: 'func Bounds() (int, int) {\n\treturn 1, 2\n}',
    first: [['(int, int) {\n\treturn 1, 2', '(int, int, error) {\n\treturn 1, 2, nil']],
    second: 'func Width() int {\n\tlow, high := lib.Bounds()\n\treturn high - low\n}',
  },
  {
    name: 'field added, a literal without keys',
    lib: 'type Point struct {\n\tX int\n\tY int\n}',
    first: [['\tY int\n', '\tY int\n\tZ int\n']],
    inPackage: true,
    second: 'var A = Point{1, 2}',
  },
  {
    name: 'field removed, a literal has it',
    lib: 'type Order struct {\n\tID   int\n\tNote string\n}',
    first: [['\tID   int\n\tNote string\n', '\tID int\n']],
    second: 'var A = lib.Order{ID: 1, Note: "x"}',
  },
  {
    name: 'field renamed, read',
    lib: 'type Order struct {\n\tID   int\n\tNote string\n}\n\nfunc NewOrder() *Order {\n\treturn &Order{ID: 1}\n}',
    first: [['\tNote string', '\tText string']],
    second: 'var A = lib.NewOrder().Note',
  },
  {
    name: 'field of another type',
    lib: 'type Order struct {\n\tID int\n}',
    first: [['\tID int', '\tID string']],
    second: 'func Next(order lib.Order) int {\n\treturn order.ID + 1\n}',
  },
  {
    name: 'interface asks one method more, a type for it is added',
    lib: 'type Store interface {\n\tLoad() int\n}\n\nfunc Use(store Store) int {\n\treturn store.Load()\n}',
    first: [['\tLoad() int\n', '\tLoad() int\n\tSave(int)\n']],
    second: 'type Disk struct{}\n\nfunc (Disk) Load() int { return 1 }\n\nvar A = lib.Use(Disk{})',
  },
  {
    name: 'interface method of another signature',
    lib: 'type Store interface {\n\tLoad() int\n}\n\nfunc Use(store Store) int {\n\treturn store.Load()\n}',
    first: [
      ['\tLoad() int', '\tLoad(key string) int'],
      ['store.Load()', 'store.Load("")'],
    ],
    second: 'type Disk struct{}\n\nfunc (Disk) Load() int { return 1 }\n\nvar A = lib.Use(Disk{})',
  },
  {
    name: 'method of an interface removed, called',
    lib: 'type Store interface {\n\tLoad() int\n\tReset()\n}',
    first: [['\tReset()\n', '']],
    second: 'func Clear(store lib.Store) {\n\tstore.Reset()\n}',
  },
  {
    name: 'receiver made a pointer, a value is taken for the interface',
    lib: 'type Loader interface {\n\tLoad() int\n}\n\ntype Disk struct{}\n\nfunc (d Disk) Load() int { return 1 }',
    first: [['(d Disk)', '(d *Disk)']],
    second: 'var A lib.Loader = lib.Disk{}',
  },
  {
    name: 'receiver made a pointer, called on a result',
    lib: 'type Disk struct{}\n\nfunc (d Disk) Load() int { return 1 }\n\nfunc NewDisk() Disk { return Disk{} }',
    first: [['(d Disk)', '(d *Disk)']],
    second: 'var A = lib.NewDisk().Load()',
  },
  {
    name: 'function removed',
    lib: 'func Price(id int) int {\n\treturn id\n}\n\nfunc Rate() int {\n\treturn 1\n}',
    first: [['func Price(id int) int {\n\treturn id\n}\n\n', '']],
    second: 'var A = lib.Price(1)',
  },
  {
    name: 'function no longer exported',
    lib: 'func Price(id int) int {\n\treturn id\n}',
    first: [['func Price', 'func price']],
    second: 'var A = lib.Price(1)',
  },
  {
    name: 'function of the package removed, called inside of it',
    lib: 'func price(id int) int {\n\treturn id\n}',
    first: [['func price(id int) int {\n\treturn id\n}', 'func cost(id int) int {\n\treturn id\n}']],
    inPackage: true,
    second: 'var A = price(1)',
  },
  {
    name: 'constant of another type',
    lib: 'const Limit = 3',
    first: [['Limit = 3', 'Limit = "3"']],
    second: 'var A int = lib.Limit',
  },
  {
    name: 'constant of a named type',
    lib: 'type Level int\n\nconst Low = 1',
    first: [['Low = 1', 'Low Level = 1']],
    second: 'var one int = 1\n\nvar A = one + lib.Low',
  },
  {
    name: 'variable of another type',
    lib: 'var Names = []string{"a"}',
    first: [['[]string{"a"}', 'map[string]int{"a": 1}']],
    second: 'func First() string {\n\treturn lib.Names[0]\n}',
  },
  {
    name: 'parameter added',
    lib: 'func Price(id int) int {\n\treturn id\n}',
    first: [
      ['(id int)', '(id int, rate int)'],
      ['return id', 'return id * rate'],
    ],
    second: 'var A = lib.Price(1)',
  },
  {
    name: 'parameter of another type',
    lib: 'func Price(id int) int {\n\treturn id\n}',
    first: [['(id int) int {\n\treturn id', '(id string) int {\n\treturn len(id)']],
    second: 'var A = lib.Price(1)',
  },
  {
    name: 'result made a pointer',
    lib: 'type Order struct{ ID int }\n\nfunc Find() Order {\n\treturn Order{}\n}',
    first: [['Find() Order {\n\treturn Order{}', 'Find() *Order {\n\treturn &Order{}']],
    second: 'func Show(order lib.Order) int { return order.ID }\n\nvar A = Show(lib.Find())',
  },
  {
    name: 'type renamed',
    lib: 'type Order struct{ ID int }',
    first: [['type Order', 'type Parcel']],
    second: 'var A = lib.Order{ID: 1}',
  },
  {
    name: 'variadic made a slice',
    lib: 'func Sum(values ...int) int {\n\treturn len(values)\n}',
    first: [['values ...int', 'values []int']],
    second: 'var A = lib.Sum(1, 2)',
  },
  {
    name: 'method of a type removed',
    lib: 'type Store struct{}\n\nfunc (s *Store) Open() int { return 1 }\n\nfunc (s *Store) Shut() int { return 2 }',
    first: [['func (s *Store) Open() int { return 1 }\n\n', '']],
    second: 'func Start(store *lib.Store) int {\n\treturn store.Open()\n}',
  },
  {
    name: 'import dropped, used by the other',
    lib: 'import "strings"\n\nfunc One() string {\n\treturn strings.TrimSpace("a")\n}\n\nfunc Two() string {\n\treturn "b"\n}\n\nfunc Three() string {\n\treturn "c"\n}',
    head: true,
    first: [
      ['import "strings"\n\n', ''],
      ['strings.TrimSpace("a")', '"a"'],
    ],
    secondLib: [['return "c"', 'return strings.ToUpper("c")']],
  },
  {
    name: 'both add a function of one name, one file',
    lib: 'func One() int {\n\treturn 1\n}\n\nfunc Two() int {\n\treturn 2\n}\n\nfunc Three() int {\n\treturn 3\n}',
    first: [['func One', 'func help() int {\n\treturn 0\n}\n\nvar _ = help\n\nfunc One']],
    secondLib: [['return 3\n}', 'return 3\n}\n\nfunc help() int {\n\treturn 4\n}\n\nvar _ = help()']],
  },
  {
    name: 'both add a function of one name, one package',
    lib: 'func One() int {\n\treturn 1\n}',
    first: [['return 1\n}', 'return 1\n}\n\nfunc Help() int {\n\treturn 0\n}']],
    inPackage: true,
    second: 'func Help() int {\n\treturn 1\n}',
  },
  {
    name: 'both add a method of one name, one package',
    lib: 'type Store struct{}',
    first: [['type Store struct{}', 'type Store struct{}\n\nfunc (s *Store) Help() int { return 0 }']],
    inPackage: true,
    second: 'func (s *Store) Help() int { return 1 }',
  },
  {
    name: 'type parameter constrained more',
    lib: 'func First[T any](values []T) T {\n\treturn values[0]\n}',
    first: [['[T any]', '[T ~int | ~string]']],
    second: 'var A = lib.First([]float64{1})',
  },
  {
    name: 'function type of another signature',
    lib: 'type Handler func(id int)\n\nfunc On(handler Handler) { handler(1) }',
    first: [
      ['func(id int)', 'func(id int, name string)'],
      ['handler(1)', 'handler(1, "")'],
    ],
    second: 'func init() {\n\tlib.On(func(id int) {})\n}',
  },
  {
    name: 'embedded type taken out',
    lib: 'type Base struct{ ID int }\n\ntype Order struct {\n\tBase\n\tNote string\n}',
    first: [['\tBase\n\tNote string', '\tBase Base\n\tNote string']],
    second: 'func IDOf(order lib.Order) int { return order.ID }',
  },
  // From here on nothing breaks, unless the compiler says so.
  {
    name: 'variadic parameter added',
    lib: 'func Price(id int) int {\n\treturn id\n}',
    first: [
      ['(id int)', '(id int, rates ...int)'],
      ['return id', 'return id + len(rates)'],
    ],
    second: 'var A = lib.Price(1)',
  },
  {
    name: 'field added, a literal with keys',
    lib: 'type Order struct {\n\tID   int\n\tNote string\n}',
    first: [['\tNote string\n', '\tNote string\n\tText string\n']],
    second: 'var A = lib.Order{ID: 1, Note: "x"}',
  },
  {
    name: 'body changed',
    lib: 'func Price(id int) int {\n\treturn id\n}',
    first: [['return id', 'return id + 0']],
    second: 'var A = lib.Price(1)',
  },
  {
    name: 'parameter renamed',
    lib: 'func Price(id int) int {\n\treturn id\n}',
    first: [['(id int) int {\n\treturn id', '(number int) int {\n\treturn number']],
    second: 'var A = lib.Price(1)',
  },
  {
    name: 'both add functions',
    lib: 'func One() int {\n\treturn 1\n}\n\nfunc Two() int {\n\treturn 2\n}',
    first: [['func One', 'func Zero() int {\n\treturn 0\n}\n\nfunc One']],
    secondLib: [['return 2\n}', 'return 2\n}\n\nfunc Three() int {\n\treturn 3\n}']],
  },
  {
    name: 'comments changed',
    lib: '// Price is the price.\nfunc Price(id int) int {\n\treturn id\n}',
    first: [['// Price is the price.', '// Price is the price without tax.']],
    second: 'var A = lib.Price(1)',
  },
  {
    name: 'result named',
    lib: 'func Price(id int) int {\n\treturn id\n}',
    first: [['(id int) int {', '(id int) (price int) {']],
    second: 'var A = lib.Price(1)',
  },
  {
    name: 'method added, another one called',
    lib: 'type Store struct{}\n\nfunc (s *Store) Open() int { return 1 }',
    first: [['func (s *Store) Open', 'func (s *Store) Shut() int { return 0 }\n\nfunc (s *Store) Open']],
    second: 'func Start(store *lib.Store) int { return store.Open() }',
  },
  {
    name: 'interface asks one method less',
    lib: 'type Store interface {\n\tLoad() int\n\tReset()\n}\n\nfunc Use(store Store) int { return store.Load() }',
    first: [['\tReset()\n', '']],
    second:
      'type Disk struct{}\n\nfunc (Disk) Load() int { return 1 }\n\nfunc (Disk) Reset() {}\n\nvar A = lib.Use(Disk{})',
  },
  {
    name: 'type alias made',
    lib: 'type Order struct{ ID int }',
    first: [['type Order struct{ ID int }', 'type Parcel struct{ ID int }\n\ntype Order = Parcel']],
    second: 'var A = lib.Order{ID: 1}',
  },
  {
    name: 'receiver made a pointer, called on a variable',
    lib: 'type Disk struct{}\n\nfunc (d Disk) Load() int { return 1 }',
    first: [['(d Disk)', '(d *Disk)']],
    second: 'func Start() int {\n\tdisk := lib.Disk{}\n\treturn disk.Load()\n}',
  },
  {
    name: 'constant of another value',
    lib: 'const Limit = 3',
    first: [['Limit = 3', 'Limit = 4']],
    second: 'var A int = lib.Limit',
  },
  {
    name: 'private function renamed, another package has one of that name',
    lib: 'func price(id int) int {\n\treturn id\n}\n\nfunc Cost(id int) int { return price(id) }',
    first: [
      ['func price', 'func base'],
      ['return price(id)', 'return base(id)'],
    ],
    second: 'func price(id int) int { return id }\n\nvar A = price(1) + lib.Cost(1)',
  },
  {
    name: 'one name in two packages',
    lib: 'func One() int { return 1 }',
    first: [['func One', 'func Help() int { return 0 }\n\nfunc One']],
    second: 'func Help() int { return 1 }',
  },
  {
    name: 'tests of one name in two packages',
    lib: 'func One() int { return 1 }',
    firstFiles: { 'lib/one_test.go': 'package lib\n\nimport "testing"\n\nfunc TestAdds(t *testing.T) {}\n' },
    secondFiles: { 'app/two_test.go': 'package app\n\nimport "testing"\n\nfunc TestAdds(t *testing.T) {}\n' },
  },
  {
    name: 'init in two files of a package',
    lib: 'func One() int { return 1 }',
    firstFiles: { 'lib/one.go': 'package lib\n\nfunc init() {}\n' },
    secondFiles: { 'lib/two.go': 'package lib\n\nfunc init() {}\n' },
  },
]
