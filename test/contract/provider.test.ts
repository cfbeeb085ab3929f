// Owns: running the common suite of providers for each cloud and mapping. Leaves to others: the cases (provider-suite.ts).
import { describe } from 'vitest';
import { describeProvider } from './provider-suite.ts';

describe.each(['google', 'v1.0', 'beta'] as const)('the provider contract: %s', (mapping) => {
  describeProvider(mapping);
});
