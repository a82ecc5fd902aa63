#!/usr/bin/env node
/**
 * The program's door. It is written in the words of the oldest Node that can meet it and not bundled
 * with anything, so that such a Node can say that it is too old.
 */
var MAJOR = 22;
var MINOR = 15;

var parts = process.versions.node.split('.');
var major = Number(parts[0]);
var minor = Number(parts[1]);

if (major > MAJOR || (major === MAJOR && minor >= MINOR)) {
  require('./cli/main.cjs').main(process.argv.slice(2));
} else {
  process.exitCode = 1;
  // biome-ignore lint/style/useNodejsImportProtocol: an old Node knows the module by this name alone
  require('fs').writeSync(
    2,
    'otel-metrics: Node ' +
      process.versions.node +
      ' is not supported (needs ' +
      MAJOR +
      '.' +
      MINOR +
      ' or later)\n',
  );
}
