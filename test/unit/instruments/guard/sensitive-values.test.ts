import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sensitiveKind } from '../../../../src/instruments/guard/sensitive-values.ts';

const UUID = '3f2b8c9d-1e4a-4f6b-8c7d-9e0f1a2b3c4d';
/** Tokens are put together here, so that nobody's scanner takes this file for a leak. */
const joined = (...parts: string[]) => parts.join('');
const JWT = joined(
  'eyJ',
  'hbGciOiJIUzI1NiJ9.',
  'eyJ',
  'zdWIiOiIxMjM0In0.dBjftJeZ4CVPmB92K27uhbUJU1p1r',
);

const SENSITIVE: Readonly<Record<string, readonly string[]>> = {
  'an e-mail address': [
    'alice@example.com',
    'ALICE@EXAMPLE.COM',
    'user:alice@example.com',
    'alice.b+news@mail.example.co.uk',
    'alice@163.com',
    'Alice <alice@example.com>',
    '"alice b"@example.com',
    '/users/alice@example.com/orders',
    'alice%40example.com',
    'alice%2540example.com',
    'alice＠example.com',
    'müller@bücher.de',
    'git@example.com:shop.git',
    'mailto:alice@example.com?subject=hello',
  ],
  'a URL with a password': ['postgres://shop:secret@localhost/shop', 'redis://:secret@cache:6379'],
  'a token': [
    JWT,
    `Bearer ${JWT}`,
    `jwt=${JWT};`,
    'Bearer 2f1a-77ab-91',
    joined('gh', 'p_16C7e42F292c6912E7710c838347Ae178B4a'),
    joined('github', '_pat_11ABCDEFG0abcdefghij'),
    joined('gl', 'pat-abcdefghijklmnopqrst'),
    joined('xo', 'xb-1234-abcdefgh'),
    joined('xap', 'p-1-A0123BCDEF'),
    joined('AK', 'IAIOSFODNN7EXAMPLE'),
    joined('AI', 'zaSyabcdefghijklmnopqrstuv'),
    joined('ya', '29.abcdefghijkl'),
    joined('GOC', 'SPX-abcdefghijkl'),
    joined('np', 'm_1a2b3c4d5e6f'),
    joined('np', 'm_', 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJ'),
    joined('py', 'pi-AgEIcHlwaS5vcmc'),
    joined('sk', '_live_abcdefgh'),
    joined('pk', '_test_abcdefgh'),
    joined('wh', 'sec_abcdefghijkl'),
    joined('s', 'k-abcdefghijk1'),
    joined('s', 'k-proj-abcdefghijk1'),
    joined('s', 'k-ant-api03-abcdefghijk1'),
    joined('S', 'G.abcdefghijklmnopqrstuv.abcdefgh'),
    joined('hv', 's.abcdefghijkl'),
    joined('h', 'f_abcdefghijklmnopqrstuvwxyzABCDEF'),
    joined('dop', '_v1_abcdefghijkl'),
    joined('shp', 'at_abcdefghijkl'),
    joined('-----BEGIN RSA ', 'PRIVATE KEY-----'),
  ],
  'a UUID': [
    UUID,
    UUID.toUpperCase(),
    UUID.replaceAll('-', '_'),
    `/users/${UUID}/orders`,
    `urn:uuid:${UUID}`,
    `order${UUID}`,
    '00000000-0000-0000-0000-000000000000',
  ],
  'a random id': [
    UUID.replaceAll('-', ''),
    UUID.replaceAll('-', '').toUpperCase(),
    '507f1f77bcf86cd799439011',
    'DE89370400440532013000',
    '00f067aa0ba902b7',
    'i-0abcd12ef34567890',
    'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'cjld2cjxh0000qzrmn831i7rn',
    '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    'V1StGXR8_Z5jdHi6B-myT',
    'key-mN7fQ2xVt9LbR4zK8wYc3Hd6',
    'cus_NffrFeUfNV2Hib7Q',
    '/files/dBjftJeZ4CVPmB92K27uhbUJU1p1r/view',
    'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0',
  ],
  'a point in time': [
    '2026-11-20T12:30:00Z',
    '2026-11-20T12:30:00.123+01:00',
    '2026-11-20 12:30',
    '20261120T1230',
    'run_20261120_123000',
  ],
  'a long number': [
    '4111111111111111',
    '4111 1111 1111 1111',
    '4111-1111-1111-1111',
    '4111\u00a01111\u00a01111\u00a01111',
    '３７８２８２２４６３１０００５',
    'card 3782 822463 10005.',
    '4111.1111.1111.1111',
    '4111_1111_1111_1111',
    '4111/1111/1111/1111',
    '4111.1111-1111/1111',
    '3782.822463.10005',
    '3056_930902_5904',
    '41_11_11_11_11_11_11_11',
    '4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1',
    '4.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1',
    '2026/4111.1111.1111.1111/12',
    '٤١١١١١١١١١١١١١١١',
    '٤١١١.١١١١.١١١١.١١١١',
    '४१११ ११११ ११११ ११११',
    'DE89 3704 0044 0532 0130 00',
    '123-45-6789',
    '+1 (555) 123-4567',
    '+4930123456',
    '+1 23-45-67-89',
    '+45 12 34 56 78',
    '1-800-555-1234',
    '(555) 123-4567',
    '0151 23456789',
    '030-1234567',
    '06 12 34 56 78',
    '0170/1234567',
    '0170 / 123 45 67',
    '030/1234-567',
    '/0170/1234567',
    '(0170)/1234567',
    '+49 170/1234567',
    '٠١٧٠/١٢٣٤٥٦٧',
    '1700000000',
    'user-123456789',
    'order_20261120001',
    '37.774929123',
    'arn:aws:iam::123456789012:role/shop',
  ],
  'an IP address': [
    '192.168.1.20',
    '203.0.113.7:8080',
    'http://10.0.0.1/health',
    'client=203.0.113.7;',
    '10.0.0.0/8,10.1.2.3',
    '::ffff:203.0.113.7',
    '2001:db8::1',
    '[2001:db8::1]:443',
    'fe80::1%eth0',
    'key:2001:db8::1',
    '::1',
    '::1: no route',
    '2001:0db8:0000:0000:0000:0000:0000:0001',
    '1:2:3:4:5:6:7:8',
    '00:1b:44:11:3a:b7',
    '00-1B-44-11-3A-B7',
  ],
};

const ORDINARY = [
  ...['', ' ', 'gold', 'true', '0', '192', '404', '-1', '3.14', '1e+21', 'NaN', '_REDACTED'],
  ...['eu-west-1', 'us-east-1a', 'POST', 'PostgreSQL 16', 'ECONNREFUSED', 'TypeError', 'ES2022'],
  ...['2026-11-20', '20.11.2026', '20261120', '11/20/2026', '12:30:00', '2026-W47', '2026-11'],
  ...['v1.2.3-beta.4', '1.2.3', '10.0.19045', '10.0.19045.4046', 'v1.2.3.4', '1.3.6.1.4.1.311'],
  ...['4111.1111.1111.1112', '4111_1111_1111_1112', '4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 2'],
  ...['2.16.840.1.101.3.4.2.1', '2.16.840.1.113883.6.1', '1.3.6.1.4.1.311.21.20.5'],
  ...['0.0.0.0.0.0.0.0.0.0.0.0.0', '01/02/2026', '01/02/2026 12:30', '2026/11/20', '01/2026'],
  ...['0/1/2/3/4/5/6/7/8/9', '/files/12/0012/345678', '1024/2048/4096', '٢٠٢٦-١١-٢٠', '١٠.٠.١٩٠٤٥'],
  ...['Chrome/120.0.0.0', '120.0.6099.109', '2023.10.1234', '0.0.0.0', '300.1.1.1'],
  ...[
    'lodash@4.17.21',
    'shop@1.2.3-rc.one',
    '@acme/shop',
    '/node_modules/@acme.io/core',
    'celery@one',
  ],
  ...['/users/:id', '/api/v2/orders/{orderId}', 'user:*', '/a//b', '/users/123/orders/45678'],
  ...[
    'gpt-4o-2024-08-06',
    'claude-sonnet-4-5-20250929',
    'claude-3-5-haiku-20241022',
    'o1-2024-12-17',
  ],
  ...[
    'model-35-20250929',
    'llm-35-10-20250929',
    '2024-08-06-12',
    '20-11-2026',
    '12 34 56 78',
    'text-embedding-3-large',
    'gpt-3.5-turbo-16k-0613',
  ],
  ...['application/json; charset=utf-8', 'application/vnd.api+json;version=2', 'text/html;q=0.9'],
  ...['AB-1234-XY', 'ABC123DEF456GHI789', 'CVE-2024-12345', 'ORD-2024-000123', 'RFC 9110'],
  ...['db-primary.internal.example.com', 'ip-10-0-19-45.ec2.internal', 'localhost:5432'],
  ...[
    'com.acme.shop.CheckoutService',
    'std::vector',
    'Foo::Bar::Baz',
    'product::42',
    'db::1',
    'cafe',
  ],
  ...['AbstractSingletonProxyFactoryBeanWithInterceptorsAndAdvisors9', 'isJsonSchema7AllOfType'],
  ...['uint8ArrayToBase64', 'S3ToEC2V2MigratorJob', 'X509V3CertificateReader', 'isItOkToGoOnOrNot'],
  ...[
    'this-is-a-very-long-kebab-name-of-a-queue-v2-in-2024-us-east-1a-db2-c5',
    'MAX_SAFE_INTEGER_2_53',
  ],
  ...[
    'a1b2c3d',
    'a1b2c3d4e5f6',
    'main.7d9f8b6c.chunk.js',
    'index-BxY7k2Pq.js',
    'api-7d9f8b6c5d-x2x4z',
  ],
  ...['deadbeefdeadbeef', 'win32-x64', 'c5d.4xlarge', 'arm64v8', 'x86_64', '#ff00ff', '0x1F'],
  ...[
    '1024-2048',
    '10000-50000',
    '(10000-50000)',
    '0-100',
    '1-2-3-4-5-6-7-8-9',
    '99.9%',
    '10 + 20',
  ],
  ...['100%', '50%25', '%zz', '%E2%82%AC', 'sk-SK', 'sk-learn-pipeline-v2', 'npm_lifecycle_event'],
  ...['npm_configuration', 'keyJournalProcessorFactory', 'Bearer authentication', 'Basic plan'],
  ...[
    'größe',
    '日本語の商品名',
    '🎉 party',
    'État-Unis',
    'Windows 11 Pro 23H2',
    'Ubuntu 24.04.1 LTS',
  ],
  ...[
    '17763-1-amd64-fre-rs5_release-180914-1434',
    'https://example.com/docs',
    'nats://broker:4222',
  ],
  ...['a@b', '@', '@@', 'alice@', '@example.com', ':', '::', ':::', '...', '-----', 'eyJ', 'AKIA'],
];

const SENSITIVE_CASES = Object.entries(SENSITIVE).flatMap(([kind, values]) =>
  values.map((value) => ({ kind, value })),
);

describe('what is sensitive', () => {
  it.each(SENSITIVE_CASES)('$value looks like $kind', ({ kind, value }) => {
    expect(sensitiveKind(value)).toBe(kind);
  });

  it('is found wherever it stands', () => {
    for (const { value } of SENSITIVE_CASES) {
      for (const around of [`in ${value}`, `${value} out`, `"${value}"`, `a=(${value}), b`]) {
        expect(sensitiveKind(around), around).toBeDefined();
      }
    }
  });

  it.each([
    [
      'of letters and digits',
      'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
      0.98,
    ],
    ['in base64url', 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', 0.85],
    ['of small letters and digits', 'abcdefghijklmnopqrstuvwxyz0123456789', 0.94],
    ['in hexadecimal', '0123456789abcdef', 0.999],
  ])('is nearly every random text of 32 characters %s', (_what, alphabet, share) => {
    const texts = Array.from({ length: 2000 }, () =>
      Array.from({ length: 32 }, () => alphabet[randomInt(alphabet.length)]).join(''),
    );
    const found = texts.filter((text) => sensitiveKind(text) !== undefined);
    expect(found.length / texts.length).toBeGreaterThan(share);
  });

  it('is every e-mail address, UUID and IP address that there is', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const address = fc
      .tuple(byte, byte, byte, fc.integer({ min: 1, max: 255 }))
      .map((bytes) => bytes.join('.'));
    // A scope in a path looks as one that ends in a slash, a version as a domain of numbers.
    const email = fc.emailAddress().filter((text) => !/\/@|@\d+\.\d+\.\d/.test(text));
    // Shorter beginnings may be names, as in `db::1`.
    const ipV6 = fc.ipV6().filter((text) => /^[1-9][0-9a-f]{2,3}:/.test(text));
    const any = fc.oneof(email, fc.uuid(), address, ipV6);
    fc.assert(
      fc.property(any, (value) => sensitiveKind(value) !== undefined),
      { numRuns: 2000 },
    );
  });
});

describe('what is ordinary', () => {
  it.each(ORDINARY.map((value) => ({ value })))('$value', ({ value }) => {
    expect(sensitiveKind(value)).toBeUndefined();
  });

  it('is what identifiers are made of, in every case', () => {
    const word = fc.constantFrom(
      ...[
        'order',
        'payment',
        'http',
        'service',
        'by',
        'id',
        'to',
        'user',
        'event',
        'handler',
        'v2',
      ],
      ...[
        'of',
        'queue',
        'response',
        'error',
        'client',
        'east',
        'eu',
        'worker',
        '3',
        'shop',
        'cache',
      ],
    );
    const words = fc.array(word, { minLength: 1, maxLength: 12 });
    const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
    const styles: readonly ((words: string[]) => string)[] = [
      (all) => all.join('-'),
      (all) => all.join('_').toUpperCase(),
      (all) => all.join('.'),
      (all) => `/${all.join('/')}`,
      (all) =>
        all
          .filter((text) => !/\d/.test(text))
          .map(capital)
          .join(''),
    ];
    const name = fc.tuple(fc.constantFrom(...styles), words).map(([style, all]) => style(all));
    fc.assert(
      fc.property(name, (value) => sensitiveKind(value) === undefined),
      { numRuns: 2000 },
    );
  });
});

describe('time is in proportion to length', () => {
  const LENGTH = 300_000;
  const REPEATED = [
    ...[
      'a',
      '1',
      'A',
      '@',
      '.',
      ':',
      '-',
      ' ',
      '(',
      '+',
      '%',
      '/',
      '_',
      '0',
      'f',
      '::',
      '%25',
      'a.',
    ],
    ...[
      'a@',
      '@a.',
      'a@a',
      '0/',
      '0/0 ',
      '+1/',
      '1/',
      '1_',
      '4111_',
      '4111.4/',
      '٤',
      '٤.',
      '@a.a',
      '1.',
      '1.1',
      '1-',
      '1 ',
      '12 ',
      'f:',
      'ab:',
      '://',
      '://a:',
      'a:b',
    ],
    ...['eyJ', '-eyJ', 'sk-', 'sk-a-', 'npm_', 'Bearer ', 'Bearer a', 'SG.', 'AKIA', 'gh', 'xox'],
    ...[
      'aA1',
      'aB',
      'Aa',
      'a1',
      '1a',
      '-----BEGIN ',
      '0123-',
      'ffffffff-',
      '2026-',
      '20',
      '(1',
      '\u{fdfa}',
    ],
  ];

  /** Where time grew with the square of the length, one of these would take minutes. */
  it.each(REPEATED.map((part) => ({ part })))('of $part again and again', ({ part }) => {
    const text = part.repeat(Math.ceil(LENGTH / part.length));
    for (const end of ['', 'g', '@', 'z.:']) expect(() => sensitiveKind(text + end)).not.toThrow();
  });
});
