// A collector in a process of its own, for senders that block theirs. argv: protocol, and files of TLS.
import { readFileSync } from 'node:fs';
import { startGrpcReceiver } from '../../../support/otlp/grpc-receiver.ts';
import { startOtlpReceiver } from '../../../support/otlp/receiver.ts';

const [, , protocol, key, cert] = process.argv;
const tls =
  key && cert ? { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') } : undefined;
const receiver = await (protocol === 'grpc' ? startGrpcReceiver : startOtlpReceiver)(
  tls && { tls },
);
console.log(receiver.url);

// It is asked on stdin how many requests it has accepted.
process.stdin.on('data', () =>
  console.log(
    JSON.stringify(
      receiver.requests.map(({ headers, metrics }) => ({ headers, metrics: metrics.length })),
    ),
  ),
);
process.stdin.on('end', () => process.exit());
