// An app that sends one request, and has nothing else to do. argv: options of the agent as JSON.
import { loadConfig } from '../../../../src/config/load.ts';
import { createSender } from '../../../../src/otlp/send/sender.ts';

const { config } = loadConfig({ env: {}, code: JSON.parse(process.argv[2] ?? '{}') });
const sender = createSender(config);
void sender.send(Buffer.alloc(100_000, 'x'), 600_000).then((outcome) => console.log(outcome));
if (process.argv[3] === 'twice') {
  // Once more through the connection of the first.
  setTimeout(() => void sender.send(Buffer.alloc(10), 600_000), 500);
}
