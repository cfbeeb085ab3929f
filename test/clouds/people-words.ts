// Owns: the words practice people are made of: names in many scripts, places, employers, notes.
// Leaves to others: combining them (people.ts).

/** Names of one script, with the readings that Japanese address books keep beside them. */
export interface NamePool {
  readonly given: readonly string[];
  readonly family: readonly string[];
  /** Same order as `given` and `family`, where the script has readings. */
  readonly givenReading?: readonly string[];
  readonly familyReading?: readonly string[];
  readonly weight: number;
  readonly country: string;
}

// prettier-ignore
export const namePools: readonly NamePool[] = [
  {
    weight: 38,
    country: 'GB',
    given: ['Olivia', 'Noah', 'Amelia', 'George', 'Isla', 'Arthur', 'Ava', 'Muhammad', 'Grace', 'Leo', 'Sean', 'Alice', 'Oscar', 'Freya', 'Harry', 'Ivy', 'Theo', 'Florence', 'Jack', 'Willow', 'Henry', 'Evie', 'Charlie', 'Daisy', 'Thomas', 'Ruby', 'Oliver', 'Maya', 'Edward', 'Nadia', 'Rajesh', 'Fiona', 'Callum', 'Bridget', 'Hamish', 'Rhys', 'Sian', 'Imogen', 'Tobias', 'Winifred', 'Mary Ann'],
    family: ['Smith', 'Jones', 'Taylor', 'MacDonald', 'Smith-Jones', 'Williams', 'Wright', 'Patel', 'Khan', 'Lee', 'Brown', 'Davies', 'Evans', 'Wilson', 'Thomas', 'Roberts', 'Johnson', 'Walker', 'Robinson', 'Thompson', 'White', 'Hughes', 'Edwards', 'Green', 'Hall', 'Wood', 'Harris', 'Lewis', 'Martin', 'Jackson', 'Clarke', 'Turner', 'Hill', 'Moore', 'Begum', 'Ahmed', 'Okafor', 'Adeyemi', 'Fitzgerald', 'Abernathy', 'Whitcombe', 'Llewellyn', 'Sinclair', "O'Brien", 'de la Mare'],
  },
  {
    weight: 22,
    country: 'DE',
    given: ['Zoë', 'Jürgen', 'Renée', 'François', 'Łukasz', 'Søren', 'Begoña', 'Ágnes', 'Þóra', 'Nguyễn', 'Ömer', 'Čeněk', 'Jérôme', 'Björn', 'Małgorzata', 'Íñigo', 'Åsa', 'Günther', 'Chloé', 'Håkon', 'Živa', 'Ştefan', 'Émile', 'Inês', 'João', 'Ülkü', 'Đorđe', 'Żaneta', 'Matěj', 'Løne'],
    family: ['Müller', 'Großmann', 'Lefèvre', 'Wójcik', 'Ångström', 'Núñez', 'Szabó', 'Đặng', 'Yılmaz', 'Dvořák', 'Jäger', 'Böhm', 'Weiß', 'Hernández', 'Gonçalves', 'Kowalczyk', 'Håkansson', 'Jørgensen', 'Popović', 'Ionescu', 'Šimek', 'Özdemir', 'Çelik', 'Béranger', 'Lemaître', 'Kőszegi', 'Århus', 'Ibáñez', 'Peña', 'van der Berg', 'von Württemberg'],
  },
  {
    weight: 9,
    country: 'JP',
    given: ['太郎', '花子', '健一', '美咲', 'さくら'],
    family: ['山田', '佐藤', '鈴木', '高橋', '渡辺'],
    givenReading: ['たろう', 'はなこ', 'けんいち', 'みさき', 'さくら'],
    familyReading: ['やまだ', 'さとう', 'すずき', 'たかはし', 'わたなべ'],
  },
  {
    weight: 8,
    country: 'CN',
    given: ['伟', '芳', '秀英', '建国', '小龙'],
    family: ['王', '李', '张', '刘', '欧阳'],
  },
  {
    weight: 7,
    country: 'RU',
    given: ['Анна', 'Дмитрий', 'Ольга', 'Артём', 'Юлія'],
    family: ['Иванова', 'Кузнецов', 'Шевченко', 'Ёлкин', 'Петров'],
  },
  {
    weight: 5,
    country: 'EG',
    given: ['محمد', 'فاطمة', 'يوسف', 'ليلى'],
    family: ['الحسن', 'عبد الله', 'خليل', 'المصري'],
  },
  {
    weight: 4,
    country: 'IL',
    given: ['נועה', 'דוד', 'יעל', 'אברהם'],
    family: ['כהן', 'לוי', 'בן־דוד', 'פרידמן'],
  },
  { weight: 4, country: 'KR', given: ['민준', '서연', '지훈', '하은'], family: ['김', '이', '박', '최'] },
  {
    weight: 3,
    country: 'IN',
    given: ['आरव', 'அனிதா', 'Priya', 'Ravi'],
    family: ['शर्मा', 'குமார்', 'Nair', 'Rao'],
  },
];

