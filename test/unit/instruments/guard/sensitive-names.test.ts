import { describe, expect, it } from 'vitest';
import { sensitiveNameReason } from '../../../../src/instruments/guard/sensitive-names.ts';

const WARNED: Readonly<Record<string, readonly string[]>> = {
  'names personal data': [
    ...[
      'user',
      'userId',
      'user_id',
      'user.id',
      'userID',
      'UserId',
      'USER_ID',
      'userid',
      'app_user_id',
    ],
    ...['email', 'eMail', 'e_mail', 'customerEmail', 'email_address', 'phone', 'phoneNumber'],
    ...['ip', 'client_ip', 'clientIP', 'ip_address', 'remoteAddr', 'firstName', 'date_of_birth'],
  ],
  'names a secret': ['password', 'db_password', 'token', 'accessToken', 'api_key', 'apiKey', 'jwt'],
  'names what has no end of values': [
    ...['session', 'sessionId', 'session.id', 'requestId', 'traceId', 'trace_id', 'uuid', 'url'],
    ...['orderId', 'request_url', 'error_message'],
  ],
};

const ORDINARY = [
  ...['path', 'route', 'method', 'status', 'status_code', 'tier', 'region', 'tenant', 'id', 'name'],
  ...[
    'email_provider',
    'token_type',
    'gen_ai_token_type',
    'session_status',
    'user_type',
    'ip_version',
  ],
  ...[
    'userAgentFamily',
    'url_scheme',
    'endpoint',
    'source',
    'cache_name',
    'key_pattern',
    'job_type',
  ],
  ...[
    'currency',
    'product',
    'component',
    'ship',
    'zip',
    'curl',
    'broken',
    'telegram',
    'constructor',
  ],
  ...['card_type', 'phone_country', 'message', 'queue_name', 'table', '_', 'a.b', 'pinned'],
];

describe('the name of a label', () => {
  it.each(
    Object.entries(WARNED).flatMap(([reason, names]) => names.map((name) => ({ name, reason }))),
  )('$name $reason', ({ name, reason }) => {
    expect(sensitiveNameReason(name)).toBe(reason);
  });

  it.each(ORDINARY.map((name) => ({ name })))('$name says nothing', ({ name }) => {
    expect(sensitiveNameReason(name)).toBeUndefined();
  });
});
