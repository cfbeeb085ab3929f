// Owns: how half of the window's pages look. Leaves to others: the other half (pages-others.test.ts), what is checked.
import { lookAtPages } from '../../support/page-looks.ts';

lookAtPages(0, 2);