export interface Place {
  readonly street: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  readonly country: string;
  readonly code: string;
  readonly dial: string;
}

// prettier-ignore
export const places: Readonly<Record<string, Place>> = {
  GB: {
    street: 'Baker Street',
    city: 'London',
    region: 'Greater London',
    postalCode: 'NW1 6XE',
    country: 'United Kingdom',
    code: 'GB',
    dial: '+44 20 7946 0',
  },
  DE: {
    street: 'Königstraße',
    city: 'München',
    region: 'Bayern',
    postalCode: '80331',
    country: 'Deutschland',
    code: 'DE',
    dial: '+49 89 5550',
  },
  JP: {
    street: '千代田1丁目',
    city: '東京都',
    region: '千代田区',
    postalCode: '100-0001',
    country: '日本',
    code: 'JP',
    dial: '+81 3 5550 ',
  },
  CN: {
    street: '长安街',
    city: '北京',
    region: '北京市',
    postalCode: '100006',
    country: '中国',
    code: 'CN',
    dial: '+86 10 6550 ',
  },
  RU: {
    street: 'ул. Тверская',
    city: 'Москва',
    region: 'Москва',
    postalCode: '125009',
    country: 'Россия',
    code: 'RU',
    dial: '+7 495 555-',
  },
  EG: {
    street: 'شارع النيل',
    city: 'القاهرة',
    region: 'القاهرة',
    postalCode: '11511',
    country: 'مصر',
    code: 'EG',
    dial: '+20 2 2555 ',
  },
  IL: {
    street: 'רחוב הרצל',
    city: 'תל אביב',
    region: 'מחוז תל אביב',
    postalCode: '6100000',
    country: 'ישראל',
    code: 'IL',
    dial: '+972 3 555 ',
  },
  KR: {
    street: '세종대로',
    city: '서울',
    region: '서울특별시',
    postalCode: '04524',
    country: '대한민국',
    code: 'KR',
    dial: '+82 2 555 ',
  },
  IN: {
    street: 'MG Road',
    city: 'Bengaluru',
    region: 'Karnataka',
    postalCode: '560001',
    country: 'India',
    code: 'IN',
    dial: '+91 80 4555 ',
  },
};

export const employers = [
  'Northwind Traders',
  'Müller & Söhne GmbH',
  '株式会社さくら',
  'Acme, Inc.',
  'ООО «Ромашка»',
  'Café Zürich',
  'O’Reilly & Co.',
  'شركة النيل',
  '한빛전자',
  'Contoso Ltd',
  'City Library',
  'St. Mary’s Hospital',
] as const;
export const titles = [
  'Engineer',
  'Head of Sales',
  'Geschäftsführerin',
  '部長',
  'Nurse',
  'Teacher',
  'Directrice',
  'Инженер',
] as const;
export const departments = ['R&D', 'Sales, EMEA', 'Vertrieb', '人事部', 'Radiology', 'IT'] as const;
export const prefixes = ['Dr.', 'Prof.', 'Ms', 'Sir'] as const;
export const suffixes = ['Jr.', 'III', 'PhD', 'MBA'] as const;
export const nicknames = ['Bo', 'Zoé', 'タロ', 'Big J', 'Саша', 'The "Duke"'] as const;
export const customLabels = ['Ski hut', 'Büro Köln', 'Nanny', '実家', 'Дача', 'ask for Tom'] as const;
export const labels = ['Family', 'Friends', 'Läufer', 'Chess club', '仕事', 'Suppliers, Europe'] as const;
export const notes = [
  'Met at the conference in Lyon.\nLikes tea, not coffee. ☕️',
  'Allergic to nuts 🥜\n\nKids: Mia (7), Ben (4)',
  'Key is with the neighbour; “second floor, left”.\r\nRing twice.',
  '大阪で会った。\n次回は電話する 👨‍👩‍👧‍👦',
  'Call before 9:00; assistant: 555-0100, backslash \\ and comma, semicolon; tab\there',
  'שלום – mixed עברית and English',
] as const;
export const interests = ['Chess', 'Trail running', '将棋', 'Opéra', 'Gardening'] as const;
export const occupations = ['Violin maker', 'Translator', 'Baker'] as const;
