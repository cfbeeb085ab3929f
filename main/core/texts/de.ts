// Owns: main's texts in German. Leaves to others: which texts there are (../texts.ts).
import type { MainTexts } from '../texts.ts';

export const de: MainTexts = {
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
    savedNewer:
      'Ein neueres Kith hat dieses Adressbuch geschrieben: Was nur jenes kennt, ist nicht in der Datei.',
    savedDamaged: 'Das Adressbuch ist beschädigt: Was davon noch lesbar ist, steht in der Datei.',
    saved: (file, contacts, photos) =>
      `Gesichert in ${file}, nur für das eigene Benutzerkonto lesbar. Kontakte: ${contacts}, Fotos: ${photos}.`,
    unreadable: (parts) => `Nicht lesbare Teile der Dateien: ${parts}.`,
    replaced: (contacts) =>
      `Die Sicherung ist jetzt das Adressbuch (Kontakte: ${contacts}). Die nächste Synchronisierung holt, was in den Clouds seither dazukam.`,
    setAside: (file) => `Beiseitegelegt: ${file}`,
    noBackups: (folder) =>
      `Die Sicherungen lassen sich nicht ansehen: Kith darf ${folder} nicht lesen, oder es ist kein Ordner. Beheben Sie das und starten Sie Kith neu.`,
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
    new: 'Neuer Kontakt',
    sync: 'Jetzt synchronisieren',
    settings: 'Einstellungen …',
    search: 'Suchen …',
    all: 'Alle Kontakte',
    favorites: 'Favoriten',
    pending: 'Ausstehende Änderungen',
    conflicts: 'Konflikte',
    matches: 'Dubletten',
    syncPage: 'Synchronisierung',
    trash: 'Papierkorb',
    help: 'Hilfe',
    palette: 'Befehle und Personen …',
    keys: 'Tastaturkürzel',
    open: 'Kith öffnen',
    noSuggestions: 'Keine Vorschläge',
  },
  birthdays: {
    one: (name) => `${name} hat heute Geburtstag`,
    turns: (age) => `Wird ${age}`,
    several: (count) => `${count} Geburtstage heute`,
    andMore: (names, more) => `${names} und ${more} weitere`,
  },
  errors: {
    'store.locked': 'Ein anderes Kith benutzt dieses Adressbuch. Nichts wurde geändert. Bitte dort beenden.',
    'store.unwritable':
      'Kith konnte eine Datei des Adressbuchs nicht lesen oder schreiben. Alles zuvor Gespeicherte ist erhalten. Bitte das Schreiben im Profilordner erlauben.',
    'store.corrupt':
      'Das Adressbuch ist beschädigt und lässt sich nicht lesen. Die Dateien blieben, wie sie sind.',
    'store.newerFormat':
      'Dieses Adressbuch wurde von einem neueren Kith geschrieben. Es blieb, wie es ist. Zum Öffnen bitte Kith aktualisieren.',
    'store.full':
      'Der Datenträger ist voll. Alles zuvor Gespeicherte ist erhalten. Bitte Platz schaffen und erneut versuchen.',
    'store.readOnly':
      'Das Adressbuch kann nur gelesen werden. Alles zuvor Gespeicherte ist erhalten. Bitte das Schreiben im Profilordner erlauben und Kith neu starten.',
    'store.keyLocked':
      'Das Adressbuch ist verschlüsselt, und der Schlüsselbund mit dem Schlüssel ist nicht zugänglich. Nichts ging verloren. Bitte den Schlüsselbund entsperren und erneut versuchen.',
    'store.keyMissing':
      'Das Adressbuch ist verschlüsselt, und der Schlüsselbund hat seinen Schlüssel nicht. Nichts ging verloren. Es öffnet sich mit dem Wiederherstellungsschlüssel.',
    'store.wrongKey': 'Das Adressbuch ist mit einem anderen Schlüssel verschlüsselt. Nichts wurde geändert.',
    'input.invalid':
      'Das kann Kith so nicht annehmen. Nichts wurde geändert. Bitte einen anderen Ort wählen.',
    'input.notFound': 'Das gibt es nicht mehr. Nichts wurde geändert.',
    'config.endpoints':
      'Die Datei, die KITH_ENDPOINTS nennt, lässt sich nicht verwenden. Nichts wurde geändert. Bitte die Datei prüfen und Kith neu starten.',
  },
};
