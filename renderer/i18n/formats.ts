// Owns: Intl's formatters, each made once: to make one takes about a hundred times as long as to use it.
// Leaves to others: what is formatted (dates.ts, present.ts, index.ts).

const made = new Map<string, object>();

function once<T extends object>(key: readonly unknown[], make: () => T): T {
  const name = JSON.stringify(key);
  const known = made.get(name) as T | undefined;
  if (known !== undefined) return known;
  const one = make();
  made.set(name, one);
  return one;
}

export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  // Without a zone it keeps the one in which it was made, and computers travel.
  const zone = options.timeZone ?? new Date().getTimezoneOffset();
  return once(['date', locale, options, zone], () => new Intl.DateTimeFormat(locale, options));
}

export function relativeTimeFormat(
  locale: string,
  options: Intl.RelativeTimeFormatOptions,
): Intl.RelativeTimeFormat {
  return once(['relative', locale, options], () => new Intl.RelativeTimeFormat(locale, options));
}

export function numberFormat(locale: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  return once(['number', locale, options], () => new Intl.NumberFormat(locale, options));
}

export function listFormat(locale: string): Intl.ListFormat {
  return once(['list', locale], () => new Intl.ListFormat(locale));
}

export function displayNames(locale: string, type: Intl.DisplayNamesType): Intl.DisplayNames {
  return once(['names', locale, type], () => new Intl.DisplayNames([locale], { type }));
}
