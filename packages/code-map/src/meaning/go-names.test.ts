import { expect, test } from 'vitest'
import { meantBy } from './testing.ts'

test('Go: packages, receivers, fields and shadows', async () => {
  const files = {
    'go.mod': 'module example.com/m\n',
    'x/x.go': `package x
type Base struct { Name string }
func (b *Base) Load() {}
type Store struct {
\tBase
\tNext *Store
}
func New(name string) (*Store, error) { return &Store{Base: Base{Name: name}}, nil }
func Load() {}
`,
    'x/y.go': 'package x\nfunc y(Load func()) { Load() }\nfunc z() { Load() }',
    'main.go': `package main
import "example.com/m/x"
func main() {
\ts, _ := x.New("a")
\ts.Load(); s.Next.Load(); x.Load()
\tfor _, one := range []*x.Store{s} { one.Load() }
\ts.Base.Load()
\tvar other interface{ Load() }
\tother.Load()
}`,
  }
  expect(await meantBy(files, 'x/x.go#New')).toEqual(['main.go:4:12'])
  const all = await meantBy(files, 'Load')
  expect(all).toEqual(
    expect.arrayContaining(['main.go:5:4', 'main.go:5:19', 'main.go:5:29', 'main.go:7:9', 'x/y.go:3:12']),
  )
  expect(all).not.toContain('x/y.go:2:23')
  expect(all).not.toContain('main.go:9:8')
  expect(await meantBy(files, 'Base.Name')).toEqual(['x/x.go:8:66'])
})

test('Go: versions in import paths, types of lists and maps, values in them, variables of a statement', async () => {
  const files = {
    'go.mod': 'module example.com/kit/v2\n',
    'kit.go': `package kit
type Route struct { Run func(); Next *Route }
type Routes map[string][]Route
func (r Routes) First() {
\tr["a"][0].Run()
\tr["b"] = []Route{{Run: nil}, {Next: &Route{Run: nil}}}
\tone, ok := r["c"]
\tif ok { one[0].Run() }
\tcopied := *one[0].Next
\tcopied.Run()
\tfor _, list := range r { for _, x := range list { x.Run() } }
}
type Runner interface { Run() }
func Both(value any, other any) {
\tif x, ok := value.(Runner); ok { x.Run() } else if x, ok := other.(*Route); ok { x.Run() }
\tif x, ok := other.(*Route); ok {
\t\tx.Run()
\t}
\tvar _ = map[string]*Route{"a": {Run: nil}}
}
type list []*Route
type Same = Route
func Take[T any](route *list, other T) {
\tfor _, Route := range []*Route(*route) { Route.Run() }
\t(*route)[0].Run()
\tvar _ Same = Same{Run: nil}
\tvar _ = &Same{
\t\tRun: nil,
\t}
}
`,
    'sub/sub.go': `package sub
import "example.com/kit/v2"
func f(r *kit.Route) { r.Run(); kit.Both(nil, nil) }`,
  }
  expect(await meantBy(files, 'Route.Run')).toEqual([
    'kit.go:10:9',
    'kit.go:11:54',
    'kit.go:15:85',
    'kit.go:17:5',
    'kit.go:19:34',
    'kit.go:24:49',
    'kit.go:25:14',
    'kit.go:26:20',
    'kit.go:28:3',
    'kit.go:5:12',
    'kit.go:6:20',
    'kit.go:6:45',
    'kit.go:8:17',
    'sub/sub.go:3:26',
  ])
  expect(await meantBy(files, 'Runner.Run')).toEqual(['kit.go:15:37'])
  expect(await meantBy(files, 'Both')).toEqual(['sub/sub.go:3:37'])
  const other = {
    ...files,
    'other.go': 'package kit\nfunc (r *Route) Stop() { r.Stop() }\ntype Clock struct{ Stop func() }',
  }
  expect(await meantBy(other, 'Route.Stop')).toEqual(['other.go:2:28'])
})

