import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import {
  connectionOf,
  type Exchange,
  knownConnection,
} from '../../../../src/instrumentations/http/exchange.ts';

const socket = () => new Socket();

function exchange(): Exchange {
  const request = new IncomingMessage(socket());
  const response = new ServerResponse(request);
  return { request, response, startedAt: 0, method: 0, secure: 0 };
}

it('hands out an exchange once, in whatever order responses end', () => {
  const connection = connectionOf(socket(), () => {});
  const [one, two, three] = [exchange(), exchange(), exchange()];
  for (const each of [one, two, three]) connection.add(each);
  expect(connection.take(two.response)).toBe(two);
  expect(connection.take(one.response)).toBe(one);
  expect(connection.take(two.response)).toBeUndefined();
  expect(connection.take(exchange().response)).toBeUndefined();
  expect(connection.take(three.response)).toBe(three);
});

it('cuts what is left when the socket closes, and nothing after that', () => {
  const cut: Exchange[] = [];
  const closing = socket();
  const connection = connectionOf(closing, (each) => cut.push(each));
  const [done, left] = [exchange(), exchange()];
  connection.add(done);
  connection.add(left);
  connection.take(done.response);
  closing.emit('close');
  closing.emit('close');
  expect(cut).toEqual([left]);
  expect(knownConnection(closing)?.take(left.response)).toBeUndefined();
});

it('throws nothing into the socket', () => {
  const closing = socket();
  connectionOf(closing, () => {
    throw new Error('our fault');
  }).add(exchange());
  setLogLevel('none');
  expect(() => closing.emit('close')).not.toThrow();
  setLogLevel('warn');
});
