import { expect, test } from 'vitest'
import { TestRepository } from '../testing.ts'
import { definitions } from './definitions.ts'
import { compareResolved } from './testing.ts'

const compare = async (files: Readonly<Record<string, string>>, query: string): ReturnType<typeof compareResolved> =>
  await compareResolved({ 'Cargo.toml': '[package]\nname = "shop"\nversion = "0.1.0"\n', ...files }, query)

const STORE = `pub struct Store { pub next: Option<Box<Store>>, doors: Vec<Door>, level: u8 }
pub struct Door;
pub struct Wrapped(pub Store);
pub enum Place { Inside(Store), Outside { door: Door } }
pub type Result<T> = std::result::Result<T, ()>;
impl Store {
  pub fn new() -> Self { Store { next: None, doors: Vec::new(), level: 0 } }
  pub fn open(&self) -> &Self { self }
  pub fn load() -> Result<Store> { Ok(Store::new()) }
  pub fn each(&self, run: impl Fn(&Store)) { run(self) }
  pub fn doors(&self) -> impl Iterator<Item = &Door> { self.doors.iter() }
}
impl Door { pub fn open(&self) {} }
`

test('Rust: a method is of the type that its object is declared as, made of, or given by', async () => {
  const files = {
    'src/store.rs': STORE,
    'src/lib.rs': `mod store;
use store::{Door, Place, Result, Store, Wrapped};
fn typed(store: &mut Store, door: &Door, wrapped: &Wrapped) {
  store.open(); // yes
  door.open();
  wrapped.0.open(); // yes
  store.open().open(); // yes
  Store::open(store); // yes
  Door::open(door);
}
fn made() -> Result<()> {
  let loaded = Store::load()?;
  loaded.open(); // yes
  let door = Door;
  door.open();
  if let Some(next) = &loaded.next { next.open(); } // yes
  for door in loaded.doors() { door.open(); }
  loaded.each(|one| { one.open(); }); // yes
  let other = Store::load().map(|one| one).unwrap();
  other.open(); // yes
  let many = vec![Store::new()];
  many[0].open(); // yes
  many.iter().filter(|one| true).for_each(|one| { one.open(); }); // yes
  let mut later = None;
  later = Some(Store::new());
  later.unwrap().open(); // yes
  unsafe { loaded.next.as_ref().expect("next") }.open(); // yes
  std::fs::File::open("a").ok();
  Ok(())
}
fn matched(place: Place) {
  match place {
    Place::Inside(inside) if true => inside.open(), // yes
    Place::Outside { door } => { door.open(); }
  };
}
fn unknown(any: Other) { any.open(); any.made().open(); }
`,
  }
  const { found, marked } = await compare(files, 'Store::open')
  expect(found).toEqual(marked)
})

test('Rust: a field is of the struct of its object, and no method of its name', async () => {
  const files = {
    'src/store.rs': `${STORE}pub struct Box2 { pub level: u8 }
impl Store {
  fn own(&self, other: &Box2) -> u8 {
    let copy = Store { level: other.level, ..Store::new() }; // yes
    let Store { level, .. } = copy; // yes
    let box2 = Box2 { level };
    self.level // yes
  }
}
impl Box2 {
  fn level(&self) {}
  fn call(&self, store: &Store) { self.level(); store.level() }
}`,
  }
  const { found, marked } = await compare(files, 'src/store.rs#Store.level')
  // The one that makes one in the file with its methods.
  expect(found).toEqual([...marked, 'src/store.rs:7'].sort())
})

const TRAIT = `pub trait Open { fn open(&self) {} fn twice(&self) { self.open() } }
pub struct Door;
pub struct Gate;
pub struct Lid;
pub struct Box1;
impl Open for Door { fn open(&self) {} }
impl Open for Gate { fn open(&self) {} }
impl Open for Lid {}
impl Box1 { pub fn open(&self) {} }
`

