import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'

const RAILS = {
  'config/routes.rb':
    "Rails.application.routes.draw do\n  resources :carts do\n    resources :lines\n  end\n  resources :orders\n  get '/help' => 'help#show', as: 'assistance'\nend\n",
  'app/controllers/carts_controller.rb': 'class CartsController\n  def show\n    1\n  end\nend\n',
  'app/controllers/orders_controller.rb': 'class OrdersController\n  def show\n    1\n  end\nend\n',
  'lib/money.rb': 'module Money\n  def self.in_words\n    1\n  end\nend\n',
  'app/views/carts/show.html.erb': '<%= Money.in_words %>\n',
  'test/functional/carts_controller_test.rb':
    "class CartsControllerTest < ActionController::TestCase\n  def test_show\n    get(\n      :show\n    )\n    assert_select '[href=/orders/1]'\n  end\nend\n",
  'test/functional/orders_controller_test.rb':
    'class OrdersControllerTest < ActionController::TestCase\n  def test_show\n    get :show\n    assert_select \'[href="/carts/1"]\'\n  end\nend\n',
  'test/integration/cart_test.rb':
    'class CartTest < ActionDispatch::IntegrationTest\n  def test_show\n    get edit_cart_path(1)\n  end\nend\n',
  'test/integration/order_test.rb':
    'class OrderTest < ActionDispatch::IntegrationTest\n  def test_show\n    get order_path(1), File.expand_path(__FILE__)\n  end\nend\n',
  'test/integration/help_test.rb':
    'class HelpTest < ActionDispatch::IntegrationTest\n  def test_help\n    get assistance_path\n  end\nend\n',
  'test/integration/session_test.rb':
    'class SessionTest < ActionDispatch::IntegrationTest\n  def test_new\n    get new_session_path\n  end\nend\n',
}

const DJANGO = {
  'manage.py': 'import sys\n',
  'shop/__init__.py': '',
  'shop/urls.py':
    "from django.urls import path\nfrom shop import views\nurlpatterns = [\n    path('cart/', views.cart, name='cart'),\n    path(\n        'orders/',\n        views.orders,\n        name='orders',\n    ),\n]\n",
  'shop/views.py': 'def cart(request):\n    return (\n        1\n    )\n\n\ndef orders(request):\n    return 2\n',
  'shop/apps.py': 'class Shop(AppConfig):\n    def ready(self):\n        import shop.signals\n',
  'shop/models.py':
    'from django.db import models\n\n\nclass Order(models.Model):\n    paid = None\n\n\nclass Cart(models.Model):\n    size = None\n',
  'shop/signals.py':
    'from django.db.models.signals import post_save\nfrom django.dispatch import receiver\nfrom shop.models import Order\n\n\n@receiver(post_save, sender=Order)\ndef count_order(sender, **kwargs):\n    return (\n        1\n    )\n',
  'shop/templatetags/__init__.py': '',
  'shop/templatetags/money.py':
    'from django import template\nregister = template.Library()\n\n\n@register.filter\ndef in_words(number):\n    return (\n        1\n    )\n\n\n@register.filter\ndef in_cents(number):\n    return (\n        2\n    )\n',
  'shop/templates/mails/base.html': '<p>\n1\n</p>\n{% block body %}{% endblock %}\n',
  'shop/templates/mails/paid.html': '{% extends "mails/base.html" %}\n{% load money %}\n{{ total|in_words }}\n',
  'shop/templates/mails/sent.html': '{% load money %}\n{{ total|in_cents }}\n',
  'shop/templates/base.html': '<body></body>\n',
  'shop/templates/plain.html': '{% extends "base.html" %}\n',
  'shop/pages.py':
    "from django.template.loader import render_to_string\n\n\ndef plain():\n    return render_to_string('plain.html', {})\n",
  'shop/tests/test_plain.py':
    'from shop.pages import plain\n\n\nclass Plain:\n    def test_it(self):\n        assert plain()\n',
  'shop/mails.py':
    "from django.template.loader import render_to_string\n\n\ndef paid(kind='paid'):\n    return render_to_string('mails/%s.html' % kind, {})\n\n\ndef sent():\n    return render_to_string('mails/sent.html', {})\n",
  'shop/testing.py':
    "from django.test import TestCase\n\n\nclass Base(TestCase):\n    def ask(self):\n        return self.client.get('/cart/')\n",
  'shop/tests/__init__.py': '',
  'shop/tests/test_asked.py':
    'from shop.testing import Base\n\n\nclass Asked(Base):\n    def test_it(self):\n        self.ask()\n',
  'shop/tests/test_orders.py':
    "from django.test import TestCase\nfrom django.urls import reverse\n\n\nclass Orders(TestCase):\n    def test_it(self):\n        self.client.get(reverse('shop:orders'))\n",
  'shop/tests/test_model.py':
    'from shop.models import Order\n\n\nclass Saved:\n    def test_it(self):\n        Order().save()\n',
  'shop/tests/test_cart_model.py':
    'from shop.models import Cart\n\n\nclass Saved:\n    def test_it(self):\n        Cart().save()\n',
  'shop/tests/test_paid.py':
    'from shop.mails import paid\n\n\nclass Paid:\n    def test_it(self):\n        assert paid()\n',
  'shop/tests/test_sent.py':
    'from shop.mails import sent\n\n\nclass Sent:\n    def test_it(self):\n        assert sent()\n',
}

