// Owns: handing a checked URL to the operating system. Leaves to others: which URLs pass (external-url.ts).
import { shell } from 'electron';
import { AppError } from '../core/errors.ts';
import type { OpenTarget } from '../../preload/contract.ts';
import { checkExternalUrl, targetUrl, type ExternalUrl } from './external-url.ts';

/**
 * Opens a URL in the program the person uses for it.
 * Errors: `input.invalid` for a URL that must not leave Kith (context.rule says which rule), `internal` when the
 * operating system has no program for it.
 */
export function openExternal(text: string): Promise<void> {
  return open(checkExternalUrl(text));
}

/** Opens a contact's e-mail address, number or web address. Errors: as openExternal. */
export function openTarget(target: OpenTarget): Promise<void> {
  return open(targetUrl(target));
}

async function open(url: ExternalUrl): Promise<void> {
  if (url.kind === 'refused') throw refusal(url.reason);
  await shell.openExternal(url.href);
}

function refusal(reason: string): AppError {
  const message =
    'Kith opens only plain web, mail and phone links, and this is none. Nothing was opened; the contact is unchanged.';
  return new AppError('input.invalid', message, { context: { reason: 'link', rule: reason } });
}
