// The benchmark's flow for k6: a fresh connection and cookie jar each iteration, as each of Turnout's participants has.
// Certificates are verified: the runner sets SSL_CERT_FILE.
import http from 'k6/http';
import exec from 'k6/execution';
import { fail } from 'k6';

const base = __ENV.BENCH_URL;
const count = Number(__ENV.BENCH_PARTICIPANTS);
const concurrent = Number(__ENV.BENCH_CONCURRENT || 0);

export const options = {
  scenarios: {
    flow: concurrent > 0
      ? { executor: 'shared-iterations', vus: concurrent, iterations: count, maxDuration: '150s' }
      : { executor: 'per-vu-iterations', vus: count, iterations: 1, maxDuration: '150s' },
  },
  noVUConnectionReuse: true,
};

const json = { 'Content-Type': 'application/json' };
const access = `${base}/v1/spaces/65f1a0b2c3d4e5f60718293a/rooms/65f1a0b2c3d4e5f60718293b/generate-access`;

export default function () {
  const number = exec.scenario.iterationInTest + 1;
  const token = http.post(`${base}/v1/auth/token`, JSON.stringify({
    grant_type: 'password', client_id: 'turnout', client_secret: 'turnout-secret',
    username: `participant-${number}@example.test`, password: `password-${number}`,
  }), { headers: json });
  if (token.status !== 200) fail(`token: ${token.status}`);
  const link = http.post(access, JSON.stringify({
    username: `Participant ${number}`, role: 'user', externalUserId: `participant${number}`,
  }), { headers: { ...json, Authorization: `Bearer ${token.json('access_token')}` } });
  if (link.status !== 200) fail(`generate-access: ${link.status}`);
  const page = http.get(link.json('url'), { tags: { name: 'room-page' } });
  if (page.status !== 200) fail(`room page: ${page.status}`);
}
