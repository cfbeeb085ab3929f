// Owns: taking in texts that another thread writes, batch by batch, while it writes the next ones.
// Leaves to others: writing them (main/store/search-intake.ts).
import {
  BATCH_PLACES,
  BATCHES,
  HANDED,
  IS_DONE,
  IS_STOPPED,
  SECOND_THREAD,
  STATE,
  TAKEN,
  TAKER,
} from '../core/search-layout';
import { beginOwners, settleOwners } from './owners';
import { beginPairs, settlePairs } from './pairs';
import { put } from './slots';

const FOR_EVER: i64 = -1;
const ALL: i32 = -1;

/**
 * Takes in what is handed over until there is no more, and puts it in order; does nothing where another thread does it
 * already. Nobody else may use the engine meanwhile.
 */
export function takeIn(): void {
  if (atomic.cmpxchg<i32>(addressOf(TAKER), 0, SECOND_THREAD) !== 0) return;
  for (let taken: i32 = 0; ; tell(TAKEN, ++taken)) {
    while (atomic.load<i32>(addressOf(HANDED)) === taken)
      atomic.wait<i32>(addressOf(HANDED), taken, FOR_EVER);
    if (atomic.load<i32>(addressOf(IS_STOPPED)) !== 0) return;
    const batch = addressOf(BATCHES + (taken % BATCH_PLACES) * 2);
    const bytes = load<i32>(batch, 4);
    if (bytes === 0) break;
    takeBatch(load<i32>(batch), bytes);
  }
  settle();
  tell(IS_DONE, 1);
}

function addressOf(field: i32): i32 {
  return STATE + (field << 2);
}

function tell(field: i32, value: i32): void {
  atomic.store<i32>(addressOf(field), value);
  atomic.notify(addressOf(field), ALL);
}

/** Of each text its slot, its length, its code units, and zeros up to a multiple of sixteen. */
function takeBatch(from: i32, bytes: i32): void {
  for (let here = from; here < from + bytes;) {
    const length = load<i32>(here, 4);
    put(load<i32>(here), here + 8, length);
    here += 8 + (((length + 15) & ~15) << 1);
  }
}

function settle(): void {
  if (beginPairs(0)) while (settlePairs());
  if (beginOwners(0)) while (settleOwners());
}
