// A notes service on node:http, which knows no routes: setRoute names them for the metrics.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setRoute } from '@acme/otel-metrics';

const notes = new Map<number, string>([[1, 'buy milk']]);

function answer(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function listNotes(req: IncomingMessage, res: ServerResponse): void {
  setRoute(req, '/notes');
  answer(res, 200, [...notes.keys()]);
}

function showNote(req: IncomingMessage, res: ServerResponse, id: number): void {
  setRoute(req, '/notes/:id');
  const note = notes.get(id);
  if (note === undefined) answer(res, 404, { error: 'no such note' });
  else answer(res, 200, { id, note });
}

const server = createServer((req, res) => {
  const path = req.url ?? '/';
  const id = /^\/notes\/(\d+)$/.exec(path)?.[1];
  if (path === '/notes') listNotes(req, res);
  else if (id !== undefined) showNote(req, res, Number(id));
  else answer(res, 404, { error: 'no such page' });
});

server.listen(Number(process.env.PORT ?? 3000), () => {
  const { port } = server.address() as AddressInfo;
  console.log(`notes on http://localhost:${port}`);
});
