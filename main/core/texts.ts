// Owns: the few texts that main itself shows to people: its menu, the pages a browser ends a sign-in with, the box of a
// start that failed. Leaves to others: the texts of the window (renderer/i18n); the command line and errors are English.
import type { SpokenLanguage } from './language.ts';

interface PageText {
  readonly title: string;
  readonly text: string;
}

/** What is asked while the address book does not open. */
export interface WayOutTexts extends Readonly<
  Record<
    | 'cannotOpen'
    | 'useBackup'
    | 'save'
    | 'quit'
    | 'ok'
    | 'cancel'
    | 'done'
    | 'failed'
    | 'which'
    | 'whichText'
    | 'saveTitle',
    string
  >
> {
  readonly backup: (when: string, contacts: string) => string;
}

/** A text that a language lacks does not compile. */
export interface MainTexts {
  readonly arrived: PageText;
  readonly refused: PageText;
  readonly cannotStart: string;
  readonly wayOut: WayOutTexts;
  readonly menu: Readonly<Record<MenuText, string>>;
}

/** Entries of the menu, by Electron's roles where it has one. */
export type MenuText =
  | 'about'
  | 'services'
  | 'hide'
  | 'hideOthers'
  | 'unhide'
  | 'quit'
  | 'file'
  | 'close'
  | 'edit'
  | 'undo'
  | 'redo'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'delete'
  | 'selectAll'
  | 'view'
  | 'resetZoom'
  | 'zoomIn'
  | 'zoomOut'
  | 'togglefullscreen'
  | 'window'
  | 'minimize'
  | 'zoom'
  | 'front';

