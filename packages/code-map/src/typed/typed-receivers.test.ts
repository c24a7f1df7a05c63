import { expect, test } from 'vitest'
import { compareResolved } from '../queries/testing.ts'

const JAVA = {
  'shop/Store.java': `package shop;
public class Store implements AutoCloseable {
  public static final Store MAIN = new Store();
  public Store open() { return this; }
  public void close() {}
  public static Store of(String name) { return null; }
}`,
  'shop/Door.java': `package shop;
public class Door { public Door open() { return this; } public Store store() { return null; } }`,
  'shop/Box.java': `package shop;
public class Box<T extends Store> {
  protected T held;
  T get() { held.open(); return held; } // yes
  <U> U map(java.util.function.Function<T, U> change) { return change.apply(held); }
}`,
}

test('Java: type arguments, loops, lambdas and method references', async () => {
  const use = `package shop;
import java.util.*;
import java.util.stream.Collectors;
import static shop.Store.MAIN;
class Use extends Box<Store> {
  List<Store> stores; Map<String, Store> byName; Door[] doors; Store[][] grid;
  void run(Optional<Store> first, Box<Store> box, List<Door> others) {
    stores.get(0).open(); // yes
    others.get(0).open();
    for (Store one : stores) one.open(); // yes
    for (var one : others) one.open();
    for (Map.Entry<String, Store> e : byName.entrySet()) e.getValue().open(); // yes
    byName.values().forEach(s -> s.open()); // yes
    others.forEach(s -> s.open());
    stores.stream().map(Store::open).collect(Collectors.toList()).get(0).open(); // yes
    others.stream().map(Door::open).findFirst().get().open();
    others.stream().map(d -> d.store()).filter(s -> s.open() != null).count(); // yes
    first.map(s -> { return s.open(); }).orElse(null); // yes
    grid[0][1].open(); // yes
    doors[0].open();
    box.get().open(); // yes
    box.map(s -> s.open()); // yes
    held.open(); // yes
    MAIN.open(); // yes
    Comparator<Door> order = (a, b) -> a.open().hashCode();
    var made = new ArrayList<Store>();
    made.get(0).open(); // yes
  }
}`
  const { found, marked } = await compareResolved({ ...JAVA, 'shop/Use.java': use }, 'Store.open')
  expect(found).toEqual(marked)
})

test('Java: casts, patterns, choices, resources and classes inside of others', async () => {
  const use = `package shop;
class Use {
  Store held; Door delegate;
  Use(Store in, Door delegate) { in.open(); delegate.open(); } // yes
  void run(Object any, boolean is) throws Exception {
    ((Store) any).open(); // yes
    ((Door) any).open();
    if (any instanceof Store found && found.open() != null) return; // yes
    (is ? held : null).open(); // yes
    try (Store own = Store.of("a")) { own.open(); } // yes
    String open = "open()"; open.length();
    new Door() { void go() { open(); held.open(); } }; // yes
    new Store() { void go() { open(); } }; // yes
    Use.this.held.open(); // yes
    switch (any) { case Store s -> s.open(); default -> delegate.open(); } // yes
  }
  static class Inner extends Store { void go() { super.open(); open(); } } // yes
  static class Other { void open() {} void go() { open(); } }
  enum Kind { ONE { void go(Store s) { s.open(); } }; void open() {} } // yes
  record Pair(Store left, Door right) { void go() { left.open(); right().open(); } } // yes
}`
  const { found, marked } = await compareResolved({ ...JAVA, 'shop/Use.java': use }, 'Store.open')
  expect(found).toEqual(marked)
})

test('Java: what an object of the library, or one that is not known, is asked for is none of a class that has it too', async () => {
  const files = {
    'shop/Lines.java': `package shop;
import java.io.*;
public class Lines extends BufferedReader {
  public String readLine() { return null; }
  void go(BufferedReader in, Lines own, Unknown any) throws IOException {
    in.readLine();
    own.readLine(); // yes
    any.thing().readLine();
    super.close();
  }
}`,
  }
  const { found, marked } = await compareResolved(files, 'Lines.readLine')
  expect(found).toEqual(marked)
})

test('C#: element types, out and patterns, queries, target-typed new and names of arguments', async () => {
  const files = {
    'Store.cs': `namespace Shop;
public class Store { public int Level { get; set; } public Store Next { get; set; } public bool Find(out Store found) { found = this; return true; } }`,
    'Door.cs': 'namespace Shop;\npublic class Door { public int Level { get; set; } public Store Store { get; } }',
    'Use.cs': `using System.Collections.Generic;
using System.Linq;
namespace Shop;
public class Use {
  private readonly List<Store> _stores = new();
  private Dictionary<string, Door> _doors;
  Store this[int at] => _stores[at];
  int Sum(object any, IEnumerable<Door> doors) {
    foreach (var one in _stores) one.Level++; // yes
    foreach (var pair in _doors) pair.Value.Level++;
    _stores.Where(s => s.Level > 1).ToList(); // yes
    doors.Select(d => d.Store).First().Level = 2; // yes
    doors.First(d => d.Level > 1);
    var found = from s in _stores where s.Level > 1 select s; // yes
    if (any is Store { Level: 1 }) return 1; // yes
    if (any is Door door && door.Level > 1) return 2;
    if (any is Store store && store.Level > 1) return 2; // yes
    Store made = new() { Level = 3 }; // yes
    (any as Store)?.Level.ToString(); // yes
    this[0].Level = 1; // yes
    Call(Level: 1);
    return made!.Next.Level; // yes
  }
  void Call(int Level) { Level++; }
}`,
  }
  const { found, marked } = await compareResolved(files, 'Store.Level')
  expect(found).toEqual(marked)
})
