// Runs before `npm test`, `demo`, `bench`, `check`, `test:real` and `test:collector`, on whatever Node there is: installs
// from the lock file what is missing, so that each of them alone is enough on a fresh clone.
'use strict';
const { spawnSync } = require('node:child_process');
const { existsSync, statSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const lock = join(root, 'package-lock.json');
const installed = join(root, 'node_modules', '.package-lock.json');

if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  console.log('Installing the dependencies from package-lock.json (once, about 500 MB) …');
  const npm = process.env.npm_execpath;
  const [command, before] = npm ? [process.execPath, [npm]] : ['npm', []];
  const result = spawnSync(
    command,
    [...before, 'ci', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: 'inherit',
      shell: !npm && process.platform === 'win32',
    },
  );
  if (result.status !== 0) {
    console.error('npm ci failed: see the lines above.');
    process.exit(result.status || 1);
  }
}
