/**
 * The preload door: `node --import @acme/otel-metrics/register app.js`, or `--require`. It is
 * written in the words of the oldest Node that can meet it, so that there it can say so; and
 * whatever happens behind it, the app starts.
 */
var MAJOR = 22;
var MINOR = 15;
var STDERR = 2;

var version = process.versions.node.split('.');
var major = Number(version[0]);
var minor = Number(version[1]);

function say(message: string) {
  try {
    require('fs').writeSync(
      STDERR,
      '[otel-metrics] ' + message + ': no metrics, the app runs as it is\n',
    );
  } catch (_) {
    // A closed stderr is no reason to disturb the app.
  }
}

if (major > MAJOR || (major === MAJOR && minor >= MINOR)) {
  try {
    require('./preload.cjs');
  } catch (error) {
    say('the agent could not be loaded (' + String(error).split('\n')[0] + ')');
  }
} else {
  say(
    'Node ' +
      process.versions.node +
      ' is not supported (needs ' +
      MAJOR +
      '.' +
      MINOR +
      ' or later)',
  );
}
