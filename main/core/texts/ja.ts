// Owns: main's texts in Japanese. Leaves to others: which texts there are (../texts.ts).
import type { MainTexts } from '../texts.ts';

export const ja: MainTexts = {
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
    savedNewer:
      'このアドレス帳は新しい版の Kith で書かれているため、その版だけが扱う内容はファイルに含まれません。',
    savedDamaged: 'アドレス帳が破損しているため、読み取れた内容だけをファイルに保存しました。',
    saved: (file, contacts, photos) =>
      `${contacts} 件の連絡先と ${photos} 枚の写真を ${file} に保存しました。ご自身だけが読めます。`,
    unreadable: (parts) => `読み取れなかった部分: ${parts} か所`,
    replaced: (contacts) =>
      `${contacts} 件の連絡先を含むバックアップに置き換えました。その後の内容は、次回の同期でクラウドから取り込まれます。`,
    setAside: (file) => `別の場所に移したファイル: ${file}`,
    noBackups: (folder) =>
      `バックアップを確認できません。${folder} を読み取れないか、フォルダーではありません。直してから Kith を起動し直してください。`,
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
    new: '新規連絡先',
    sync: '今すぐ同期',
    settings: '設定…',
    search: '検索…',
    all: 'すべての連絡先',
    favorites: 'よく使う連絡先',
    pending: '送信待ちの変更',
    conflicts: '競合',
    matches: '重複の候補',
    syncPage: '同期',
    trash: 'ゴミ箱',
    help: 'ヘルプ',
    palette: 'コマンドと人を検索…',
    keys: 'キーボードショートカット',
    open: 'Kith を開く',
    noSuggestions: '候補はありません',
  },
  birthdays: {
    one: (name) => `今日は${name}さんの誕生日です`,
    turns: (age) => `${age} 歳になります`,
    several: (count) => `今日は ${count} 人の誕生日です`,
    andMore: (names, more) => `${names}、ほか ${more} 人`,
  },
  errors: {
    'store.locked':
      '別の Kith がこのアドレス帳を使用しています。何も変更していません。そちらを終了してください。',
    'store.unwritable':
      'アドレス帳のファイルを読み書きできませんでした。それまでに保存した内容は残っています。プロファイルフォルダへの書き込みを許可してください。',
    'store.corrupt': 'アドレス帳が破損していて読み取れません。ファイルはそのまま残っています。',
    'store.newerFormat':
      'このアドレス帳は新しい版の Kith で書き込まれています。そのまま残しました。開くには Kith を更新してください。',
    'store.full':
      'ディスクの空き容量がありません。それまでに保存した内容は残っています。空き容量を増やして、もう一度お試しください。',
    'store.readOnly':
      'アドレス帳は読み取り専用です。それまでに保存した内容は残っています。プロファイルフォルダへの書き込みを許可し、Kith を再起動してください。',
    'store.keyLocked':
      'アドレス帳は暗号化されており、鍵を保存したキーチェーンを利用できません。何も失われていません。キーチェーンのロックを解除して、もう一度お試しください。',
    'store.keyMissing':
      'アドレス帳は暗号化されており、キーチェーンに鍵がありません。何も失われていません。復旧キーで開くことができます。',
    'store.wrongKey': 'アドレス帳は別の鍵で暗号化されています。何も変更していません。',
    'input.invalid': 'この内容は受け付けられません。何も変更していません。別の場所を選んでください。',
    'input.notFound': '見つかりません。何も変更していません。',
    'config.endpoints':
      'KITH_ENDPOINTS で指定されたファイルを使用できません。何も変更していません。ファイルを確認して Kith を再起動してください。',
  },
};
