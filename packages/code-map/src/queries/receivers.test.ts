import { expect, test } from 'vitest'
import { compareResolved } from './testing.ts'

test('Java: a member is of the class that its object is declared as, or made of', async () => {
  const files = {
    'shop/Store.java': `package shop;
public class Store extends Base {
  private Store next;
  public Store open(int level) { return this; }
  public Store with(String name) { return this; }
  void own() { open(1); } // yes
  void chained() { next.with("a").open(2); } // yes
  void later() { this.next.open(1); } // yes
}`,
    'shop/Base.java': 'package shop;\nclass Base { void early(Store store) { store.open(1); } // yes\n}',
    'shop/Door.java': 'package shop;\npublic class Door { Door open(int level) { return this; } boolean isOpen; }',
    'shop/Shop.java': `package shop;
public class Shop {
  private final Door door = new Door();
  Store store() { return new Store(); }
  void use(Store store, java.util.List<Door> doors) {
    store.open(1); // yes
    door.open(1);
    new Store().open(1); // yes
    new Door().open(1);
    // the store
    store().open(1); // yes
    var made = new Store().with("b");
    made.open(2); // yes
    for (Door one : doors) one.open(1);
    ((Store) other()).open(1); // yes
    Object nameless = new Runnable() { public void run() { door.open(1); } };
    door.open(2);
  }
  Object other() { return null; }
}`,
    'shop/Small.java': `package shop;
class Small extends Store {
  void run(Small small) {
    small.open(1); // yes
    super.open(2); // yes
    open(3); // yes
  }
  static class Inner { void open(int a) {} void go() { open(4); } }
}`,
  }
  const { found, marked } = await compareResolved(files, 'Store.open')
  expect(found).toEqual(marked)
})

test('C#: fields, properties, initializers and nullable types', async () => {
  const files = {
    'Store.cs': `namespace Shop;
public class Store {
  public int Level { get; set; }
  public Store Next { get; set; }
}`,
    'Door.cs': 'namespace Shop;\npublic class Door { public int Level { get; set; } }',
    'Use.cs': `namespace Shop;
public class Use {
  private readonly Door _door;
  public Store? Main { get; }
  void Run(Store store, Door door) {
    store.Next.Level = 1; // yes
    _door.Level = 2;
    Main?.Level.ToString(); // yes
    var made = new Store { Level = 3 }; // yes
    var other = new Door { Level = 4 };
    made.Level++; // yes
    other.Level++;
    if (door is Store found) found.Level = 5; // yes
  }
}`,
  }
  const { found, marked } = await compareResolved(files, 'Store.Level')
  expect(found).toEqual(marked)
})

test('C#: an extension method stands behind objects of another class', async () => {
  const files = {
    'Extensions.cs':
      'namespace Shop;\npublic static class Extensions { public static int Twice(this Store store) => 2; }',
    'Store.cs': 'namespace Shop;\npublic class Store { int Use(Store other) {\n  return other.Twice(); // yes\n} }',
  }
  const { found, marked } = await compareResolved(files, 'Extensions.Twice')
  expect(found).toEqual(marked)
})

test('PHP: parameters, properties, what is made or given, and comments that say it', async () => {
  const files = {
    'composer.json': '{ "autoload": { "psr-4": { "App\\\\": "src/" } } }',
    'src/Store.php': `<?php
namespace App;
class Store {
  public function open(): self { return $this; }
  private function own() { $this->open(); } // yes
  public static function make(): Store { return (new self())->open(); } // yes
}`,
    'src/Door.php': '<?php\nnamespace App;\nclass Door { public function open() {} }',
    'src/Use.php': `<?php
namespace App;
use App\\Store;
use App\\Door as Gate;
class User {
  /** @var Store */
  private $documented;
  public function __construct(private readonly Store $promoted, private Gate $gate) {}
  private function store(): ?Store { return null; }
  /** @param Store $said what it is */
  public function run(Store $store, $said, Gate $gate, $any) {
    $store->open(); // yes
    $said->open(); // yes
    $gate->open();
    $this->gate->open();
    $this->promoted->open(); // yes
    $this->documented->open(); // yes
    $made = new Store();
    // the $made
    $made->open(); // yes
    $made = new Gate();
    $made->open();
    $this->store()->open(); // yes
    Store::make()->open(); // yes
    open();
  }
}`,
  }
  const { found, marked } = await compareResolved(files, 'Store.open')
  expect(found).toEqual(marked)
})
