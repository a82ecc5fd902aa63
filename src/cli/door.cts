#!/usr/bin/env node
// The program's door, which an old Node has to be able to read: it is not bundled with anything.
require('./cli/main.cjs').main(process.argv.slice(2));
