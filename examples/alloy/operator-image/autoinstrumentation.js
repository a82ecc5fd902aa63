// What the OpenTelemetry Operator has Node.js require in every container that it instruments.
require('@acme/otel-metrics/register');
