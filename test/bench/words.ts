// Owns: the words that the bench's people are made of, in four scripts.
// Leaves to others: making people of them (people.ts).

/** Words of one script. `family` are whole names; `stems` and `ends` make the many rarer ones. */
export interface Words {
  readonly given: readonly string[];
  readonly family: readonly string[];
  readonly stems: readonly string[];
  readonly ends: readonly string[];
  readonly cities: readonly string[];
  readonly streets: readonly string[];
  readonly trades: readonly string[];
  readonly titles: readonly string[];
  readonly notes: readonly string[];
  readonly country: readonly string[];
  /** What stands between given and family name, and between the words of a note. */
  readonly space: string;
}

const split = (text: string): readonly string[] => text.trim().split(/\s+/);

export const LATIN: Words = {
  given:
    split(`Anna José François Zoë Łukasz Søren Björn Renée Maria Peter Thomas Jan Karin Olga Emil Clara Noël Chloé
    Jürgen Ingrid Álvaro Inês Tomáš Žofia Şebnem Çağla Ayşe Mehmet Nguyễn Thảo Minh James Mary Robert Patricia John Jennifer
    Michael Linda William Elizabeth David Barbara Richard Susan Joseph Jessica Charles Sarah Christopher Karen Daniel Lisa
    Matthew Nancy Anthony Betty Mark Margaret Donald Sandra Steven Ashley Paul Kimberly Andrew Emily Joshua Donna Kenneth
    Michelle Kevin Carol Brian Amanda George Dorothy Timothy Melissa Ronald Deborah Giulia Matteo Lorenzo Chiara Pablo Lucía`),
  family:
    split(`Müller Schmidt García Rodríguez Martínez López Nowak Kowalski Wiśniewski Novák Dvořák Jensen Nielsen Hansen
    Andersson Johansson Virtanen Korhonen Rossi Russo Ferrari Silva Santos Oliveira Dubois Lefèvre Moreau Smith Johnson Williams
    Brown Jones Davis Miller Wilson Moore Taylor Anderson Jackson White Harris Martin Thompson Young King Wright Hill Green
    Adams Baker Nelson Carter Mitchell Roberts Turner Phillips Campbell Parker Evans Edwards Collins Stewart Morris Murphy Cook
    Yılmaz Öztürk Trần Lê Phạm Horváth Kovács Popescu Ionescu Bērziņš Kazlauskas O’Brien MacDonald`),
  stems:
    split(`Bran Hol Stein Berg Wald Linden Rosen Gold Silver Eich Wein Haber Kauf Schnei Zimmer Beck Falk Greif Hart
    Mont Val Cast Ferr Bell Cor Del Mar Sant Tor Vill Ash Black Brook Clay Dray East Fair Glen Hazel Kirk Lang Mills North Oak
    Pem Quar Red Stan Thorn Under West York Åker Öst Nor Sund Lund Vester Grön Blom Hög Kjær Brå`),
  ends: split(`ner mann feld bach hof berg stein haus ley ton ford ham well wood worth by field land bridge man son sen dal
    gren ström qvist vik lund stad mark ez ini elli etti oni ardi asco ier eau oux ard ski wicz czyk ák ová escu`),
  cities:
    split(`Berlin Hamburg München Köln Zürich Genève Paris Lyon Marseille Madrid Sevilla Málaga Lisboa Porto Roma Milano
    Napoli Wrocław Gdańsk Kraków Praha Brno Wien Graz København Århus Oslo Göteborg Malmö Helsinki Tampere London Leeds Bristol
    Dublin Cork Boston Chicago Denver Austin Seattle Toronto Montréal Sydney Auckland İstanbul Ankara`),
  streets:
    split(`Hauptstraße Bahnhofstraße Gartenweg Lindenallee Kirchgasse Mühlenweg Schulstraße Rosenweg Highstreet Parkroad
    Mainstreet Oakavenue Elmcourt Kingsway Queensroad Churchlane Viaroma Viamazzini Ruedelapaix Ruevictor Avenuefoch Callemayor
    Plazaespaña Strandgade Nørregade Storgatan Drottninggatan Ulicadługa Náměstí Atatürkcaddesi`),
  trades:
    split(`Consulting Logistics Software Engineering Bakery Law Partners Holding Media Design Studio Bank Insurance Foods
    Energy Solar Motors Travel Books Music Medical Dental Optics Pharma Steel Timber Textiles Garden Construction Architects`),
  titles:
    split(`Manager Director Engineer Accountant Lawyer Teacher Nurse Physician Designer Developer Consultant Analyst Buyer
    Driver Baker Carpenter Electrician Plumber Secretary Assistant Researcher Editor Journalist Photographer Translator`),
  notes:
    split(`met at the conference in spring and again over lunch likes hiking chess opera coffee tea old maps allergic to
    nuts sends invoices every month prefers calls after six has two children a dog called Rex moved here last year knows
    everybody from the choir wants the catalogue when it is printed ask about warranty delivery project budget contract
    Übergabe Schlüssel beim Nachbarn größer naïve café résumé déjà señor mañana vacation birthday party neighbour tennis partner
    garage piano lessons school reunion wedding insurance renewal introduced by my sister speaks Portuguese collects stamps`),
  country: split(
    'Deutschland France España Italia Polska Sverige Danmark Portugal Türkiye Ireland Canada Australia',
  ),
  space: ' ',
};

