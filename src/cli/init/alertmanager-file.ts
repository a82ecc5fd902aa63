import type { NewFile } from '../files/write-files.ts';

/**
 * Nothing is sent anywhere until somebody fills a receiver in and names it in the route: what is in the
 * receivers to begin with leads nowhere.
 */
export const ALERTMANAGER_FILE: NewFile = {
  path: 'alertmanager.yml',
  text: `# Alertmanager: who is told of alerts, and how. Check it with: amtool check-config alertmanager.yml
route:
  # Fill in \`slack\` or \`email\` below, and write its name here. Until then alerts are shown on
  # Alertmanager's own page alone.
  receiver: nobody
  group_by: [alertname, job]
  group_wait: 30s
  group_interval: 5m
  repeat_interval: 4h
  # routes:
  #   - matchers: ['severity="critical"']
  #     receiver: slack

inhibit_rules:
  # Where the whole app fails, what is part of that says nothing new.
  - source_matchers: ['alertname="SloBurnRateFast"']
    target_matchers: ['alertname="SloBurnRateSlow"']
    equal: [job]
  - source_matchers: ['alertname="HttpErrorRatioHigh"']
    target_matchers: ['alertname="HttpRouteErrorRatioHigh"']
    equal: [job]
  # An instance that is down: what else is said of it is old. Alerts without an instance are not meant.
  - source_matchers: ['alertname="TargetDown"']
    target_matchers: ['alertname!="TargetDown"']
    equal: [job, instance]

receivers:
  - name: nobody

  - name: slack
    slack_configs:
      # An incoming webhook of your workspace. Better in a file of its own: api_url_file.
      - api_url: https://hooks.slack.com/services/FILL/THIS/IN
        channel: '#alerts'
        send_resolved: true
        title: '{{ .CommonLabels.alertname }} ({{ .Status }})'
        text: '{{ range .Alerts }}{{ .Annotations.summary }}{{ "\\n" }}{{ .Annotations.runbook }}{{ "\\n" }}{{ end }}'

  - name: email
    email_configs:
      - to: team@example.com
        from: alertmanager@example.com
        smarthost: smtp.example.com:587
        auth_username: alertmanager@example.com
        # Better in a file of its own: auth_password_file.
        auth_password: fill-this-in
        send_resolved: true
`,
};