export const MAIN_TEXTS: Readonly<Record<SpokenLanguage, MainTexts>> = {
  en: {
    arrived: {
      title: 'Back to Kith',
      text: 'Kith has your answer and is finishing the sign-in. You can close this tab.',
    },
    refused: {
      title: 'Not signed in',
      text: 'Kith was not given access. You can close this tab and try again in Kith whenever you like.',
    },
    cannotStart: 'Kith cannot start',
    wayOut: {
      cannotOpen: 'Kith cannot open the address book',
      useBackup: 'Use a backup…',
      save: 'Save the contacts to a file…',
      quit: 'Quit',
      ok: 'OK',
      cancel: 'Cancel',
      done: 'Done',
      failed: 'That did not work',
      which: 'Which backup takes the place of the address book?',
      whichText:
        'The files that do not open are set aside, not deleted. What came after the backup is what the clouds have of it: the next sync brings that.',
      saveTitle: 'Save the contacts',
      backup: (when, contacts) => `${when}: ${contacts} contacts`,
    },
    menu: {
      about: 'About Kith',
      services: 'Services',
      hide: 'Hide Kith',
      hideOthers: 'Hide Others',
      unhide: 'Show All',
      quit: 'Quit',
      file: 'File',
      close: 'Close Window',
      edit: 'Edit',
      undo: 'Undo',
      redo: 'Redo',
      cut: 'Cut',
      copy: 'Copy',
      paste: 'Paste',
      delete: 'Delete',
      selectAll: 'Select All',
      view: 'View',
      resetZoom: 'Actual Size',
      zoomIn: 'Zoom In',
      zoomOut: 'Zoom Out',
      togglefullscreen: 'Toggle Full Screen',
      window: 'Window',
      minimize: 'Minimize',
      zoom: 'Zoom',
      front: 'Bring All to Front',
    },
  },
  de: {
    arrived: {
      title: 'Zurück zu Kith',
      text: 'Kith hat die Antwort erhalten und schließt die Anmeldung ab. Dieser Tab kann geschlossen werden.',
    },
    refused: {
      title: 'Nicht angemeldet',
      text: 'Kith hat keinen Zugriff erhalten. Dieser Tab kann geschlossen werden; in Kith ist jederzeit ein neuer Versuch möglich.',
    },
    cannotStart: 'Kith kann nicht starten',
    wayOut: {
      cannotOpen: 'Kith kann das Adressbuch nicht öffnen',
      useBackup: 'Sicherung verwenden …',
      save: 'Kontakte in eine Datei sichern …',
      quit: 'Beenden',
      ok: 'OK',
      cancel: 'Abbrechen',
      done: 'Fertig',
      failed: 'Das hat nicht geklappt',
      which: 'Welche Sicherung soll das Adressbuch ersetzen?',
      whichText:
        'Die Dateien, die sich nicht öffnen lassen, werden beiseitegelegt, nicht gelöscht. Was nach der Sicherung kam, haben die Clouds: Die nächste Synchronisierung holt es.',
      saveTitle: 'Kontakte sichern',
      backup: (when, contacts) => `${when}: ${contacts} Kontakte`,
    },
    menu: {
      about: 'Über Kith',
      services: 'Dienste',
      hide: 'Kith ausblenden',
      hideOthers: 'Andere ausblenden',
      unhide: 'Alle einblenden',
      quit: 'Beenden',
      file: 'Datei',
      close: 'Fenster schließen',
      edit: 'Bearbeiten',
      undo: 'Rückgängig',
      redo: 'Wiederholen',
      cut: 'Ausschneiden',
      copy: 'Kopieren',
      paste: 'Einfügen',
      delete: 'Löschen',
      selectAll: 'Alles auswählen',
      view: 'Ansicht',
      resetZoom: 'Originalgröße',
      zoomIn: 'Vergrößern',
      zoomOut: 'Verkleinern',
      togglefullscreen: 'Vollbild ein/aus',
      window: 'Fenster',
      minimize: 'Minimieren',
      zoom: 'Zoomen',
      front: 'Alle nach vorne bringen',
    },
  },
  ja: {
    arrived: {
      title: 'Kith に戻ってください',
      text: 'Kith が応答を受け取り、サインインを完了しています。このタブは閉じてかまいません。',
    },
    refused: {
      title: 'サインインしていません',
      text: 'Kith へのアクセスが許可されませんでした。このタブを閉じて、いつでも Kith でやり直せます。',
    },
    cannotStart: 'Kith を起動できません',
    wayOut: {
      cannotOpen: 'アドレス帳を開けません',
      useBackup: 'バックアップを使う…',
      save: '連絡先をファイルに保存…',
      quit: '終了',
      ok: 'OK',
      cancel: 'キャンセル',
      done: '完了',
      failed: '実行できませんでした',
      which: 'どのバックアップでアドレス帳を置き換えますか?',
      whichText:
        '開けないファイルは削除せず、別の場所に移します。バックアップより後の内容はクラウドにあり、次回の同期で取り込まれます。',
      saveTitle: '連絡先を保存',
      backup: (when, contacts) => `${when} (${contacts} 件の連絡先)`,
    },
    menu: {
      about: 'Kith について',
      services: 'サービス',
      hide: 'Kith を非表示',
      hideOthers: 'ほかを非表示',
      unhide: 'すべてを表示',
      quit: '終了',
      file: 'ファイル',
      close: 'ウインドウを閉じる',
      edit: '編集',
      undo: '取り消す',
      redo: 'やり直す',
      cut: 'カット',
      copy: 'コピー',
      paste: 'ペースト',
      delete: '削除',
      selectAll: 'すべてを選択',
      view: '表示',
      resetZoom: '実際のサイズ',
      zoomIn: '拡大',
      zoomOut: '縮小',
      togglefullscreen: 'フルスクリーンの切り替え',
      window: 'ウインドウ',
      minimize: '最小化',
      zoom: '拡大/縮小',
      front: 'すべてを手前に移動',
    },
  },
  ar: {
    arrived: {
      title: 'عودة إلى Kith',
      text: 'وصل جوابك إلى Kith وهو يُكمل تسجيل الدخول. يمكنك إغلاق علامة التبويب هذه.',
    },
    refused: {
      title: 'لم يتم تسجيل الدخول',
      text: 'لم يُمنح Kith إذن الوصول. يمكنك إغلاق علامة التبويب هذه والمحاولة مجددًا في Kith متى شئت.',
    },
    cannotStart: 'تعذّر تشغيل Kith',
    wayOut: {
      cannotOpen: 'تعذّر على Kith فتح دفتر العناوين',
      useBackup: 'استخدام نسخة احتياطية…',
      save: 'حفظ جهات الاتصال في ملف…',
      quit: 'إنهاء',
      ok: 'موافق',
      cancel: 'إلغاء',
      done: 'تم',
      failed: 'لم ينجح ذلك',
      which: 'أي نسخة احتياطية تحل محل دفتر العناوين؟',
      whichText:
        'تُنحّى الملفات التي لا تُفتح جانبًا ولا تُحذف. وما جاء بعد النسخة الاحتياطية هو ما في السحابات منه: تجلبه المزامنة التالية.',
      saveTitle: 'حفظ جهات الاتصال',
      backup: (when, contacts) => `${when} (جهات الاتصال: ${contacts})`,
    },
    menu: {
      about: 'حول Kith',
      services: 'الخدمات',
      hide: 'إخفاء Kith',
      hideOthers: 'إخفاء الأخرى',
      unhide: 'إظهار الكل',
      quit: 'إنهاء',
      file: 'ملف',
      close: 'إغلاق النافذة',
      edit: 'تحرير',
      undo: 'تراجع',
      redo: 'إعادة',
      cut: 'قص',
      copy: 'نسخ',
      paste: 'لصق',
      delete: 'حذف',
      selectAll: 'تحديد الكل',
      view: 'عرض',
      resetZoom: 'الحجم الفعلي',
      zoomIn: 'تكبير',
      zoomOut: 'تصغير',
      togglefullscreen: 'تبديل ملء الشاشة',
      window: 'نافذة',
      minimize: 'تصغير النافذة',
      zoom: 'تكبير/تصغير',
      front: 'إحضار الكل إلى المقدمة',
    },
  },
};
