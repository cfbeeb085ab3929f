// Owns: what an error says in the language of the window. Leaves to others: its title (i18n), showing it
// (components/ErrorNotice.svelte).
import type { ErrorInfo } from '../main/core/errors.ts';
import type { Json } from '../main/core/json.ts';
import { formatMoment } from './dates.ts';
import { messageOf } from './i18n/index.ts';
import { providerName } from './account-names.ts';

/** What happened, what was kept and what to do next: translated where there is a text for the error, else main's own. */
export function errorText({ code, message, context }: ErrorInfo): string {
  return messageOf(code, context['reason'] ?? context['what'], shownValues(context)) ?? message;
}

/** What the error tells of the case, as people read it. */
function shownValues(context: ErrorInfo['context']): Readonly<Record<string, Json>> {
  const { provider, until } = context;
  return {
    ...context,
    ...(provider === 'google' || provider === 'microsoft' ? { provider: providerName({ provider }) } : {}),
    ...(typeof until === 'string' ? { until: formatMoment(until) } : {}),
  };
}