test('Go: new, several results, structs without a name, functions as values, cases of a type, slices, packages without a prefix', async () => {
  const files = {
    'go.mod': 'module example.com/kit\n',
    'kit.go': `package kit
type Route struct { Run func(); Next *Route }
type Other struct { Run func() }
func Two() (first *Other, second, third *Route) { return nil, nil, nil }
func Pair() (*Other, []*Route) { return nil, nil }
func All() {
\tnew(Route).Run()
\ta, b, c := Two()
\ta.Run(); b.Run(); c.Run()
\td, e := Pair()
\td.Run(); e[0].Run()
\tf, g := []*Other{nil, nil}, &Route{Run: nil}
\tf[0].Run(); g.Run()
\ttests := []struct { name string; want, got Route; other Other }{
\t\t{name: "x", want: Route{}},
\t}
\tfor _, tt := range tests { tt.want.Run(); tt.got.Run(); tt.other.Run() }
\tmake2 := func(r *Route) (*Other, *Route) { return nil, nil }
\th, i := make2(nil)
\th.Run(); i.Run()
\tfor _, one := range f[1:] { one.Run() }
\tfor _, one := range e[1:] { one.Run() }
}
func (route route) Do(any any) {
\troute.Run()
\tswitch any := any.(type) {
\tcase *Route:
\t\tif true { any.Run() }
\tcase *Other:
\t\tany.Run()
\tcase Route, Other:
\t\tany.Run()
\tdefault:
\t\tany.Run()
\t}
}
type route struct { Route }
type Held[T any] struct { value T; Route *Route }
func held(route *Route) (Route, kit.Other) {
\t_ = []map[string]*Route{{held: nil, "b": {Run: nil}}}
\tone := Held[int]{Route: route}
\tone.Route.Run()
\tmany := []Held[int]{{Route: route}}
\tmany[0].Route.Run()
\treturn (&Route{Run: nil}).Next.Run
}
`,
    'use/use.go': `package use
import . "example.com/kit"
func Use() { Two(); All(); new(Route).Run(); Do() }`,
  }
  expect(await meantBy(files, 'Route.Run')).toEqual([
    'kit.go:11:16',
    'kit.go:12:37',
    'kit.go:13:16',
    'kit.go:17:37',
    'kit.go:17:51',
    'kit.go:20:13',
    'kit.go:22:34',
    'kit.go:25:8',
    'kit.go:28:17',
    'kit.go:40:44',
    'kit.go:42:12',
    'kit.go:44:16',
    'kit.go:45:17',
    'kit.go:45:33',
    'kit.go:7:13',
    'kit.go:9:13',
    'kit.go:9:22',
    'use/use.go:3:39',
  ])
  expect(await meantBy(files, 'Other.Run')).toEqual([
    'kit.go:11:4',
    'kit.go:13:7',
    'kit.go:17:67',
    'kit.go:20:4',
    'kit.go:21:34',
    'kit.go:30:7',
    'kit.go:9:4',
  ])
  expect(await meantBy(files, 'Two')).toEqual(['kit.go:8:13', 'use/use.go:3:14'])
  expect(await meantBy(files, 'Held.Route')).toEqual(['kit.go:41:19', 'kit.go:42:6', 'kit.go:43:23', 'kit.go:44:10'])
  expect(await meantBy(files, 'held')).toEqual(['kit.go:40:27'])
  expect(await meantBy(files, 'kit.go#Route')).toContain('kit.go:39:26')
  expect(await meantBy(files, 'route.Do')).toEqual([])
})

test('Go: a name that a clause of switch or select declares is seen in that clause alone', async () => {
  const files = {
    'go.mod': 'module example.com/kit\n',
    'kit.go': `package kit
type Route struct{}
func (r *Route) Run() {}
type Other struct{}
func (o *Other) Run() {}
func f(a *Route, c chan *Other) {
\tselect {
\tcase a := <-c:
\t\ta.Run()
\tdefault:
\t\ta.Run()
\t}
\tswitch {
\tdefault:
\t\ta := &Other{}
\t\tfunc() { a.Run() }()
\tcase a != nil:
\t\ta.Run()
\t}
\ta.Run()
}
`,
  }
  expect(await meantBy(files, 'Route.Run')).toEqual(['kit.go:11:5', 'kit.go:18:5', 'kit.go:20:4'])
  expect(await meantBy(files, 'Other.Run')).toEqual(['kit.go:16:14'])
})

test('Go: before a name is declared in a function it means what it does outside', async () => {
  const files = {
    'go.mod': 'module example.com/kit\n',
    'kit.go': `package kit
type Route struct{}
func (r *Route) Run() {}
type Other struct{}
func (o *Other) Run() {}
func made() *Route { return nil }
func f() {
\tmade().Run()
\t(*Route).Run(nil)
\tvar made = func() *Other { return nil }
\tmade().Run()
\ttype Route = Other
\tvar r Route
\tr.Run()
}
`,
  }
  expect(await meantBy(files, 'Route.Run')).toEqual(['kit.go:8:9', 'kit.go:9:11'])
  expect(await meantBy(files, 'Other.Run')).toEqual(['kit.go:11:9', 'kit.go:14:4'])
})

test('Go: type parameters, names of a case, a block behind a value', async () => {
  const files = {
    'go.mod': 'module example.com/kit\n',
    'kit.go': `package kit
type T5 struct{}
func Part[T4, T5 any, T6 Runner](f func(T4) T5, g T6) (T5, T6) {
\tvar x T5
\tg.Run()
\treturn x, g
}
type Box[T5 any] struct { held T5 }
func (b *Box[T5]) Get() T5 { return b.held }
func Whole(x T5) [A]T5 { return [A]T5{} }
type Lengths [A]T5
type Runner interface { Run() }
const (
\tA = iota
\tB
)
func pick(n int) int {
\tswitch n {
\tcase A, B:
\t\treturn B
\t}
\treturn 0
}
type Tree struct { kids *Nodes }
type Nodes struct { first int }
func walk(tree *Tree) {
\tkids := tree.kids

\t{
\t\tkids.first = 1
\t}
}
`,
  }
  expect(await meantBy(files, 'T5')).toEqual(['kit.go:10:14', 'kit.go:10:21', 'kit.go:10:36', 'kit.go:11:17'])
  expect(await meantBy(files, 'B')).toEqual(['kit.go:19:10', 'kit.go:20:10'])
  expect(await meantBy(files, 'A')).toEqual(['kit.go:10:19', 'kit.go:10:34', 'kit.go:11:15', 'kit.go:19:7'])
  expect(await meantBy(files, 'first')).toEqual(['kit.go:30:8'])
  expect(await meantBy(files, 'Runner.Run')).toEqual(['kit.go:5:4'])
})
