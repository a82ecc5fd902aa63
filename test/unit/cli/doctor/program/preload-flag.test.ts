import { describe, expect, it } from 'vitest';
import { withPreload } from '../../../../../src/cli/doctor/program/preload-flag.ts';

describe('the preload', () => {
  it('is added to NODE_OPTIONS as the URL of a file, without a blank', () => {
    const { by, env } = withPreload(['node', 'app.js'], { NODE_OPTIONS: '--no-warnings' });
    expect(by).toBe('added');
    expect(env['NODE_OPTIONS']).toMatch(/^--no-warnings --import=file:\S+\/dist\/register\.mjs$/);
  });

  it.each([
    [['node', '--import', '@acme/otel-metrics/register', 'app.js'], {}],
    [['node', '--require=/app/node_modules/@acme/otel-metrics/dist/register.cjs', 'app.js'], {}],
    [['npm', 'start'], { NODE_OPTIONS: '--import=@acme/otel-metrics/register' }],
  ])('is not added twice to %j with %j', (program, env) => {
    expect(withPreload(program, env)).toEqual({ by: 'own', env });
  });
});
