// Owns: keeping Google's unstructuredName in step with the parts of a name. Leaves to others: how whole names are
// composed (core/names.ts), everything else of a name (google-mapping.ts).
import type { Name } from '../../core/contact.ts';
import { composeName, recomposeDisplay, samePartsOfName } from '../../core/names.ts';

/**
 * A name to send over `base`, which Google has. Where its parts were edited and its whole form was not, the whole form
 * is composed anew, even one that somebody made up: beside an unstructuredName that stays as it was, Google loses the
 * edit of the parts.
 */
export function composedName(base: Name | undefined, name: Name | undefined): Name | undefined {
  if (base?.display === undefined || name?.display !== base.display || samePartsOfName(base, name))
    return name;
  const followed = recomposeDisplay(base, name);
  const display = followed === base.display ? composeName(name) : followed;
  return display === undefined || display === '' ? name : { ...name, display };
}
