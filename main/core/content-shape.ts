// Owns: whether something that was read back has the shape of a contact's content. Leaves to others: whether what a person
// or a script sent may be saved (handlers/arguments.ts), the fields themselves (fields.ts).
import type { ContactFields } from './contact.ts';
import { FIELDS } from './fields.ts';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether each field has the shape that the model gives it, and each value of a list an id. Parts are not looked at. */
export function isContent(value: unknown): value is ContactFields {
  if (!isObject(value)) return false;
  return Object.entries(value).every(([name, content]) => {
    if (!Object.hasOwn(FIELDS, name)) return false;
    switch (FIELDS[name as keyof typeof FIELDS].kind) {
      case 'text':
        return typeof content === 'string';
      case 'flag':
        return typeof content === 'boolean';
      case 'record':
        return isObject(content);
      case 'list':
        return (
          Array.isArray(content) &&
          content.every((entry) => isObject(entry) && typeof entry['id'] === 'string')
        );
    }
  });
}
