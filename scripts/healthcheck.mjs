// Asks the hub in this container whether it lives; exits 0 when it does. The certificate is not checked: it names the
// public address, and this asks loopback.
import http from 'node:http';
import https from 'node:https';

const client = process.env.TLS_CERT ? https : http;
const port = process.env.LISTEN_PORT || 8686;
const request = client.get(
  { host: '127.0.0.1', port, path: '/livez', timeout: 3000, rejectUnauthorized: false },
  (answer) => {
    process.exit(answer.statusCode === 200 ? 0 : 1);
  },
);
request.on('error', () => process.exit(1));
request.on('timeout', () => process.exit(1));
