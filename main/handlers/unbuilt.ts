// Owns: commands of the contract that are still being built. Leaves to others: everything.
import { AppError } from '../core/errors.ts';
import type { Handlers } from '../../preload/contract.ts';

const unbuilt = (): never => {
  throw new AppError('internal', 'This command is being built.');
};

export const unbuiltHandlers = {
  'labels.list': unbuilt,
  'labels.create': unbuilt,
  'labels.rename': unbuilt,
  'labels.delete': unbuilt,
  'labels.assign': unbuilt,
  'matches.list': unbuilt,
  'matches.accept': unbuilt,
  'matches.refuse': unbuilt,
  'persons.join': unbuilt,
  'persons.split': unbuilt,
  'persons.setInStep': unbuilt,
  'contacts.copy': unbuilt,
  'contacts.move': unbuilt,
  'contacts.unheld': unbuilt,
  'accounts.addComputer': unbuilt,
  'accounts.setNeverSend': unbuilt,
} satisfies Partial<Handlers>;
