// Owns: what `verify` makes of a cloud that differs, or only seems to. Leaves to others: each reason after random histories
// (simulation.test.ts), the command line (e2e/cli).
import { describe, expect, it } from 'vitest';
import { account, CLOUDS, clouds, kith, records, reopen, side, sync, usePastRuns } from './past-runs.ts';

describe.each(CLOUDS)('%s %s', (provider, graph) => {
  usePastRuns(provider, graph);

  it('verify calls what the cloud changed so, also after a restart and beside what the cloud cannot hold', async () => {
    const id = side.add({ given: 'Ada' });
    await sync();
    const unheld = provider === 'google' ? { fileAs: 'x' } : { locales: [{ id: '', value: 'x' }] };
    void kith.handlers['contacts.save']({ contact: records()[0]!.id, fields: unheld });
    await sync();
    await reopen();
    side.edit(id, { notes: 'theirs' });
    const { differ } = await kith.verify(account());
    expect(differ).toEqual([expect.objectContaining({ reason: 'changedInCloud', fields: ['notes'] })]);
  });
});

describe('microsoft v1.0', () => {
  usePastRuns('microsoft', 'v1.0');

  it('verify takes a number in the place that it got while its own was taken for what it is here', async () => {
    const id = side.add({ given: 'Ada' });
    await sync();
    clouds.microsoft.book.edit(id, { mobilePhone: '+1 555 1' });
    await sync();
    const phones = [
      ...(records()[0]!.local?.phones ?? []),
      { id: '', kind: 'workMobile', number: '+1 555 2' },
    ];
    void kith.handlers['contacts.save']({ contact: records()[0]!.id, fields: { phones } });
    await sync();
    clouds.microsoft.book.edit(id, { mobilePhone: null });
    await sync();
    expect(records()[0]!.local?.phones).toMatchObject([{ kind: 'workMobile', number: '+1 555 2' }]);
    expect((await kith.verify(account())).differ).toEqual([]);
    clouds.microsoft.book.edit(id, { mobilePhone: '+1 555 3' });
    expect((await kith.verify(account())).differ).toMatchObject([{ reason: 'changedInCloud' }]);
  });
});
