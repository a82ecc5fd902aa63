import { monotonicSeconds } from '../../foundation/clock.ts';
import { errorClass } from '../../foundation/error-class.ts';
import { statusOf } from '../calls/http-status.ts';
import { type Answer, observeCall } from '../calls/observe-call.ts';
import { checkText, refuseDeclaration, refuseUnknown } from '../declared/declaration.ts';
import { costOfCalls, durationOfCalls, usedTokens } from './ai-metrics.ts';
import { type AiPrices, checkPrices, costOf } from './prices.ts';
import { type StreamWatcher, watchStream } from './stream.ts';
import { Usage } from './usage.ts';

/** A model that the app calls. Nothing of it throws what the app's own call does not. */
export interface Ai {
  /**
   * Calls and measures: `gen_ai_client_operation_duration_seconds`, `gen_ai_client_token_usage`
   * where the answer says what it used, `ai_cost_total` where prices are known.
   *
   * Usage is read from answers as OpenAI's and Anthropic's, and from their streams. A stream stays
   * the object that it is; it counts when it ends, fails, or is left, by iteration or by the SDK's
   * helper. One that nobody reads counts nothing. A stream of bytes, of Node or the web, counts at once,
   * without what it used. OpenAI's chat completions say what a stream used
   * only with `stream_options: { include_usage: true }`.
   *
   * `error_type` is the HTTP status of a failure, else its class. A stream that the app leaves or
   * aborts is no failure.
   *
   * @returns What the call answers.
   */
  track<R>(call: () => R, options?: AiCallOptions): Answer<R>;
}

export interface AiCallOptions {
  /** By the conventions, as `chat`, `embeddings`, `text_completion`. Default: `chat`. */
  readonly operation?: string | undefined;
}

export interface AiOptions {
  /** Default: none, and nothing is said of costs. */
  readonly prices?: AiPrices | undefined;
}

type Attributes = Readonly<Record<string, string>>;

/**
 * Metrics of calls to an AI model: the same metrics for the same provider and model.
 *
 * @param provider By the conventions, as `openai`, `anthropic`, `aws.bedrock`.
 * @param model As it is asked for, as `gpt-4o`.
 * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT` for an empty name, an option that there is not
 *   or a price below 0, `ACME_METRICS_INSTRUMENT_CONFLICT`.
 * @example
 * const gpt = ai('openai', 'gpt-4o', { prices: { input: 2.5, output: 10 } });
 * const answer = await gpt.track(() => client.chat.completions.create({ model: 'gpt-4o', messages }));
 */
export function ai(provider: string, model: string, options: AiOptions = {}): Ai {
  checkText('ai', 'the provider', provider);
  checkText('ai', 'the model', model);
  checkOptions(options);
  const duration = durationOfCalls();
  const tokens = usedTokens();
  const charge = chargeOf({ provider, model }, options.prices);

  const count = (usage: Usage, attributes: Attributes) => {
    const used = usage.tokens();
    for (const type of ['input', 'output'] as const) {
      const amount = used[type];
      if (amount !== undefined) tokens.record(amount, { ...attributes, 'gen_ai.token.type': type });
    }
    charge(used);
  };

  return {
    track(call, calling) {
      const startedAt = monotonicSeconds();
      const usage = new Usage();
      const end = once((failure) => {
        const seconds = monotonicSeconds() - startedAt;
        const attributes = {
          'gen_ai.operation.name': calling?.operation ?? 'chat',
          'gen_ai.provider.name': provider,
          'gen_ai.request.model': model,
          ...(failure && { 'error.type': errorTypeOf(failure.error) }),
        };
        duration.record(seconds, attributes);
        count(usage, attributes);
      });
      return observeCall(call, (outcome) => {
        if (outcome.failed) return end(outcome);
        if (watchStream(outcome.value, { see: (item) => usage.see(item), end })) return;
        usage.see(outcome.value);
        end();
      });
    },
  };
}

/** @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT`. */
function checkOptions(options: AiOptions): void {
  const refuse = (reason: string) => refuseDeclaration('ai', undefined, reason);
  if (typeof options !== 'object' || options === null) refuse('the options are not an object');
  refuseUnknown(options, ['prices'], refuse);
  if (options.prices !== undefined) checkPrices(options.prices);
}

type Charge = (tokens: ReturnType<Usage['tokens']>) => void;

function chargeOf(
  model: { readonly provider: string; readonly model: string },
  given: AiPrices | undefined,
): Charge {
  if (given === undefined) return () => {};
  const prices = { ...given };
  const labels = { ...model, currency: prices.currency ?? 'USD' };
  const costs = costOfCalls(labels);
  return (tokens) => {
    const cost = costOf(tokens, prices);
    if (cost !== undefined) costs.add(cost, labels);
  };
}

function errorTypeOf(error: unknown): string {
  return String(statusOf(error) ?? errorClass(error));
}

function once(end: StreamWatcher['end']): StreamWatcher['end'] {
  let isOver = false;
  return (failure) => {
    if (isOver) return;
    isOver = true;
    end(failure);
  };
}
