// Owns: the file that remembers the window's place, in the profile. Leaves to others: what the place means
// (window-place.ts). Losing it costs a person nothing but a drag, so nothing that goes wrong here is told.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseWindowPlace, type WindowPlace } from './window-place.ts';

export interface WindowMemory {
  read(): WindowPlace | null;
  /** Writes before it returns: the app may be ending. */
  write(place: WindowPlace): void;
}

/** `window.json` in this folder. */
export function windowMemory(profile: string): WindowMemory {
  const file = join(profile, 'window.json');
  return {
    read() {
      try {
        return parseWindowPlace(readFileSync(file, 'utf8'));
      } catch {
        return null;
      }
    },
    write({ x, y, width, height, maximized }) {
      try {
        writeFileSync(`${file}.new`, `${JSON.stringify({ x, y, width, height, maximized })}\n`, {
          mode: 0o600,
        });
        renameSync(`${file}.new`, file);
      } catch {
        // A profile that may only be read, or a full disk: the window opens at its usual place.
      }
    },
  };
}
