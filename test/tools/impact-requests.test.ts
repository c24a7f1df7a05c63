import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'

const RAILS = {
  'config/routes.rb':
    "Rails.application.routes.draw do\n  resources :carts, only: :show\n  post '/login' => 'sessions#create'\nend\n",
  'app/controllers/carts_controller.rb': 'class CartsController\n  def show\n    @cart = Cart.find 1\n  end\nend\n',
  'app/controllers/sessions_controller.rb': 'class SessionsController\n  def create\n    1\n  end\nend\n',
  'app/models/cart.rb': 'class Cart\n  def total\n    1\n  end\n  def self.find(id)\n    2\n  end\nend\n',
  'app/views/carts/show.html.erb': '<%= @cart.total %>\n',
  'app/helpers/money_helper.rb': 'module MoneyHelper\n  def money\n    1\n  end\nend\n',
  'spec/factories.rb':
    'FactoryBot.define do\n  factory :cart do\n  end\n  factory :order do\n    cart\n  end\n  factory :user do\n  end\nend\n',
  'spec/requests/carts_spec.rb': "describe 'carts' do\n  it('shows') { get \"/carts/#{1}\" }\nend\n",
  'spec/requests/login_spec.rb': "describe 'login' do\n  it('logs in') { post '/login' }\nend\n",
  'spec/requests/named_spec.rb': "describe 'named' do\n  it('shows') { get cart_path(1) }\nend\n",
  'spec/orders_spec.rb': "describe 'orders' do\n  it('makes one') { create(:order) }\nend\n",
  'spec/users_spec.rb': "describe 'users' do\n  it('makes one') { create(:user) }\nend\n",
}

const DJANGO = {
  'manage.py': 'import sys\n',
  'site/settings.py': "ROOT_URLCONF = 'site.urls'\n",
  'site/urls.py': "from django.urls import include, path\nurlpatterns = [path('shop/', include('shop.urls'))]\n",
  'shop/__init__.py': '',
  'shop/urls.py':
    "from django.urls import path\nfrom shop import views\nurlpatterns = [\n    path('cart/<int:id>/', views.cart),\n    path('orders/', views.orders, name='orders'),\n]\n",
  'shop/views.py': 'def cart(request, id):\n    return 1\n\n\ndef orders(request):\n    return 2\n',
  'shop/middleware.py': 'def count(get_response):\n    return 1\n',
  'shop/tests/__init__.py': '',
  'shop/tests/base.py': 'class Base:\n    def ask(self):\n        return self.client.get(self.url)\n',
  'shop/tests/test_cart.py':
    "class Cart:\n    def test(self):\n        self.client.get(f'/shop/cart/{self.id}/?full=1')\n",
  'shop/tests/test_asked.py':
    "from shop.tests.base import Base\nclass Asked(Base):\n    url = '/shop/orders/'\n    def test(self):\n        self.ask()\n",
  'shop/tests/test_named.py':
    "from django.urls import reverse\nclass Named:\n    def test(self):\n        self.client.get(reverse('orders'))\n",
  'shop/tests/test_other.py': 'class Other:\n    def test(self):\n        assert 1\n',
}

const SPRING = {
  'pom.xml':
    '<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>shop</artifactId><version>1</version></project>\n',
  'src/main/java/shop/CartController.java':
    'package shop;\n\n@RestController\npublic class CartController {\n  @GetMapping("/cart")\n  public int cart() {\n    return 1;\n  }\n}\n',
  'src/test/java/shop/ShopTests.java':
    'package shop;\n\nimport org.junit.jupiter.api.Test;\n\n@SpringBootTest\nclass ShopTests {\n  @Test\n  void shows() {\n    rest.getForObject("/cart", Integer.class);\n  }\n}\n',
  'src/test/java/shop/OtherTests.java':
    'package shop;\n\nimport org.junit.jupiter.api.Test;\n\nclass OtherTests {\n  @Test\n  void adds() {\n    int sum = 1 + 1;\n  }\n}\n',
}

const LARAVEL = {
  'composer.json': '{ "require": { "laravel/framework": "^12" }, "autoload": { "psr-4": { "App\\\\": "app/" } } }\n',
  'phpunit.xml':
    '<phpunit><testsuites><testsuite name="all"><directory>tests</directory></testsuite></testsuites></phpunit>\n',
  'app/Http/Controllers/CartController.php':
    '<?php\n\nnamespace App\\Http\\Controllers;\n\nclass CartController\n{\n    public function show()\n    {\n        return\n        1\n        ;\n    }\n}\n',
  'tests/Feature/CartTest.php':
    "<?php\n\nnamespace Tests\\Feature;\n\nclass CartTest extends TestCase\n{\n    public function test_shows(): void\n    {\n        $this->getJson('/cart')->assertOk();\n    }\n}\n",
  'tests/Unit/SumTest.php':
    '<?php\n\nnamespace Tests\\Unit;\n\nclass SumTest extends TestCase\n{\n    public function test_adds(): void\n    {\n        $this->assertSame(2, 1 + 1);\n    }\n}\n',
}

test.each([
  {
    name: 'Rails: a controller, by the paths of requests, and by those whose path is made of a name',
    files: RAILS,
    changed: 'app/controllers/carts_controller.rb',
    selected: ['spec/requests/carts_spec.rb', 'spec/requests/named_spec.rb'],
  },
  {
    name: 'Rails: a view and a helper may be rendered by any request',
    files: RAILS,
    changed: 'app/helpers/money_helper.rb',
    selected: ['spec/requests/carts_spec.rb', 'spec/requests/login_spec.rb', 'spec/requests/named_spec.rb'],
  },
  {
    name: 'Rails: a model, over the factories that make it, and the requests that show it',
    files: RAILS,
    changed: 'app/models/cart.rb',
    selected: [
      'spec/orders_spec.rb',
      'spec/requests/carts_spec.rb',
      'spec/requests/login_spec.rb',
      'spec/requests/named_spec.rb',
    ],
  },
  {
    name: 'Django: a view, by the paths of requests, where a base class makes them too',
    files: DJANGO,
    changed: 'shop/views.py',
    selected: ['shop/tests/test_cart.py', 'shop/tests/test_named.py'],
  },
  {
    name: 'Django: any request goes through a middleware',
    files: DJANGO,
    changed: 'shop/middleware.py',
    selected: ['shop/tests/test_asked.py', 'shop/tests/test_cart.py', 'shop/tests/test_named.py'],
  },
  {
    name: 'Spring: a test that starts the application, and not the others',
    files: SPRING,
    changed: 'src/main/java/shop/CartController.java',
    selected: ['src/test/java/shop/ShopTests.java'],
  },
  {
    name: 'Laravel: a test that makes a request',
    files: LARAVEL,
    changed: 'app/Http/Controllers/CartController.php',
    selected: ['tests/Feature/CartTest.php'],
  },
])('$name', async ({ files, changed, selected }) => {
  await using rig = await Rig.create({ git: 'commit', files })
  const before = (files as Record<string, string>)[changed] ?? ''
  await rig.write({ [changed]: before.replace(/\b1(;?)\n/, '3$1\n') })
  const { stdout } = await rig.run('impact', ['--tests', '--json'])
  const { data } = JSON.parse(stdout) as {
    data: { report: { tests: { selected: readonly { path: string }[] } } }
  }
  expect(data.report.tests.selected.map(({ path }) => path).sort()).toEqual(selected)
})
