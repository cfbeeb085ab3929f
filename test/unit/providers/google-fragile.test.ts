// Owns: when the dates of organizations stop being sent: only where the service fails on them.
// Leaves to others: the mapping with and without them (google-mapping.test.ts).
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../main/core/json.ts';
import { account, create, kinds, person, problem, scripted, update } from './google-scripted.ts';
import type { Reply } from './google-scripted.ts';

const organizations = [{ id: 'o', name: 'Acme', start: { year: 2001 } }];
const dated = () => update('c1', { fields: { organizations }, changed: ['organizations'] });
const INTERNAL = problem(500, 'INTERNAL', 'Internal error encountered.');
const DONE = { json: person('c1') };

const datesSent = async (replies: readonly Reply[]): Promise<unknown[]> => {
  const { provider, asked } = scripted(replies);
  for (const _ of replies) await provider.write(account, [dated()]);
  return asked.map(({ body }) => (body?.['organizations'] as readonly JsonObject[])[0]?.['startDate']);
};

describe('dates of organizations', () => {
  it('are sent, as they are documented', async () => {
    expect(await datesSent([DONE, DONE])).toEqual([{ year: 2001 }, { year: 2001 }]);
  });

  it('are left out after the service failed on them twice, and stay in Kith', async () => {
    expect(await datesSent([INTERNAL, INTERNAL, DONE])).toEqual([{ year: 2001 }, { year: 2001 }, undefined]);
    const { provider } = scripted([INTERNAL, INTERNAL]);
    expect(provider.hold(account, { organizations }).organizations?.[0]?.start).toEqual({ year: 2001 });
    for (let times = 0; times < 2; times++) await provider.write(account, [dated()]);
    expect(provider.hold(account, { organizations }).organizations).toEqual([{ id: 'o', name: 'Acme' }]);
  });

  it('are not given up for a passing trouble, or one of other contacts', async () => {
    const passing = problem(503, 'UNAVAILABLE', 'x');
    expect(await datesSent([INTERNAL, DONE, INTERNAL, DONE])).not.toContain(undefined);
    expect(await datesSent([passing, passing, DONE])).not.toContain(undefined);
    const { provider, asked } = scripted([INTERNAL, INTERNAL, DONE]);
    for (let times = 0; times < 2; times++) await provider.write(account, [update('c2')]);
    await provider.write(account, [dated()]);
    expect(JSON.stringify(asked[2]?.body)).toContain('startDate');
  });

  it('are noticed in batches too', async () => {
    const { provider, asked } = scripted([INTERNAL, INTERNAL, DONE]);
    const batch = [dated(), { ...dated(), key: 'c2', remoteId: 'people/c2' }];
    for (let times = 0; times < 3; times++) await provider.write(account, batch);
    expect(asked.map(({ body }) => JSON.stringify(body).includes('startDate'))).toEqual([true, true, false]);
    const creates = scripted([INTERNAL, INTERNAL, DONE]);
    const made = [create('a'), { ...create('b'), fields: { organizations } }] as const;
    for (let times = 0; times < 3; times++)
      expect(kinds(await creates.provider.write(account, made))).toBeDefined();
    expect(creates.asked.map(({ body }) => JSON.stringify(body).includes('startDate'))).toEqual([
      true,
      true,
      false,
    ]);
  });
});
