import { describe, expect, it } from 'vitest';
import type { MetricsOptions } from '../../../../src/config/metrics-options.ts';
import { DELIVERED } from '../../../../src/otlp/outcome.ts';
import { createSender, type Sender } from '../../../../src/otlp/send/sender.ts';
import { CA, CA_FILE, CLIENT, SERVER } from '../../../support/otlp/certificates.ts';
import { startGrpcReceiver } from '../../../support/otlp/grpc-receiver.ts';
import { type ReceiverOptions, startOtlpReceiver } from '../../../support/otlp/receiver.ts';
import { closeLater, configOf, startCollector } from './sending.ts';

/** A request without metrics. */
const EMPTY = { 'http/protobuf': Buffer.from([0x0a, 0]), grpc: Buffer.from([0x0a, 0]) };
const AMPLE_MS = 20_000;

type TlsOptions = NonNullable<ReceiverOptions['tls']>;

const OWN_CA: MetricsOptions = { otlpCertificate: CA_FILE };
const IDENTITY: MetricsOptions = {
  otlpClientKey: CLIENT.keyFile,
  otlpClientCertificate: CLIENT.certFile,
};
const ONE_SIDED: TlsOptions = { key: SERVER.key, cert: SERVER.cert };
const BOTH_SIDED: TlsOptions = { ...ONE_SIDED, ca: CA, requestCert: true };

const REFUSED = { isDelivered: false };

describe.each(['http/protobuf', 'grpc'] as const)('with TLS over %s', (otlpProtocol) => {
  async function sender(tls: TlsOptions, options: MetricsOptions): Promise<Sender> {
    const receiver = await (otlpProtocol === 'grpc' ? startGrpcReceiver : startOtlpReceiver)({
      tls,
    });
    closeLater(() => receiver.close());
    return createSender(configOf({ otlpProtocol, otlpEndpoint: receiver.url, ...options }));
  }

  it.each([
    ['a collector of our authority is sent to', ONE_SIDED, OWN_CA, DELIVERED],
    ['one of an authority that nobody knows is not', ONE_SIDED, {}, REFUSED],
    ['nor one of another authority', ONE_SIDED, { otlpCertificate: CLIENT.certFile }, REFUSED],
    [
      'nor one where our authority is out of reach',
      ONE_SIDED,
      { otlpCertificate: '/none' },
      REFUSED,
    ],
    ['one that asks who we are is told', BOTH_SIDED, { ...OWN_CA, ...IDENTITY }, DELIVERED],
    ['and refuses us where we cannot say', BOTH_SIDED, OWN_CA, REFUSED],
  ])('%s', async (_what, tls, options, outcome) => {
    const to = await sender(tls, options);
    expect(await to.send(EMPTY[otlpProtocol], AMPLE_MS)).toMatchObject(outcome);
  });

  it.each([
    ['is sent to', OWN_CA, DELIVERED],
    ['of an authority that nobody knows is not', {}, REFUSED],
  ])('from another process, a collector %s', async (_what, options, outcome) => {
    // What blocks this process may not wait for a server in it.
    const tls = { key: SERVER.keyFile, cert: SERVER.certFile };
    const { url } = await startCollector(otlpProtocol, tls);
    const to = createSender(configOf({ otlpProtocol, otlpEndpoint: url, ...options }));
    expect(to.sendNow([EMPTY[otlpProtocol]], AMPLE_MS)).toMatchObject(outcome);
  });
});

describe('what is wrong with a certificate is said', () => {
  const REASONS = {
    theirs: /^certificate not accepted \([A-Z_]+\)$/,
    ours: /^client certificate missing or not accepted \([A-Z\d_]+\)$/,
    grpc: /^certificate not accepted$/,
  };

  it.each([
    ['of the collector', startOtlpReceiver, ONE_SIDED, {}, REASONS.theirs],
    ['of the client', startOtlpReceiver, BOTH_SIDED, OWN_CA, REASONS.ours],
    [
      ...(['of the collector, over gRPC', startGrpcReceiver] as const),
      ...([ONE_SIDED, { otlpProtocol: 'grpc' }, REASONS.grpc] as const),
    ],
  ])('%s', async (_what, start, tls, options, reason) => {
    const receiver = await start({ tls });
    closeLater(() => receiver.close());
    const sender = createSender(configOf({ otlpEndpoint: receiver.url, ...options }));
    expect(await sender.send(EMPTY.grpc, AMPLE_MS)).toMatchObject({
      reason: expect.stringMatching(reason),
    });
  });
});