const EXPRESS = {
  'package.json': '{ "devDependencies": { "vitest": "4" } }\n',
  'views/page.pug': 'extends layout\nblock content\n',
  'views/layout.pug': 'html\n  p\n    | 1\n',
  'src/page.js': "export function page(response) {\n  response.render('page', {})\n}\n",
  'src/other.js': "export function other(response) {\n  response.render('other', {})\n}\n",
  'test/page.test.js': "import { page } from '../src/page.js'\ntest('page', () => page())\n",
  'test/other.test.js': "import { other } from '../src/other.js'\ntest('other', () => other())\n",
}

test.each([
  {
    name: 'Rails: the actions of a controller, by the test of it, by paths and by names of its routes or of unknown ones',
    files: RAILS,
    changed: 'app/controllers/carts_controller.rb',
    selected: [
      'test/functional/carts_controller_test.rb',
      'test/integration/cart_test.rb',
      'test/integration/help_test.rb',
      'test/integration/session_test.rb',
    ],
  },
  {
    name: 'Rails: what a template names of the library, by any request',
    files: RAILS,
    changed: 'lib/money.rb',
    selected: [
      'test/functional/carts_controller_test.rb',
      'test/functional/orders_controller_test.rb',
      'test/integration/cart_test.rb',
      'test/integration/help_test.rb',
      'test/integration/order_test.rb',
      'test/integration/session_test.rb',
    ],
  },
  {
    name: 'Django: a request that a base class makes, which no test is called, and not one by the name of another route',
    files: DJANGO,
    changed: 'shop/views.py',
    selected: ['shop/tests/test_asked.py'],
  },
  {
    name: 'Django: what is connected to a signal, by those who use the class that sends it',
    files: DJANGO,
    changed: 'shop/signals.py',
    selected: ['shop/tests/test_model.py'],
    // Signals may also come of requests.
    alsoSelected: ['shop/tests/test_asked.py', 'shop/tests/test_orders.py'],
  },
  {
    name: 'Django: a filter, by those who render a template with it',
    files: DJANGO,
    changed: 'shop/templatetags/money.py',
    selected: ['shop/tests/test_paid.py'],
    alsoSelected: ['shop/tests/test_asked.py', 'shop/tests/test_orders.py'],
  },
  {
    name: 'Django: a template, by those who render one that extends it',
    files: DJANGO,
    changed: 'shop/templates/mails/base.html',
    selected: ['shop/tests/test_paid.py'],
    alsoSelected: ['shop/tests/test_asked.py', 'shop/tests/test_orders.py'],
  },
  {
    name: 'Express: a layout, by those who render a page with it',
    files: EXPRESS,
    changed: 'views/layout.pug',
    selected: ['test/page.test.js'],
  },
])('$name', async ({ files, changed, selected, alsoSelected = [] }) => {
  await using rig = await Rig.create({ git: 'commit', files })
  const before = (files as Record<string, string>)[changed] ?? ''
  await rig.write({ [changed]: before.replace(/\b1\n/, '3\n') })
  const { stdout } = await rig.run('impact', ['--tests', '--json'])
  const { data } = JSON.parse(stdout) as {
    data: { report: { tests: { selected: readonly { path: string }[] } } }
  }
  expect(data.report.tests.selected.map(({ path }) => path).sort()).toEqual([...selected, ...alsoSelected].sort())
})
