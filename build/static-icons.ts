// Owns: making each icon of Lucide a component that is nothing but its drawing. Leaves to others: which icons there are
// (@lucide/svelte), how they look (renderer/styles/base.css).
import type { Plugin } from 'vite';

type Attributes = Readonly<Record<string, string>>;
interface IconData {
  readonly name: string;
  readonly node: readonly (readonly [tag: string, attributes: Attributes])[];
}

const ICON = /@lucide\/svelte\/dist\/icons\/[\w-]+\.svelte$/;
const DATA = /const iconData = (\{.*\});$/m;

/**
 * Lucide's own components put their elements together attribute by attribute each time they are shown, which took a sixth of
 * the time that a contact takes to open. Nothing in Kith gives an icon properties.
 */
export function staticIcons(): Plugin {
  return {
    name: 'static-icons',
    enforce: 'pre',
    transform: {
      filter: { id: ICON },
      handler(code, id) {
        const data = DATA.exec(code)?.[1];
        if (data === undefined) throw new Error(`${id} does not hold its drawing as iconData`);
        return { code: drawing(JSON.parse(data) as IconData), map: null };
      },
    },
  };
}

/** Size, colour and stroke of all are the style sheet's. */
function drawing({ name, node }: IconData): string {
  const elements = node.map(([tag, attributes]) => `<${tag}${written(attributes)} />`).join('');
  return `<svg class="lucide lucide-${name}" viewBox="0 0 24 24" aria-hidden="true">${elements}</svg>`;
}

function written(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('');
}
