import type { NewFile } from '../files/write-files.ts';
import { doubleQuoted } from '../files/yaml-text.ts';
import { TOKEN_IN_CONTAINER } from './places.ts';

/** Containers for everything but the app, and Alloy's configuration. */
export function composeFiles(tokenFile: string | undefined): NewFile[] {
  return [
    { path: 'docker-compose.yml', text: compose(tokenFile) },
    { path: 'alloy/config.alloy', text: ALLOY },
  ];
}

function compose(tokenFile: string | undefined): string {
  const token =
    tokenFile === undefined
      ? ''
      : `\n      - ${doubleQuoted(`${tokenFile.replaceAll('$', '$$$$')}:${TOKEN_IN_CONTAINER}:ro`)}`;
  return `# Prometheus, Alertmanager, Grafana and node_exporter; \`--profile alloy\` adds Grafana Alloy.
# Ports are published on this machine alone; but see node-exporter.
# Grafana and Prometheus read changed files: dashboards by themselves, prometheus.yml and rules after
# \`docker compose kill -s SIGHUP prometheus\`, alertmanager.yml after the same for alertmanager.
services:
  prometheus:
    image: prom/prometheus:v3.14.0
    command:
      - --config.file=/etc/prometheus/prometheus.yml
      - --storage.tsdb.path=/prometheus
      - --storage.tsdb.retention.time=15d
      - --enable-feature=exemplar-storage
      # For Alloy, which writes to it.
      - --web.enable-remote-write-receiver
    volumes:
      - ./prometheus.yml:/etc/prometheus/prometheus.yml:ro
      - ./recording_rules.yml:/etc/prometheus/recording_rules.yml:ro
      - ./alert_rules.yml:/etc/prometheus/alert_rules.yml:ro
      - ./targets:/etc/prometheus/targets:ro${token}
      - prometheus:/prometheus
    # The machine that runs the containers, and on it the app.
    extra_hosts: ['host.docker.internal:host-gateway']
    ports: ['127.0.0.1:9090:9090']
    restart: unless-stopped

  alertmanager:
    image: prom/alertmanager:v0.33.1
    command: ['--config.file=/etc/alertmanager/alertmanager.yml', '--storage.path=/alertmanager']
    volumes:
      - ./alertmanager.yml:/etc/alertmanager/alertmanager.yml:ro
      - alertmanager:/alertmanager
    ports: ['127.0.0.1:9093:9093']
    restart: unless-stopped

  grafana:
    image: grafana/grafana:12.3.0
    volumes:
      - ./grafana/provisioning:/etc/grafana/provisioning:ro
      - ./grafana/dashboards:/var/lib/grafana/dashboards:ro
      - grafana:/var/lib/grafana
    ports: ['127.0.0.1:3001:3000']
    restart: unless-stopped

  node-exporter:
    image: prom/node-exporter:v1.11.1
    command: ['--path.rootfs=/host']
    # In a network of its own it would see the container's interfaces. Prometheus gets to it by the
    # machine's: port 9100 is open on all its addresses, unless a firewall is before it.
    network_mode: host
    pid: host
    volumes: ['/:/host:ro,rslave']
    restart: unless-stopped

  # Only with \`docker compose --profile alloy up -d\`: takes what apps push by OTLP. An app that is
  # scraped needs no push as well: its numbers would be stored twice.
  alloy:
    profiles: [alloy]
    image: grafana/alloy:v1.18.1
    command: run --server.http.listen-addr=0.0.0.0:12345 --storage.path=/var/lib/alloy/data /etc/alloy/config.alloy
    volumes: ['./alloy/config.alloy:/etc/alloy/config.alloy:ro']
    ports: ['127.0.0.1:4317:4317', '127.0.0.1:4318:4318', '127.0.0.1:12345:12345']
    restart: unless-stopped

volumes:
  prometheus: {}
  alertmanager: {}
  grafana: {}
`;
}

const ALLOY = `// Takes what apps push by OTLP, and writes it to Prometheus.
otelcol.receiver.otlp "apps" {
	grpc {
		endpoint = "0.0.0.0:4317"
	}

	http {
		endpoint = "0.0.0.0:4318"
	}

	output {
		metrics = [otelcol.processor.batch.apps.input]
	}
}

otelcol.processor.batch "apps" {
	output {
		metrics = [otelcol.exporter.prometheus.apps.input]
	}
}

// Takes totals alone: apps push them unless they are told to push deltas.
otelcol.exporter.prometheus "apps" {
	forward_to = [prometheus.remote_write.prometheus.receiver]
}

prometheus.remote_write "prometheus" {
	endpoint {
		url                    = "http://prometheus:9090/api/v1/write"
		send_native_histograms = true
	}
}
`;
