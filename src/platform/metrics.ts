import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Everything that `/metrics` answers. One registry a process; names and labels are documented here. */
export const registry = new Registry();
collectDefaultMetrics({ register: registry });

const registers = [registry];

/** Packages handed in, by door and what became of them. */
export const submissions = new Counter({
  name: 'lienthong_submissions_total',
  help: 'Packages handed in, by door, outcome (accepted, replayed, parked, rejected) and refusal code.',
  labelNames: ['door', 'outcome', 'code'] as const,
  registers,
});

export const verification = new Histogram({
  name: 'lienthong_verification_seconds',
  help: 'Time to read and verify one package in a worker thread.',
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers,
});

/** Anything but 0 is a defect of a reader, and an alarm. */
export const shadowDifferences = new Counter({
  name: 'lienthong_verifier_shadow_differences_total',
  help: 'Packages that libxml2, asked for a sample of them, read differently from the reader that decides.',
  registers,
});

export const attempts = new Counter({
  name: 'lienthong_delivery_attempts_total',
  help: 'Tries to push a delivery, by channel and outcome (delivered, retry, permanent, lost).',
  labelNames: ['channel', 'outcome'] as const,
  registers,
});

export const deliveries = new Counter({
  name: 'lienthong_deliveries_ended_total',
  help: 'Deliveries that reached a final state, by channel and state.',
  labelNames: ['channel', 'state'] as const,
  registers,
});

/** Set by the sweeper; the first sign of a queue that does not move. */
export const oldestDue = new Gauge({
  name: 'lienthong_oldest_due_delivery_seconds',
  help: 'Age of the oldest push delivery that is due and not yet sent.',
  registers,
});

export const alertMessages = new Counter({
  name: 'lienthong_alert_messages_total',
  help: 'Messages to people about alerts, by channel (email, webhook) and outcome (told, failed).',
  labelNames: ['channel', 'outcome'] as const,
  registers,
});

export const dispatchCount = new Gauge({
  name: 'lienthong_dispatch_deliveries',
  help: 'Pushes on their way, by state (due, claimed, sending).',
  labelNames: ['state'] as const,
  registers,
});

export const dispatchAge = new Gauge({
  name: 'lienthong_dispatch_oldest_seconds',
  help: 'Age of the oldest push in each of these states, since it came into its lane.',
  labelNames: ['state'] as const,
  registers,
});

export const laneAge = new Gauge({
  name: 'lienthong_lane_oldest_seconds',
  help: 'Age of the oldest push of the twenty lanes that wait longest.',
  labelNames: ['lane'] as const,
  registers,
});

export const requests = new Histogram({
  name: 'lienthong_http_request_seconds',
  help: 'Answers of the HTTP doors, by route and status.',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  registers,
});
