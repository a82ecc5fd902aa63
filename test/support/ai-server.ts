import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalServer, serveLocally } from './local-server.ts';

/** What a request asks for in its `model`. */
type Wish = 'answer' | 'refuse' | 'break' | 'endless' | 'slow';

interface Asked {
  readonly model: string;
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
}

type Event = readonly [name: string | undefined, data: unknown];

const PAUSE_MS = 20;

/**
 * Answers as OpenAI's and Anthropic's APIs do, in JSON and server-sent events. The model that is
 * asked for says how it goes: `refuse` is a 429, `break` tells an error within the stream, `endless`
 * never comes to an end, `slow` pauses between events.
 */
export function serveAi(): Promise<LocalServer> {
  return serveLocally((incoming, response) => {
    void answer(incoming, response).catch(() => response.destroy());
  });
}

async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = (await bodyOf(incoming)) as Asked;
  if (asked.model === 'refuse') return refuse(response);
  const path = incoming.url ?? '';
  if (asked.stream !== true) return json(response, 200, answerOf(path));
  await stream(response, { events: eventsOf(path, asked), wish: asked.model as Wish });
}

async function bodyOf(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function refuse(response: ServerResponse): void {
  const error = { type: 'rate_limit_error', message: 'slow down' };
  response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '1' });
  response.end(JSON.stringify({ type: 'error', error }));
}

const COMPLETION_USAGE = {
  prompt_tokens: 100,
  completion_tokens: 20,
  total_tokens: 120,
  prompt_tokens_details: { cached_tokens: 40 },
};
const RESPONSE_USAGE = {
  input_tokens: 300,
  output_tokens: 70,
  total_tokens: 370,
  input_tokens_details: { cached_tokens: 200, cache_write_tokens: 50 },
  output_tokens_details: { reasoning_tokens: 10 },
};
const MESSAGE_USAGE = {
  input_tokens: 11,
  output_tokens: 5,
  cache_read_input_tokens: 1000,
  cache_creation_input_tokens: 200,
};

function answerOf(path: string): unknown {
  if (path.endsWith('/embeddings')) {
    const data = [{ object: 'embedding', index: 0, embedding: [0.5] }];
    return { object: 'list', model: 'm', data, usage: { prompt_tokens: 8, total_tokens: 8 } };
  }
  if (path.endsWith('/responses')) return responseOf('completed', RESPONSE_USAGE);
  if (path.endsWith('/messages')) {
    return { ...message(MESSAGE_USAGE), content: [{ type: 'text', text: 'Hi' }] };
  }
  const choice = { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hi' } };
  return { ...chunk('chat.completion'), choices: [choice], usage: COMPLETION_USAGE };
}

function eventsOf(path: string, asked: Asked): Event[] {
  if (path.endsWith('/responses')) return responseEvents();
  if (path.endsWith('/messages')) return messageEvents();
  return completionEvents(asked);
}

function chunk(object: string) {
  return { id: 'c1', object, created: 1, model: 'm' };
}

function completionEvents({ stream_options }: Asked): Event[] {
  const tell = (more: object): Event => [undefined, { ...chunk('chat.completion.chunk'), ...more }];
  const say = (content: string, finish_reason: string | null = null) =>
    tell({
      choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason }],
      usage: null,
    });
  return [
    ...[say('H'), say('i'), say('', 'stop')],
    ...(stream_options?.include_usage ? [tell({ choices: [], usage: COMPLETION_USAGE })] : []),
  ];
}

function responseOf(status: string, usage: unknown) {
  const content = [{ type: 'output_text', text: 'Hi', annotations: [] }];
  const output = [{ id: 'i1', type: 'message', role: 'assistant', status, content }];
  return { id: 'r1', object: 'response', created_at: 1, model: 'm', status, output, usage };
}

function responseEvents(): Event[] {
  const tell = (type: string, more: object, sequence_number: number): Event => [
    type,
    { type, sequence_number, ...more },
  ];
  const begun = { ...responseOf('in_progress', null), output: [] };
  const item = { id: 'i1', type: 'message', role: 'assistant', status: 'in_progress', content: [] };
  return [
    tell('response.created', { response: begun }, 0),
    tell('response.output_item.added', { output_index: 0, item }, 1),
    tell('response.completed', { response: responseOf('completed', RESPONSE_USAGE) }, 2),
  ];
}

function message(usage: unknown) {
  const stops = { stop_reason: null, stop_sequence: null };
  return { id: 'm1', type: 'message', role: 'assistant', model: 'm', content: [], usage, ...stops };
}

function messageEvents(): Event[] {
  const tell = (type: string, more: object = {}): Event => [type, { type, ...more }];
  const text = { type: 'text', text: '' };
  const delta = { stop_reason: 'end_turn', stop_sequence: null };
  return [
    tell('message_start', { message: message({ ...MESSAGE_USAGE, output_tokens: 1 }) }),
    tell('content_block_start', { index: 0, content_block: text }),
    tell('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'Hi' } }),
    tell('content_block_stop', { index: 0 }),
    tell('message_delta', { delta, usage: { input_tokens: null, output_tokens: 5 } }),
    tell('message_stop'),
  ];
}

async function stream(
  response: ServerResponse,
  { events, wish }: { readonly events: readonly Event[]; readonly wish: Wish },
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const told = wish === 'break' || wish === 'endless' ? events.slice(0, 2) : events;
  for (const [name, data] of told) {
    tellEvent(response, name, data);
    if (wish === 'slow') await sleep(PAUSE_MS);
  }
  if (wish === 'endless') return;
  if (wish === 'break') {
    tellEvent(response, 'error', { error: { type: 'overloaded_error', message: 'too much' } });
  }
  response.end('data: [DONE]\n\n');
}

function tellEvent(response: ServerResponse, name: string | undefined, data: unknown): void {
  response.write(
    `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`,
  );
}
