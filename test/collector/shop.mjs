// Measures, pushes, measures again and ends; its end pushes what is left.
import { setTimeout } from 'node:timers/promises';
import { counter, flushMetrics, gauge, histogram } from '@acme/otel-metrics';
import { metrics } from '@opentelemetry/api';

const orders = counter('orders', { help: 'Orders taken.', labels: ['channel'] });
const baskets = histogram('basket_value', { unit: 'By', buckets: [10, 50] });
gauge('doors_open').set(3);
metrics.getMeter('shop').createUpDownCounter('sessions').add(5);

orders.add(2, { channel: 'web' });
baskets.record(37.5);
await flushMetrics();
// Samples of one millisecond are one to a database.
await setTimeout(20);
orders.add(1, { channel: 'web' });
baskets.record(4);
baskets.record(60);