test('Rust: a method of a trait is meant by its types, by parameters that have it, and by what implements it', async () => {
  const uses = (ofDoor: string, ofGate: string, ofTrait: string, ofLid: string): string => `use crate::open::*;
fn all<T: Open>(door: Door, gate: &Gate, some: T, any: &dyn Open, lid: Lid, own: Box1) {
  door.open();${ofDoor}
  gate.open();${ofGate}
  some.open();${ofTrait}
  any.open();${ofTrait}
  lid.open();${ofLid}
  own.open();
  <Door as Open>::open(&door);${ofDoor}
  Open::open(gate);${ofGate}
}
fn bounded<T>(some: Vec<T>) where T: Clone + Open {
  for one in some { one.open(); }${ofTrait}
}
`
  const yes = ' // yes'
  const files = {
    'src/lib.rs': 'mod open;\nmod uses;\n',
    'src/open.rs': TRAIT,
    'src/uses.rs': uses(yes, yes, yes, yes),
  }
  const trait = await compare(files, 'Open.open')
  expect(trait.found).toEqual([...trait.marked, 'src/open.rs:1'].sort())
  const door = await compare({ ...files, 'src/uses.rs': uses(yes, '', yes, '') }, 'Door.open')
  expect(door.found).toEqual([...door.marked, 'src/open.rs:1'].sort())
})

test('Rust: a method stands in another file than its type', async () => {
  const files = {
    'src/lib.rs': 'mod more;\npub struct Store;\npub struct Door;\nimpl Door { pub fn shut(&self) {} }\n',
    'src/more.rs':
      'use crate::{Door, Store};\nimpl Store { pub fn shut(&self) {} }\nfn run(store: Store, door: Door) {\n  store.shut(); // yes\n  door.shut();\n}\n',
  }
  const { found, marked } = await compare(files, 'Store.shut')
  expect(found).toEqual(marked)
  using repo = new TestRepository(files)
  expect(definitions(await repo.open(), 'Store::shut', { limit: 5 }).shown).toMatchObject([
    { path: 'src/more.rs', line: 2 },
  ])
})

test('Rust: a test names the types of its crate by the name that the manifest gives it', async () => {
  const files = {
    'src/lib.rs':
      'pub struct Store;\npub struct Door;\nimpl Store { pub fn shut() {} }\nimpl Door { pub fn shut() {} }\n',
    'tests/all.rs': 'use shop::{Door, Store};\nfn run() {\n  Store::shut(); // yes\n  Door::shut();\n}\n',
  }
  const { found, marked } = await compare(files, 'Store::shut')
  expect(found).toEqual(marked)
})

test('Rust: where the type is not known, a name that others have too is no more than the same name', async () => {
  const files = {
    'src/lib.rs': `pub struct Store;
impl Store { pub fn push(&self) {} pub fn unlock(&self) {} }
macro_rules! call { ($one:expr) => { $one.push() } }
fn run() {
  let any = foreign::made();
  any.push();
  any.unlock(); // yes
}
`,
  }
  expect((await compare(files, 'Store.push')).found).toEqual([])
  const { found, marked } = await compare(files, 'Store.unlock')
  expect(found).toEqual(marked)
})

test('Rust: damaged code ends', async () => {
  const files = {
    'src/lib.rs': `${STORE}\nfn a(s: Store) { let x = match s.open( { |y: <<< => [ s.open()\nimpl<\nuse {{{ a::`,
  }
  expect((await compare(files, 'Store.open')).found).not.toBeUndefined()
})

test("Rust: Ok and Some are the standard library's, unless a file takes those of another enum", async () => {
  const files = {
    'src/lib.rs': `pub mod all; pub mod some;
pub enum Outcome { Ok(u8), Err }
pub fn first(value: Result<u8, ()>) -> Outcome {
    match value {
        Ok(one) => Outcome::Ok(one), // yes
        Err(_) => Outcome::Err,
    }
}
`,
    'src/all.rs': `use crate::Outcome;
use crate::Outcome::*;
pub fn second() -> Outcome {
    Ok(1) // yes
}
`,
    'src/some.rs': `use crate::Outcome::{self, Ok}; // yes
pub fn third() -> Outcome {
    Ok(1) // yes
}
`,
  }
  const { found, marked } = await compare(files, 'Outcome.Ok')
  expect(found).toEqual(marked)
})
