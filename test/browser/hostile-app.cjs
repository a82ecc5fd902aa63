// An app whose names, label values and help texts would do harm in a page that took them for markup.
'use strict';
const { metrics } = require('@opentelemetry/api');
const { counter, gauge } = require('@acme/otel-metrics');

const IMAGE = '<img src=x onerror="document.title=\'harmed\'">';
const SCRIPT = "<script>document.title = 'harmed'</script>";

const meter = metrics.getMeter('hostile');
const sent = meter.createCounter(`sent${SCRIPT}`, { description: `Sent ${SCRIPT}${IMAGE}` });
const level = gauge('hostile_level', { help: `A level ${SCRIPT}`, labels: ['what'] });
const uploads = counter('hostile_uploads', { help: IMAGE, labels: ['what'] });

setInterval(() => {
  for (const what of [IMAGE, SCRIPT, '{what}', 'javascript:alert(1)', '\u202Egnp.exe']) {
    sent.add(1, { what });
    level.set(1, { what });
    uploads.add(1, { what });
  }
}, 100);
console.log('recording');
