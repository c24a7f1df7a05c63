import { testWorlds, type World } from '../support/impact-worlds.ts'

const describing = (code: string): string =>
  `require 'shop'\n\ndescribe 'it' do\n  it 'works' do\n    ${code}\n  end\nend\n`

const worlds: readonly World[] = [
  {
    name: 'a method without parameters is none of what is called with arguments',
    files: {
      'lib/shop.rb': "require 'order'\nrequire 'cart'\n",
      'lib/order.rb': 'class Order\n  def place\n    1\n  end\n\n  def drop()\n    2\n  end\nend\n',
      'lib/cart.rb': 'class Cart\n  def place(order, &block)\n    block\n  end\nend\n',
      'spec/one_spec.rb': describing('make.place'),
      'spec/two_spec.rb': describing('make.place(1)'),
      'spec/three_spec.rb': describing('place :cart'),
      'spec/four_spec.rb': describing('make.send(:place)'),
      'spec/five_spec.rb': describing('make.place(*rest)'),
      'spec/six_spec.rb': describing('make.place(&block)'),
    },
    changed: 'lib/order.rb#Order.place',
    tests: [
      'spec/five_spec.rb static',
      'spec/four_spec.rb static',
      'spec/one_spec.rb static',
      'spec/six_spec.rb static',
    ],
  },
  {
    name: 'a method without parameters runs where one with parameters passes the call on',
    files: {
      'lib/shop.rb': "require 'order'\n",
      'lib/order.rb':
        'class Order\n  def place\n    1\n  end\nend\n\nclass Traced < Order\n  def place(trace)\n    super()\n  end\nend\n',
      'spec/one_spec.rb': describing('make.place(1)'),
    },
    changed: 'lib/order.rb#Order.place',
    tests: ['spec/one_spec.rb static'],
  },
  {
    name: 'no other object calls a private method by its name',
    files: {
      'lib/shop.rb': "require 'order'\n",
      'lib/order.rb':
        'class Order\n  def total\n    price + self.tax\n  end\n\n  private\n\n  def price\n    1\n  end\n\n  def tax\n    2\n  end\nend\n',
      'spec/one_spec.rb': describing('make.price'),
      'spec/two_spec.rb': describing('make.total'),
      'spec/three_spec.rb': describing('make.send(:price)'),
    },
    changed: 'lib/order.rb#Order.price',
    tests: ['spec/three_spec.rb static', 'spec/two_spec.rb static'],
  },
  {
    name: 'what is private in `class << self` or a block is private there alone',
    files: {
      'lib/shop.rb': "require 'order'\n",
      'lib/order.rb':
        'class Order\n  class << self\n    private\n\n    def make\n      1\n    end\n  end\n\n  def price\n    1\n  end\nend\n',
      'spec/one_spec.rb': describing('make.price'),
    },
    changed: 'lib/order.rb#Order.price',
    tests: ['spec/one_spec.rb static'],
  },
  {
    name: 'a variable calls no method of its name, from where it is bound to where its block ends',
    files: {
      'lib/shop.rb': "require 'order'\n\ndef run(&block)\n  Order.new.instance_eval(&block)\nend\n",
      'lib/order.rb': 'class Order\n  def price\n    1\n  end\nend\n',
      'spec/one_spec.rb': describing('price = 1\n    run { price + 1 }'),
      'spec/two_spec.rb': describing('run { price }\n    price = 1'),
      'spec/three_spec.rb': describing('list.each do |price|\n      price\n    end\n    run { price }'),
      'spec/four_spec.rb': describing('list.each { |(price, other)| price + other }'),
      'spec/five_spec.rb': describing('price = 1\n    run { price() }'),
    },
    changed: 'lib/order.rb#Order.price',
    tests: ['spec/five_spec.rb static', 'spec/three_spec.rb static', 'spec/two_spec.rb static'],
  },
  {
    name: "an action of a controller of Rails is the router's, and of those that name the controller",
    files: {
      'app/controllers/application_controller.rb': 'class ApplicationController < ActionController::Base\nend\n',
      'app/controllers/orders_controller.rb':
        'class OrdersController < ApplicationController\n  def show\n    1\n  end\nend\n',
      'app/controllers/admin_controller.rb': 'class AdminController < OrdersController\nend\n',
      'app/models/order.rb': 'class Order\n  def render\n    form.show\n  end\nend\n',
      'config/routes.rb': 'Rails.application.routes.draw do\n  resources :orders, only: [:show]\nend\n',
      'spec/controllers/orders_controller_spec.rb': 'describe OrdersController do\n  it { get :show }\nend\n',
      'spec/controllers/admin_controller_spec.rb': 'describe AdminController do\n  it { get :show }\nend\n',
      'spec/controllers/other_controller_spec.rb': 'describe OtherController do\n  it { get :show }\nend\n',
      'spec/models/order_spec.rb': 'describe Order do\n  it { subject.show }\nend\n',
      'spec/requests/orders_spec.rb': "describe 'orders' do\n  it { get '/orders/1' }\nend\n",
    },
    changed: 'app/controllers/orders_controller.rb#OrdersController.show',
    tests: [
      'spec/controllers/admin_controller_spec.rb static',
      'spec/controllers/orders_controller_spec.rb static',
      'spec/requests/orders_spec.rb widened',
    ],
  },
  {
    name: 'of several gems each has its own helper, and loads what its globs match',
    files: {
      'one/lib/one.rb':
        "Dir.glob(File.join(File.dirname(__FILE__), '../app/**/*_decorator*.rb')) { |file| require file }\n",
      'one/app/models/order_decorator.rb': 'ORDERS = 1\n',
      'one/app/models/cart.rb': 'CARTS = 1\n',
      'two/lib/two.rb': 'TWO = 1\n',
      'one/spec/spec_helper.rb': "require 'one'\n",
      'two/spec/spec_helper.rb': "require 'two'\n",
      'one/spec/one_spec.rb': "require 'spec_helper'\n",
      'two/spec/two_spec.rb': "require 'spec_helper'\n",
    },
    changed: 'one/app/models/order_decorator.rb',
    tests: ['one/spec/one_spec.rb widened'],
  },
]

testWorlds(worlds)
