import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import type { MetricsOptions } from '../../../src/config/metrics-options.ts';
import { workingDirectory } from '../../../src/foundation/working-directory.ts';
import { detectResource, type Resource } from '../../../src/pipeline/resource.ts';
import { temporaryFolder, workIn } from './temporary-folder.ts';

/** On a machine that says nothing of where it runs. */
function resourceOf(entry: string | undefined, code: MetricsOptions = {}): Resource {
  return detectResource(
    loadConfig({ env: {}, code, folder: '/' }).config,
    { entry, folder: workingDirectory() },
    { pod: undefined, root: '/nowhere' },
  );
}

/** The id in a process that may read this repository alone. */
function idWithoutSystemFiles(): string {
  const repository = join(import.meta.dirname, '../../..');
  const script = `
    import { detectResource } from '${pathToFileURL(repository)}/src/pipeline/resource.ts';
    const config = { serviceName: '', resourceAttributes: {} };
    const resource = detectResource(config, { entry: undefined, folder: '${repository}' });
    process.stdout.write(resource['service.instance.id']);
  `;
  const args = ['--permission', `--allow-fs-read=${repository}/*`, '--input-type=module'];
  return execFileSync(process.execPath, [...args, '-e', script], {
    encoding: 'utf8',
    timeout: 20_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** A machine with an app, a tool in the app's dependencies, a global tool, and no names outside. */
const FILES = {
  'srv/shop/package.json': '{"name": "shop", "version": "1.2.3"}',
  'srv/shop/app.js': '',
  'srv/shop/dist/package.json': '{"type": "module", "version": "9.9.9"}',
  'srv/shop/dist/app.js': '',
  'srv/shop/broken/package.json': '{"name": "bro',
  'srv/shop/nameless/package.json': '{"name": "", "version": "0.0.1"}',
  'srv/shop/numbered/package.json': '{"name": 7, "version": 8}',
  'srv/shop/listed/package.json': '[]',
  'srv/shop/nothing/package.json': 'null',
  'srv/shop/packages/api/package.json': '{"name": "@shop/api"}',
  'srv/shop/node_modules/next/package.json': '{"name": "next", "version": "16.0.0"}',
  'usr/lib/node_modules/pm2/package.json': '{"name": "pm2", "version": "7.0.0"}',
  'opt/tool/run.js': '',
};

describe('service.name', () => {
  it.each([
    ['an entry beside it', 'srv/shop/app.js', '/', 'shop', '1.2.3'],
    ['the folder itself, as in `node .`', 'srv/shop', '/', 'shop', '1.2.3'],
    ['an entry without its ending', 'srv/shop/app', '/', 'shop', '1.2.3'],
    ['a build with a manifest of its own', 'srv/shop/dist/app.js', '/', 'shop', '1.2.3'],
    ['a manifest that does not parse', 'srv/shop/broken/app.js', '/', 'shop', '1.2.3'],
    ['a manifest with an empty name', 'srv/shop/nameless/app.js', '/', 'shop', '1.2.3'],
    ['a manifest with a number for a name', 'srv/shop/numbered/app.js', '/', 'shop', '1.2.3'],
    ['a manifest that is a list', 'srv/shop/listed/app.js', '/', 'shop', '1.2.3'],
    ['a manifest that is null', 'srv/shop/nothing/app.js', '/', 'shop', '1.2.3'],
    ['a package of a workspace', 'srv/shop/packages/api/app.js', '/', '@shop/api', undefined],
    ['a tool of the project', 'srv/shop/node_modules/.bin/next', '/', 'shop', '1.2.3'],
    ['the same by its file', 'srv/shop/node_modules/next/dist/bin/next', '/', 'shop', '1.2.3'],
    ['a global tool', 'usr/lib/node_modules/pm2/lib/X.js', 'srv/shop/dist', 'shop', '1.2.3'],
    ['a script elsewhere', 'opt/tool/run.js', 'srv/shop', 'shop', '1.2.3'],
    ['no entry', undefined, 'srv/shop', 'shop', '1.2.3'],
    ['nothing with a name', 'opt/tool/run.js', 'opt/tool', 'unknown_service:node', undefined],
  ])('by %s', (_what, entry, folder, name, version) => {
    const root = temporaryFolder(FILES);
    workIn(folder === '/' ? '/' : join(root, folder));
    const resource = resourceOf(entry === undefined ? undefined : join(root, entry));
    expect(resource['service.name']).toBe(name);
    expect(resource['service.version']).toBe(version);
  });

  it.each([
    [
      'OTEL_SERVICE_NAME',
      { serviceName: 'named', resourceAttributes: { 'service.name': 'x' } },
      'named',
    ],
    [
      'OTEL_RESOURCE_ATTRIBUTES',
      { resourceAttributes: { 'service.name': 'from list' } },
      'from list',
    ],
  ])('is what %s says before that', (_variable, code, name) => {
    expect(resourceOf(join(temporaryFolder(FILES), 'srv/shop/app.js'), code)['service.name']).toBe(
      name,
    );
  });
});

describe('the resource', () => {
  it('says what runs, and nothing else', () => {
    expect(resourceOf(join(temporaryFolder(FILES), 'srv/shop/app.js'))).toEqual({
      'service.name': 'shop',
      'service.version': '1.2.3',
      'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'host.name': expect.any(String),
      'process.pid': process.pid,
      'process.runtime.name': 'nodejs',
      'process.runtime.version': process.versions.node,
      'telemetry.sdk.language': 'nodejs',
      'telemetry.distro.name': '@acme/otel-metrics',
      'telemetry.distro.version': expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
  });

  it('shows no argument, owner, path or variable of the process', () => {
    const root = temporaryFolder(FILES);
    const argument = '--db-password=hunter2-argument';
    process.argv.push(argument);
    process.env.SHOP_KEY = 'hunter2-variable';
    const text = JSON.stringify(resourceOf(join(root, 'srv/shop/app.js')));
    process.argv.pop();
    delete process.env.SHOP_KEY;
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain(root);
    expect(text).not.toContain(process.cwd());
    expect(text).not.toContain(process.execPath);
    expect(Object.values(JSON.parse(text))).not.toContain(userInfo().username);
  });

  it('takes further attributes, and lets them win over what was found', () => {
    const resourceAttributes = { 'deployment.environment.name': 'staging', 'host.name': 'web-1' };
    expect(resourceOf(undefined, { resourceAttributes })).toMatchObject(resourceAttributes);
  });

  it.each([
    ...[
      'api_key',
      'API-KEY',
      'apikey',
      'x.api.key',
      'aws.access_key',
      'privateKey',
      'client_secret',
    ],
    ...['github.token', 'db.password', 'PASSWD', 'passphrase', 'http.authorization', 'credentials'],
  ])('hides the value of %s', (key) => {
    const resource = resourceOf(undefined, { resourceAttributes: { [key]: 'hunter2' } });
    expect(resource[key]).toBe('_REDACTED');
  });

  it.each(['team', 'k8s.pod.name', 'cloud.region', 'monkey', 'keyboard'])(
    'shows that of %s',
    (key) => {
      expect(resourceOf(undefined, { resourceAttributes: { [key]: 'x' } })[key]).toBe('x');
    },
  );

  it('has an id that no other has, also where the files of the system are closed', () => {
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    const id = () => resourceOf(undefined)['service.instance.id'];
    const ids = [id(), id(), idWithoutSystemFiles()];
    for (const one of ids) expect(one).toMatch(uuid);
    expect(new Set(ids).size).toBe(3);
  });

  it('is the same for all its readers', () => {
    expect(Object.isFrozen(resourceOf(undefined))).toBe(true);
  });
});
