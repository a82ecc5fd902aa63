import { describe, expect, it } from 'vitest';
import { CommandFailure } from '../../../../src/cli/command.ts';
import { rulesCommand } from '../../../../src/cli/commands/rules.ts';
import { DEFAULT_FIT, type Fit } from '../../../../src/cli/fit.ts';
import { renderAllRules, renderRules } from '../../../../src/cli/rules/render-rules.ts';
import { callWith } from '../call.ts';

const FIT: Fit = { ...DEFAULT_FIT, job: 'shop' };

async function written(values: Record<string, string>, json = false): Promise<string> {
  const { call, written: text } = callWith({ job: 'shop', ...values }, { json });
  expect(await rulesCommand.run(call)).toBe(0);
  return text();
}

describe('rules', () => {
  it('prints both kinds in one file, or one of them', async () => {
    expect(await written({})).toBe(renderAllRules(FIT));
    expect(await written({ only: 'alerts' })).toBe(renderRules(FIT).alerts);
    expect(await written({ only: 'recording' })).toBe(renderRules(FIT).recordings);
  });

  it('prints the same as JSON', async () => {
    const both = JSON.parse(await written({}, true));
    expect(both.alerts.groups[0].rules[0]).toMatchObject({
      alert: 'HttpErrorRatioHigh',
      for: '5m',
      labels: { severity: 'critical' },
    });
    expect(both.recording.groups[0].rules[0].record).toBe('job:http_requests:rate5m');
    expect(Object.keys(JSON.parse(await written({ only: 'alerts' }, true)))).toEqual(['alerts']);
  });

  it('follows the names of the page', async () => {
    expect(await written({ naming: 'classic' })).toContain(
      'rate(http_request_duration_seconds_count{',
    );
    expect(await written({ prefix: 'my_' })).toContain('my_http_server_request_duration_seconds');
  });

  it('says what --only may be', async () => {
    const failure = rulesCommand.run(callWith({ only: 'both' }).call);
    await expect(failure).rejects.toThrow("--only 'both' is not alerts or recording");
    await expect(failure).rejects.toBeInstanceOf(CommandFailure);
  });
});
