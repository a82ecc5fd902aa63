import { describe, expect, it } from 'vitest';
import { CommandFailure } from '../../../../src/cli/command.ts';
import { besidePage, parseAddress, shownAddress } from '../../../../src/cli/page/address.ts';

describe('an address', () => {
  it.each([
    ['9464', 'http://localhost:9464/metrics'],
    [':9464', 'http://localhost:9464/metrics'],
    ['9464/page', 'http://localhost:9464/page'],
    ['localhost:9464', 'http://localhost:9464/metrics'],
    ['app.internal', 'http://app.internal/metrics'],
    ['[::1]:9464', 'http://[::1]:9464/metrics'],
    ['127.0.0.1:9464/', 'http://127.0.0.1:9464/metrics'],
    ['http://host:9464', 'http://host:9464/metrics'],
    ['http://host:9464/', 'http://host:9464/metrics'],
    ['https://host/app/metrics?x=1', 'https://host/app/metrics?x=1'],
    [' HTTP://Host:9464#part ', 'http://host:9464/metrics'],
  ])('%s is %s', (typed, url) => {
    expect(parseAddress(typed).href).toBe(url);
  });

  it.each([
    '',
    '99999',
    '0',
    'ftp://host/metrics',
    'file:///etc/passwd',
    'http://',
    'a b',
    'javascript:alert(1)',
  ])('%s is none', (typed) => {
    expect(() => parseAddress(typed)).toThrow(CommandFailure);
  });

  it.each([
    'http://user:hunter2@h:1/',
    'http://h:1/m?token=hunter2',
    'ftp://u:hunter2@h',
    'http://u:hunter2@h:99999',
  ])('never shows what may be a secret: %s', (typed) => {
    let said: string;
    try {
      said = shownAddress(parseAddress(typed));
    } catch (error) {
      said = String(error);
    }
    expect(said).not.toContain('hunter2');
  });

  it('leads to the other paths of the endpoint', () => {
    const page = parseAddress('http://u:p@host:1/metrics?x=1');
    expect(besidePage(page, '/agent').href).toBe('http://u:p@host:1/agent');
  });
});
