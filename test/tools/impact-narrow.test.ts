import { testWorlds, type World } from '../support/impact-worlds.ts'

const shop = 'class Shop:\n    def open(self):\n        return 1\n\n    def close(self):\n        return 2\n'
const shopTest = (code: string): string =>
  `from app.shop import Shop\nfrom app.run import run\n\n\ndef test_it():\n    run(Shop(), '1')\n    ${code}\n`

const worlds: readonly World[] = [
  {
    name: 'what a function of Python imports is used there, though it is a variable of the function',
    files: {
      'app/a.py': 'class Plan:\n    def draw(self):\n        return 1\n\n\ndef other():\n    return 2\n',
      'app/__init__.py': 'from .a import Plan as Plan, other as other\n',
      'tests/conftest.py':
        'import pytest\n\n\n@pytest.fixture\ndef plan():\n    from app import Plan\n\n    return Plan()\n',
      'tests/test_one.py':
        'def test_it():\n    from app import (\n        other,\n        Plan as Made,\n    )\n\n    Made().draw()\n',
      'tests/test_two.py': 'def test_it(plan):\n    plan.draw()\n',
      'tests/test_three.py': 'def test_it():\n    from app import other\n\n    other()\n',
    },
    changed: 'app/a.py#Plan.draw',
    tests: ['tests/test_one.py static', 'tests/test_two.py static'],
  },
  {
    name: 'code that is run as text names what stands in a text, and no documentation does',
    files: {
      'app/shop.py': shop,
      'app/run.py':
        'def run(shop, code):\n    """Use it to open a shop."""\n    exec("shop.close(); " + code, {"shop": shop})\n',
      'tests/test_one.py': shopTest('Shop().open()'),
      'tests/test_two.py': shopTest('pass'),
    },
    changed: 'app/shop.py#Shop.open',
    tests: ['tests/test_one.py static'],
  },
  {
    name: 'code that is run as text names what stands in a text, if only a part of it',
    files: {
      'app/shop.py': shop.replace('open', 'do_open'),
      'app/run.py': 'def run(shop, code):\n    exec("shop.do_" + code + "()", {"shop": shop})\n',
      'tests/test_one.py': shopTest('pass'),
    },
    changed: 'app/shop.py#Shop.do_open',
    tests: ['tests/test_one.py static'],
  },
  {
    name: 'documentation with a template in it renders nothing, and of a template the code alone names members',
    files: {
      'app/shop.py': shop,
      'app/run.py':
        'def run(shop, code):\n    """Renders\n\n        {{ shop.open() }}\n    """\n    return render("open {{ shop.close() }}", shop)\n',
      'tests/test_one.py': shopTest('Shop().open()'),
      'tests/test_two.py': shopTest('pass'),
    },
    changed: 'app/shop.py#Shop.open',
    tests: ['tests/test_one.py static'],
  },
  {
    name: 'what a test declares that nothing loads is there in its own run alone',
    files: {
      'app/run.py': 'def run(shop):\n    return shop.start()\n',
      'app/base.py': 'def make():\n    return 1\n',
      'tests/test_one.py':
        'from app.base import make\nfrom app.run import run\n\n\nclass Fake:\n    def start(self):\n        return make()\n\n\ndef test_it():\n    run(Fake())\n',
      'tests/test_two.py': 'from app import base\nfrom app.run import run\n\n\ndef test_it():\n    run(open)\n',
    },
    changed: 'app/base.py#make',
    tests: ['tests/test_one.py static'],
  },
  {
    name: 'imports for types alone are gone when a program of Python runs',
    files: {
      'app/shop.py': shop,
      'app/cart.py':
        'import typing as t\n\nif t.TYPE_CHECKING:\n    from .shop import Shop\n\n\ndef total(shop: "Shop") -> int:\n    return 1\n',
      'tests/test_one.py': 'from app.cart import total\n\n\ndef test_it():\n    total(1)\n',
      'tests/test_two.py': 'from app.shop import Shop\n\n\ndef test_it():\n    Shop()\n',
    },
    changed: 'app/shop.py#Shop',
    tests: ['tests/test_two.py static'],
  },
  {
    name: 'imports for types are all that tells of what a module loads when it is asked for',
    files: {
      'app/shop.py': shop,
      'app/__init__.py':
        'from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from .shop import Shop\n\n\ndef __getattr__(name):\n    return load(name)\n',
      'app/other.py':
        'from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from .shop import Shop\nelse:\n    Shop = lazy("Shop")\n',
      'tests/test_one.py': 'from app import Shop\n\n\ndef test_it():\n    Shop()\n',
      'tests/test_two.py': 'from app.other import Shop\n\n\ndef test_it():\n    Shop()\n',
    },
    changed: 'app/shop.py#Shop',
    tests: ['tests/test_one.py static', 'tests/test_two.py static'],
  },
  {
    name: 'Go: a method that is called Method is none of reflect, where no methods are counted',
    files: {
      'go.mod': 'module example.com/m\n\ngo 1.19\n',
      'a/a.go':
        'package a\n\nimport "reflect"\n\ntype Builder struct{}\n\nfunc (b Builder) Method(name string) Builder { return b }\n\nfunc (b Builder) Path() int { return 1 }\n\nfunc Build(name string) Builder {\n\treflect.TypeOf(name)\n\treturn Builder{}.Method(name)\n}\n',
      'a/one_test.go': 'package a\n\nimport "testing"\n\nfunc TestOne(t *testing.T) { Build("x").Path() }\n',
      'a/two_test.go': 'package a\n\nimport "testing"\n\nfunc TestTwo(t *testing.T) { Build("x") }\n',
    },
    changed: 'a/a.go#Builder.Path',
    tests: ['a/one_test.go static'],
  },
  {
    name: "Ruby: spec_ begins a test's name too, but for the helper; a block is run with another object",
    files: {
      'lib/shop.rb':
        'class Shop\n  def self.build(&block)\n    new.instance_eval(&block)\n  end\n\n  def open_it\n    1\n  end\n\n  def shut\n    2\n  end\nend\n',
      'test/spec_helper.rb': "require_relative '../lib/shop'\n",
      'test/spec_one.rb': "require_relative 'spec_helper'\nShop.build { open_it }\n",
      'test/spec_two.rb': "require_relative 'spec_helper'\nShop.build { shut }\n",
    },
    changed: 'lib/shop.rb#Shop.open_it',
    tests: ['test/spec_one.rb static'],
  },
  {
    name: 'Ruby: what a directory is read for is loaded, wherever the path of that begins',
    files: {
      'lib/shop.rb': `module Shop\n  TAGS = {}\nend\nDir["#{__dir__}/shop/tags/*.rb"].each { |file| require file }\n`,
      'lib/shop/tags/one.rb': 'module Shop\n  class One\n    def render; 1; end\n  end\n  TAGS[:one] = One\nend\n',
      'test/one_test.rb': "require_relative '../lib/shop'\nShop::TAGS\n",
      'test/other_test.rb': "puts 'x'\n",
    },
    changed: 'lib/shop/tags/one.rb',
    tests: ['test/one_test.rb widened'],
  },
  {
    name: 'Ruby: a test that starts programs and loads no source may run any',
    files: {
      'lib/shop.rb': 'class Shop\n  def open_it; 1; end\nend\n',
      'test/one_test.rb': 'require \'open3\'\nOpen3.capture3("ruby -I #{__dir__}/../lib #{__dir__}/run.thor")\n',
      'test/other_test.rb': "puts 'x'\n",
    },
    changed: 'lib/shop.rb#Shop.open_it',
    tests: ['test/one_test.rb widened'],
  },
]

testWorlds(worlds)
