// Owns: handing the window what was asked of Kith from outside it. Leaves to others: keeping it until then (main/app).
import type { ContactId } from '../core/account.ts';
import type { AppCall, Handlers } from '../../preload/contract.ts';
import type { HandlerDependencies } from './dependencies.ts';

export function callHandlers({ book, takeCalls }: HandlerDependencies): Pick<Handlers, 'app.calls'> {
  return {
    'app.calls': () =>
      takeCalls().map((call): AppCall => {
        if (call.kind !== 'contact') return call;
        const record = book.contact(call.contact as ContactId);
        return record === null || record.local === null
          ? { kind: 'nobody' }
          : { kind: 'person', person: record.person, contact: record.id };
      }),
  };
}
