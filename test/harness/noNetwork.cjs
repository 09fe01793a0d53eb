// Loaded first by every Node process of a tested VS Code: a connection or a name look-up that would leave this machine
// fails, and is written to the file that TEST_NETWORK_LOG names.

/* eslint-disable @typescript-eslint/no-require-imports -- `node --require` loads CommonJS */
const dgram = require('node:dgram');
const dns = require('node:dns');
const { appendFileSync } = require('node:fs');
const net = require('node:net');

const local = /^(localhost|127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+|0\.0\.0\.0|::)$/i;

function refuse(what) {
  const { TEST_NETWORK_LOG: file } = process.env;
  if (file) appendFileSync(file, `${process.pid} ${what}\n`);
  return Object.assign(new Error(`The network is off in this test: ${what}`), { code: 'ENETUNREACH' });
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  // net.connect hands over its normalised arguments as one array.
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  const { host, path: pipe } =
    typeof options === 'object' && options !== null
      ? options
      : {
          host: typeof args[1] === 'string' ? args[1] : undefined,
          path: Number.isNaN(Number(options)) ? options : undefined,
        };
  if (pipe || host === undefined || host === null || local.test(host)) return connect.apply(this, args);
  const error = refuse(`connect ${host}`);
  process.nextTick(() => this.destroy(error));
  return this;
};

const lookup = dns.lookup;
dns.lookup = function (name, ...rest) {
  if (local.test(name) || net.isIP(name)) return lookup.call(this, name, ...rest);
  const error = refuse(`lookup ${name}`);
  const callback = rest.at(-1);
  process.nextTick(() => callback(error));
};
dns.promises.lookup = (name, options) =>
  new Promise((resolve, reject) => {
    const done = (error, address, family) => {
      if (error) reject(error);
      else resolve(Array.isArray(address) ? address : { address, family });
    };
    dns.lookup(name, options ?? {}, done);
  });

// Questions to a name server that go past the system's own look-up.
for (const [resolver, promised] of [
  [dns, false],
  [dns.Resolver.prototype, false],
  [dns.promises, true],
  [dns.promises.Resolver.prototype, true],
]) {
  for (const name of Object.keys(Object.getOwnPropertyDescriptors(resolver)).filter((key) =>
    /^(resolve|reverse)/.test(key),
  )) {
    resolver[name] = (asked, ...rest) => {
      const error = refuse(`${name} ${asked}`);
      if (promised) return Promise.reject(error);
      process.nextTick(() => rest.at(-1)(error));
    };
  }
}

const send = dgram.Socket.prototype.send;
dgram.Socket.prototype.send = function (...args) {
  const host = args.slice(1).find((each) => typeof each === 'string');
  if (host === undefined || local.test(host)) return send.apply(this, args);
  const error = refuse(`send ${host}`);
  const callback = args.at(-1);
  process.nextTick(() => (typeof callback === 'function' ? callback(error) : this.emit('error', error)));
};
