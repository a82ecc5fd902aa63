// What the shop depends on, here as stand-ins of one process: a payment service and an AI model.
import { createServer } from 'node:http';

const MOST_PAYMENTS = 100;

/** A payment service that says how many payments it still takes; one over 1000 is refused. */
export async function startPayments() {
  let left = MOST_PAYMENTS;
  const server = createServer((request, response) => {
    const amount = Number(new URL(request.url, 'http://payments').searchParams.get('amount'));
    left--;
    response.writeHead(amount > 1000 ? 402 : 201, { 'x-ratelimit-remaining': String(left) }).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return `http://127.0.0.1:${server.address().port}`;
}

/** A model that answers as OpenAI's chat completions do, and fails on an empty question. */
export async function askModel(question) {
  if (question === '') throw Object.assign(new Error('nothing was asked'), { status: 400 });
  return {
    choices: [{ message: { role: 'assistant', content: 'It ships tomorrow.' } }],
    usage: { prompt_tokens: question.length, completion_tokens: 6 },
  };
}