export const CJK: Words = {
  given:
    split(`太郎 花子 健太 美咲 翔太 陽菜 大輔 直樹 裕子 恵子 智子 和也 拓也 さくら ひかり 伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明
    超 秀英 霞 平 志明 淑芬 雅婷 建国 晓东 문준 서연 민준 지우 서준 하은 예은 도윤`),
  family:
    split(`山田 佐藤 鈴木 高橋 田中 伊藤 渡辺 中村 小林 加藤 吉田 山本 松本 井上 木村 林 斎藤 清水 王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙
    胡 朱 高 何 郭 马 罗 김 이 박 최 정 강 조`),
  stems: split('青 赤 白 黒 大 小 上 下 中 北 南 東 西 長 高 深 浅 古 新 石 岩 竹 松 桜 梅 藤 秋 春 夏 冬'),
  ends: split('山 川 田 野 村 原 木 本 井 島 崎 沢 谷 橋 森 林 池 浜 岡 口 坂 城 宮 塚'),
  cities: split(
    '東京都 大阪市 京都市 札幌市 福岡市 名古屋市 北京市 上海市 深圳市 广州市 成都市 杭州市 台北市 香港 서울특별시 부산광역시',
  ),
  streets: split(
    '千代田区丸の内 中央区銀座 渋谷区神南 北区梅田 左京区岡崎 朝阳区建国路 浦东新区世纪大道 天河区天河路 大安區信義路 강남구테헤란로 종로구세종대로',
  ),
  trades: split(
    '株式会社ガーデン 有限会社サクラ 電機工業 貿易 銀行 保険 出版 科技有限公司 汽车集团 食品公司 建筑设计院 医院 大学 주식회사한빛 전자',
  ),
  titles: split(
    '部長 課長 社長 営業 技術者 教師 医師 弁護士 经理 工程师 设计师 会计 律师 老师 부장 과장 교사',
  ),
  notes:
    split(`会議で会った 来週電話する 春に東京へ引っ越した 犬を飼っている 請求書は毎月送る 写真が好き 音楽会で紹介された 将棋が強い 同じ学校の友人
    下周开会 喜欢喝茶 有两个孩子 会说葡萄牙语 合同已签 项目预算 生日聚会 네트워크모임에서만남 다음주에연락 커피를좋아함 アレルギーあり ナッツ`),
  country: split('日本 中国 台灣 대한민국'),
  space: '',
};

export const CYRILLIC: Words = {
  given:
    split(`Анна Иван Пётр Мария Ольга Сергей Дмитрий Наталья Елена Алексей Андрей Юлия Екатерина Михаил Николай Татьяна
    Фёдор Любовь Светлана Павел Ирина Йордан Оксана Тарас Богдан Милена Драган Жанна`),
  family:
    split(`Иванов Петров Сидоров Кузнецов Попов Васильев Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев
    Семёнов Егоров Павлов Козлов Степанов Шевченко Бондаренко Коваленко Ткаченко Димитров Йовановић Николић`),
  stems: split(
    'Бел Чёрн Крас Зелен Голуб Медвед Орл Сокол Рыб Лис Кон Гор Лес Пол Реч Озёр Мор Снег Зим Вес Лет Осен',
  ),
  ends: split('ов ев ин ский енко чук ова ева ина ская ян дзе ных ич ец ук'),
  cities: split(
    'Москва Санкт-Петербург Казань Новосибирск Екатеринбург Самара Омск Киев Харьков Одесса Львов Минск София Пловдив Белград',
  ),
  streets: split(
    'улицаЛенина улицаПушкина Невскийпроспект улицаГагарина Садоваяулица улицаМира Тверскаяулица Крещатик бульварШевченко улицаЁлочная',
  ),
  trades: split(
    'Консалтинг Логистика Строй Банк Энерго Софт Медиа Торг Транс Пищепром Фарма Металл Лес Текстиль',
  ),
  titles: split(
    'директор инженер бухгалтер юрист учитель врач дизайнер разработчик аналитик водитель секретарь переводчик',
  ),
  notes:
    split(`познакомились на конференции весной любит шахматы и оперу звонить после шести двое детей собака переехал в прошлом
    году договор бюджет проект счёт каждый месяц день рождения сосед теннис говорит по-португальски собирает марки ёлка`),
  country: split('Россия Україна Беларусь България Србија'),
  space: ' ',
};

export const ARABIC: Words = {
  given: split(
    'محمد أحمد علي حسن حسين فاطمة عائشة مريم خالد عمر يوسف إبراهيم ليلى نور سارة هدى طارق سمير رانيا كريم زينب مصطفى',
  ),
  family: split(
    'المصري الحسن العلي الخطيب حداد نجار خوري سالم ناصر منصور شاهين القاسم الأحمد البغدادي التونسي',
  ),
  stems: split('عبد بن أبو آل ابن بني'),
  ends: split('الله الرحمن الكريم راشد زايد سعود حمدان مكتوم صباح ثاني خليفة رشيد جابر فيصل ماجد وليد'),
  cities: split('القاهرة الإسكندرية بيروت دمشق عمّان بغداد الرياض جدة دبي الدوحة الكويت تونس الجزائر الرباط'),
  streets: split('شارعالنيل شارعالحمرا شارعالجامعة شارعالملك شارعالسلام شارعالمتنبي طريقالمطار ميدانالتحرير'),
  trades: split('للتجارة للهندسة للاستشارات للطباعة للأغذية للسياحة للطاقة للبرمجيات بنك مستشفى جامعة'),
  titles: split('مدير مهندس محاسب محامي معلم طبيب مصمم مطور مترجم سائق'),
  notes:
    split(`التقينا في المؤتمر يحب الشطرنج والقهوة يتصل بعد السادسة لديه طفلان انتقل العام الماضي العقد الميزانية المشروع عيد
    ميلاد الجار يتكلم البرتغالية فاتورة كل شهر مُحَمَّد إلى القاعة`),
  country: split('مصر لبنان سوريا الأردن العراق السعودية الإمارات تونس المغرب'),
  space: ' ',
};
