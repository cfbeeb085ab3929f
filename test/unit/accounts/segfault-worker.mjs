// Owns: dying of a segmentation fault at the first message. Leaves to others: everything else.
process.once('message', () => process.kill(process.pid, 'SIGSEGV'));
