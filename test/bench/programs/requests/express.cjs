'use strict';
const express = require('express');
const { count, hooks, start } = require('./app.cjs');

const app = express();
hooks.observeExpress?.(app);
for (const path of ['/', '/users/:id', '/orders/:order/items/:item']) {
  app.get(path, (req, res) => {
    count();
    res.json({ path, id: req.params.id });
  });
}
start(
  new Promise((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => resolve(server));
  }),
);
