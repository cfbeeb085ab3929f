// Owns: starting a program of ours in a process of its own, under Electron. Leaves to others: the programs and what is
// said to them.
import { app, utilityProcess } from 'electron';
import type { UtilityProcess } from 'electron';

/** A process that answers messages; the same shape as one forked by Node. */
export interface WorkerProcess<Call, Answer> {
  send(call: Call): void;
  onAnswer(listener: (answer: Answer) => void): void;
  /** Called once, however the process ends; sending after that is allowed and does nothing. */
  onEnd(listener: () => void): void;
  kill(): void;
}

/**
 * Starts `file` (a bundle beside index.js) as a utility process: Electron's executable is no Node once it is packed, so
 * child_process.fork would start a second Kith. May be called before Electron is ready; what is sent meanwhile waits.
 */
export function startWorker<Call, Answer>(file: string): WorkerProcess<Call, Answer> {
  const started = app
    .whenReady()
    .then(() => utilityProcess.fork(file, [], { stdio: 'ignore', serviceName: 'Kith worker' }));
  const then = (act: (worker: UtilityProcess) => void): void => void started.then(act);
  return {
    send: (call) => then((worker) => worker.postMessage(call)),
    onAnswer: (listener) => then((worker) => worker.on('message', (answer: Answer) => listener(answer))),
    onEnd: (listener) => then((worker) => worker.once('exit', () => listener())),
    kill: () => then((worker) => void worker.kill()),
  };
}
