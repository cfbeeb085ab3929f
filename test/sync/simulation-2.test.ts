// Owns: as many random histories again as simulation-1.test.ts plays, in a worker of their own.
// Leaves to others: everything about them (simulation/).
import { playHistories } from './simulation/suite.ts';

playHistories([20300101], 1000);
playHistories([20310101], 200, 'inStep');
