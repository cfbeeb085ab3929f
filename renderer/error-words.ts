// Owns: what an error says in the language of the window. Leaves to others: its title (i18n), showing it
// (components/ErrorNotice.svelte).
import type { ErrorInfo } from '../main/core/errors.ts';
import type { Json } from '../main/core/json.ts';
import { formatMoment } from './dates.ts';
import { messageOf, t } from './i18n/index.ts';
import { providerName } from './account-names.ts';

/**
 * What happened, what was kept and what to do next: translated where there is a text for the error, else main's own. What a
 * service said in its own words is quoted, and so is a mistake of Kith's own, for whoever is told of it.
 */
export function errorText({ code, message, context }: ErrorInfo): string {
  const text = messageOf(code, context['reason'] ?? context['what'], shownValues(context));
  if (text === null) return message;
  const said = code === 'internal' ? message : context['said'];
  return typeof said === 'string' && said !== '' ? t('error.saying', { text, said }) : text;
}

/** What the error tells of the case, as people read it. */
function shownValues(context: ErrorInfo['context']): Readonly<Record<string, Json>> {
  const { provider, since, until } = context;
  return {
    ...context,
    ...(provider === 'google' || provider === 'microsoft' ? { provider: providerName({ provider }) } : {}),
    ...(typeof since === 'string' ? { since: formatMoment(since) } : {}),
    ...(typeof until === 'string' ? { until: formatMoment(until) } : {}),
  };
}
