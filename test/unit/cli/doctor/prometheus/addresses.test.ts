import { describe, expect, it } from 'vitest';
import { likenessOf } from '../../../../../src/cli/doctor/prometheus/addresses.ts';

describe('what is scraped and the app that was asked', () => {
  it.each([
    ['localhost:9464', '127.0.0.1:9464', 'same'],
    ['host.docker.internal:9464', 'localhost:9464', 'same'],
    ['APP:9464', 'app:9464', 'same'],
    ['app:9464', 'localhost:9464', 'likely'],
    ['localhost:9464', 'app:9464', 'other'],
    ['localhost:9465', 'localhost:9464', 'other'],
  ])('%s and %s are %s', (scraped, app, likeness) => {
    expect(likenessOf(placeOf(scraped), placeOf(app))).toBe(likeness);
  });
});

function placeOf(text: string) {
  const [host = '', port] = text.split(':');
  return { host, port: Number(port) };
}
