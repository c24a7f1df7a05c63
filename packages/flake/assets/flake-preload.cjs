'use strict'

/** Loaded into every Node process of a run that has a clock or a random seed of its own. */
const { steer } = require('./flake-steer.cjs')

steer(globalThis)
