// Owns: where the profile is that a person did not name, and that it is never in the folder they happen to be in.
// Leaves to others: what is kept there (unit/store), profiles that are named (e2e/cli/profile.test.ts).
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultProfile } from '../../main/profile.ts';

afterEach(() => vi.unstubAllEnvs());

describe.skipIf(process.platform !== 'linux')('the profile of whoever names none', () => {
  it('is in the folder of settings, or in the one that XDG_CONFIG_HOME names', () => {
    vi.stubEnv('HOME', '/home/ada');
    vi.stubEnv('XDG_CONFIG_HOME', undefined);
    expect(defaultProfile()).toBe('/home/ada/.config/Kith');
    vi.stubEnv('XDG_CONFIG_HOME', '/settings');
    expect(defaultProfile()).toBe('/settings/Kith');
  });

  it('is the usual one where XDG_CONFIG_HOME is empty', () => {
    vi.stubEnv('HOME', '/home/ada');
    vi.stubEnv('XDG_CONFIG_HOME', '');
    expect(defaultProfile()).toBe('/home/ada/.config/Kith');
  });

  it.each([
    ['', undefined],
    ['home', undefined],
    ['/home/ada', 'settings'],
  ])('is refused in words where HOME is %j and XDG_CONFIG_HOME %j', (home, settings) => {
    vi.stubEnv('HOME', home);
    vi.stubEnv('XDG_CONFIG_HOME', settings);
    expect(defaultProfile).toThrow(
      expect.objectContaining({
        code: 'input.invalid',
        message: expect.stringMatching(/HOME.*Nothing was changed.*--profile/),
      }),
    );
  });
});
