// Owns: `npm run screenshots`: every page of the window in every look, size and direction, and the README's pictures.
// Leaves to others: how to get to the pages (support/scenes.ts), which pictures are shown (shown.ts).
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { PROJECT } from '../../../build/paths.ts';
import type { Language } from '../../../main/core/language.ts';
import { type Look, lookNamed, LOOKS, wear } from '../../support/looks.ts';
import { SCENES } from '../../support/scenes.ts';
import { startWindowHost, type WindowHost } from '../../support/window-page.ts';
import type { Scene } from '../../support/window-scenes.ts';
import { smaller } from './png.ts';
import { SHOWN } from './shown.ts';

const HELP = `npm run screenshots [-- OPTIONS]
  --to DIR        where they go (screenshots/, which git ignores)
  --only TEXT     scenes whose name has this text
  --all           every scene, instead of those that stand for a page
  --readme        the README's pictures, to build/images/
`;

const SIZES = [
  [1024, 640],
  [360, 740],
] as const;
/** Each page has a picture in Arabic; these too, in which words are longer or break elsewhere. */
const OTHERS: Readonly<Partial<Record<Language, RegExp>>> = {
  de: /^(editor|settings|sync|backups)$/,
  ja: /^(contact|conflicts|trash|plan)$/,
};

const { values } = parseArgs({
  options: {
    to: { type: 'string', default: join(PROJECT, 'screenshots') },
    only: { type: 'string', default: '' },
    all: { type: 'boolean', default: false },
    readme: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function shoot(page: Page, folder: string, name: string): Promise<void> {
  const picture = await page.screenshot({ caret: 'hide' });
  writeFileSync(join(folder, `${name}.png`), values.readme ? smaller(picture) : picture);
}

/** One scene, opened once: in every look, then in every size. */
async function shootScene(host: WindowHost, scene: Scene, folder: string): Promise<number> {
  const open = await host.open({ ...scene.open, fake: { people: 'everyday', ...scene.fake } });
  const { page } = open;
  try {
    await scene.go(page);
    let count = 0;
    const next = async (name: string): Promise<void> => {
      await shoot(page, folder, name);
      count++;
    };
    for (const look of LOOKS) {
      await wear(page, look);
      await next(`${scene.name}-${look.name}`);
    }
    await wear(page, LOOKS[0]!);
    if (scene.open?.width === undefined)
      for (const [width, height] of SIZES) {
        await page.setViewportSize({ width, height });
        await next(`${scene.name}-${width}`);
      }
    return count;
  } finally {
    await open.close();
  }
}

async function shootOnce(
  host: WindowHost,
  scene: Scene,
  {
    language,
    look = lookNamed('light'),
    folder,
    name,
  }: {
    readonly language: Language;
    readonly look?: Look;
    readonly folder: string;
    readonly name: string;
  },
): Promise<void> {
  const open = await host.open({ ...scene.open, fake: { people: 'everyday', ...scene.fake, language } });
  try {
    await wear(open.page, look);
    await scene.go(open.page);
    await shoot(open.page, folder, name);
  } finally {
    await open.close();
  }
}

async function shootPages(host: WindowHost): Promise<void> {
  const folder = resolve(values.to);
  mkdirSync(folder, { recursive: true });
  const scenes = SCENES.filter(
    ({ name, page }) => name.includes(values.only) && (values.all || page === true),
  );
  for (const [at, scene] of scenes.entries()) {
    const languages = (['ar', 'de', 'ja'] as const).filter(
      (one) => OTHERS[one]?.test(scene.name) ?? one === 'ar',
    );
    const count = await shootScene(host, scene, folder);
    for (const language of languages)
      await shootOnce(host, scene, { language, folder, name: `${scene.name}-${language}` });
    console.log(`${at + 1}/${scenes.length} ${scene.name}: ${count + languages.length}`);
  }
  console.log(`They are in ${folder}.`);
}

async function shootShown(host: WindowHost): Promise<void> {
  const folder = join(PROJECT, 'build/images');
  for (const { name, scene: wanted, look, language = 'en', ...size } of SHOWN) {
    const scene = SCENES.find((one) => one.name === wanted);
    if (scene === undefined) throw new Error(`${name} shows ${wanted}, which is no scene.`);
    const sized = { ...scene, open: { ...scene.open, ...size } };
    await shootOnce(host, sized, { language, look: lookNamed(look), folder, name });
    console.log(name);
  }
}

if (values.help) console.log(HELP);
else {
  const host = await startWindowHost();
  try {
    await (values.readme ? shootShown(host) : shootPages(host));
  } finally {
    await host.close();
  }
}
