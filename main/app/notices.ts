// Owns: showing a quiet notification of the system's, and remembering on which day it was. Leaves to others: its words
// (core/birthday-notice.ts), when it is shown (birthday-clock.ts).
import { Notification } from 'electron';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Shown until it is closed: nothing else would keep it from being collected, and its click unheard. */
const open = new Set<Notification>();

/** Shows it without a sound; `clicked` is called when somebody follows it. False: this system shows none. */
export function showNotice(title: string, body: string, clicked: () => void): boolean {
  if (!Notification.isSupported()) return false;
  const notice = new Notification({ title, body, silent: true });
  open.add(notice);
  notice.on('click', () => {
    open.delete(notice);
    clicked();
  });
  notice.on('close', () => open.delete(notice));
  notice.show();
  return true;
}

export interface NoticeMemory {
  read(): string | null;
  write(day: string): void;
}

/** `notices.json` in this folder; where it cannot be written, the day is remembered until Kith quits. */
export function noticeMemory(profile: string): NoticeMemory {
  const file = join(profile, 'notices.json');
  let told = readDay(file);
  return {
    read: () => told,
    write(day) {
      told = day;
      try {
        writeFileSync(file, `${JSON.stringify({ birthdays: day })}\n`, { mode: 0o600 });
      } catch {
        // Nobody is told twice before the next start.
      }
    },
  };
}

function readDay(file: string): string | null {
  try {
    const { birthdays } = JSON.parse(readFileSync(file, 'utf8')) as { readonly birthdays?: unknown };
    return typeof birthdays === 'string' ? birthdays : null;
  } catch {
    return null;
  }
}
