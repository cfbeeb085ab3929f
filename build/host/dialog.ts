// Owns: the host's `dialog`: questions of the system, asked in a page of its own in the same browser.
// Leaves to others: Kith's window (window.ts).
import { browser } from './app.ts';
import { strict } from './strict.ts';
import { openOwnPage } from './window.ts';

interface MessageBoxOptions {
  readonly message: string;
  readonly detail?: string;
  readonly buttons: readonly string[];
  readonly cancelId?: number;
}

interface SaveDialogOptions {
  readonly title?: string;
  readonly defaultPath?: string;
}

interface Question {
  readonly title: string;
  readonly text: string;
  readonly buttons: readonly string[];
  /** What stands in a field to type in; without it there is none. */
  readonly typed?: string;
}

interface Given {
  readonly button: number;
  readonly typed: string;
}

/** Runs in the page: shows the question until a button is pressed. */
const SHOW = `(question) => new Promise((answer) => {
  const add = (name, text) => Object.assign(document.body.appendChild(document.createElement(name)), { textContent: text });
  document.title = 'Kith asks';
  document.body.style.cssText = 'font: 16px/1.5 system-ui; max-width: 40em; margin: 3em auto; white-space: pre-line';
  add('h1', question.title).style.fontSize = '20px';
  add('p', question.text);
  const field = question.typed === undefined ? null : add('input', '');
  if (field) Object.assign(field, { value: question.typed, size: 60, ariaLabel: question.title });
  question.buttons.forEach((text, button) => {
    const pressed = () => answer({ button, typed: field ? field.value : '' });
    Object.assign(add('button', text), { onclick: pressed }).style.cssText = 'display: block; margin: 12px 0; padding: 6px 14px; font: inherit';
  });
})`;

async function ask(question: Question): Promise<Given | null> {
  const { connection } = await browser();
  const { targetId, sessionId } = await openOwnPage(connection);
  const page = connection.session(sessionId);
  await page.send('Page.bringToFront').catch(() => undefined);
  // A page that the person closes is no answer.
  const answered = await page
    .send('Runtime.evaluate', {
      expression: `(${SHOW})(${JSON.stringify(question)})`,
      awaitPromise: true,
      returnByValue: true,
    })
    .catch(() => null);
  await connection.send('Target.closeTarget', { targetId }).catch(() => undefined);
  return (answered?.result?.value as Given | undefined) ?? null;
}

export const dialog = strict('dialog', {
  showErrorBox(title: string, content: string): void {
    process.stderr.write(`${title}\n${content}\n`);
  },
  async showMessageBox({ message, detail = '', buttons, cancelId = 0 }: MessageBoxOptions) {
    const given = await ask({ title: message, text: detail, buttons });
    return { response: given?.button ?? cancelId, checkboxChecked: false };
  },
  async showSaveDialog({ title = 'Save', defaultPath = '' }: SaveDialogOptions) {
    const given = await ask({ title, text: '', buttons: ['Save', 'Cancel'], typed: defaultPath });
    const isSaved = given?.button === 0 && given.typed !== '';
    return isSaved ? { canceled: false, filePath: given.typed } : { canceled: true, filePath: '' };
  },
});
