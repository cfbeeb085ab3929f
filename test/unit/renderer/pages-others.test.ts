// Owns: how the other half of the window's pages look. Leaves to others: the first (pages.test.ts), what is checked.
import { lookAtPages } from '../../support/page-looks.ts';

lookAtPages(1, 2);
