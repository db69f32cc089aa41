//! Tables for bylines, all in lower case: prefixes, agencies, roles, section labels, and words that no name holds.
//! Phrases are separated by `|`, single words by spaces.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// What a byline begins with. A prefix that ends in a colon needs it; after the others a space or a colon follows.
const PREFIXES: &[&str] = &[
    // English
    "by|by:|written by|posted by|story by|words by|article by|text by|opinion by|analysis by|review by|commentary by",
    "submitted by|author:|authors:|writer:|reporter:|reported by|guest post by|an opinion piece by|column by",
    "contributed by|byline:|post author:|authored by|from our correspondent|interview by",
    // German
    "von|von:|autor:|autorin:|autoren:|text:|text von|ein kommentar von|kommentar von|ein gastbeitrag von",
    "gastbeitrag von|eine analyse von|analyse von|ein interview von|interview von|interview:|eine kolumne von",
    "kolumne von|ein essay von|ein bericht von|bericht von|eine reportage von|verfasst von|geschrieben von",
    "ein artikel von|eine glosse von|gastkommentar von|protokoll:|essay von|leitartikel von|beitrag von",
    // French
    "par|par:|auteur:|auteur :|auteurs :|auteure :|propos recueillis par|écrit par|rédigé par|publié par|un texte de",
    "texte :|posté par|article de|une analyse de|une chronique de",
    // Spanish, Portuguese, Catalan
    "por|por:|autor :|autora:|autores:|escrito por|publicado por|texto:|texto de|redacción:|reportagem de|redação:",
    "por la redacción",
    // Italian
    "di|di:|autore:|a cura di|scritto da|articolo di|pubblicato da|testo di|dal nostro inviato",
    "dalla nostra corrispondente",
    // Dutch, Nordic
    "door|door:|geschreven door|tekst:|av|av:|skrevet av|af|af:|skrevet af|skriven av|journalist:|kirjoittaja:",
    "kirjoittanut|toimittaja:|teksti:|höfundur:",
    // Slavic, Hungarian, Romanian, Greek, Baltic
    "autor/ka:|autorka:|autorzy:|autoři:|napisał|napisała|napsal|napsala|opracował|oprac.|oprac.:|zpracoval:|avtor:",
    "автор:|авторы:|автор статьи:|автор текста:|текст:|автори:|автор публікації:|írta:|szerző:|de:|autor articol:",
    "scris de|publicat de|piše:|pišu:|napisao|пише:|γράφει ο|γράφει η|συντάκτης:|autorius:|autors:",
    // Turkish, Indonesian, Malay, Vietnamese, Tagalog, Swahili
    "yazar:|yazan:|haber:|muhabir:|hazırlayan:|oleh|oleh:|penulis:|pewarta:|tác giả:|bài:|phóng viên:|mwandishi:",
    // Arabic, Persian, Hebrew
    "بقلم|بقلم:|كتب:|كتبت:|كتب|كتبت|الكاتب:|إعداد:|تقرير:|نویسنده:|خبرنگار:|מאת|מאת:",
    // Hindi, Chinese, Japanese, Korean
    "लेखक:|द्वारा:|द्वारा|रिपोर्ट:|作者：|作者:|作者|记者：|记者|記者：|記者|本报记者|撰文：|撰文|文／|文/|文：|来源作者：|執筆：|執筆:|著者：|著者:|筆者：|기자:|글:|글",
];

/// A line that is only one of these (a colon may follow) is the label of a byline on the next line.
const LABELS: &[&str] = &[
    "by|written by|author|authors|kommentar von|ein kommentar von|gastbeitrag von|analyse von|interview von|story by",
    "posted by|author of the article|words by|reported by|contributors|von|autor|autorin|autoren|par|auteur|auteurs",
    "por|escrito por|autora|di|autore|scritto da|door|auteur(s)|av|af|skrevet av|автор|авторы|yazar|oleh|penulis",
    "tác giả|بقلم|الكاتب|מאת|作者|記者|记者",
];

/// Agencies and desks that stand in the place of a name.
const AGENCIES: &[&str] = &[
    "ap|associated press|the associated press|reuters|afp|agence france-presse|dpa|dpa-infocom",
    "deutsche presse-agentur|apa|sda|keystone-sda|sid|epd|kna|efe|agencia efe|europa press|ansa|adnkronos|agi|pap|čtk",
    "ctk|tass|тасс|риа новости|interfax|интерфакс|xinhua|新华社|新華社|共同通信|時事通信|kyodo|yonhap|연합뉴스|anadolu agency",
    "anadolu ajansı|aa|dha|iha|pti|ani|ians|upi|bloomberg|bloomberg news|belga|anp|ritzau|ntb|tt|stt|lusa",
    "agência brasil|agência estado|estadão conteúdo|folhapress|canadian press|the canadian press|la presse canadienne",
    "press association|pa|pa media|aap|australian associated press|ukrinform|укринформ|укрінформ|antara|ttxvn|staff",
    "admin|administrator|editor|editors|editorial|editorial board|the editorial board|editorial staff|staff writer",
    "staff writers|staff reporter|staff report|news desk|newsroom|newsdesk|web desk|online desk|bbc news|cnn",
    "redaktion|redaktionsteam|die redaktion|red|redacción|la redacción|rédaction|la rédaction|redazione|la redazione",
    "redação|da redação|redactie|redaktionen|redakce|redakcja|редакция|редакція|redaksi|ban biên tập|webredaktion",
    "online-redaktion|newsteam|wire reports|wire services|agencies|agenturen|agencias|agences|agenzie|news staff",
    "our correspondent|special correspondent|correspondent|reporter|guest author|guest contributor|contributor",
    "press release|newsroom staff|online editors|digital team",
];

/// Outlets and agencies that pages write behind a name.
const OUTLETS: &[&str] = &[
    "fox news|fox business|bbc news|bbc sport|bbc|cnn|cnn business|nbc news|abc news|cbs news|sky news|npr|msnbc|cnbc|reuters",
    "ap|afp|pti|ani|dpa|upi|associated press|the associated press|bloomberg|bloomberg news|press association|usa today",
    "the new york times|the washington post|the washington times|the guardian|the independent|the times|the telegraph",
    "al jazeera|euronews|deutsche welle|ap news|voice of america|the hill|politico|cbc news|pa media|xinhua",
];

/// Words that begin a role: everything from there on is no name.
const ROLES: &[&str] = &[
    "staff senior chief correspondent correspondents reporter reporters editor editors writer writers columnist",
    "contributor contributing journalist producer analyst political national international foreign diplomatic defence",
    "defense economics business sports sport news health science technology tech education environment investigations",
    "investigative assistant associate deputy managing executive digital breaking travel crime court home affairs",
    "white special freelance freelancer guest photographer photojournalist video desk bureau agency agencies press",
    "times post media magazine daily weekly herald tribune gazette journal network radio tv channel television",
    "university institute college foundation center centre professor ceo founder director lecturer fellow ph.d phd md",
    "m.d ma rn r.d esq president redakteur redakteurin redaktion reporterin korrespondent korrespondentin",
    "chefredakteur chefredakteurin autor autorin leiter leiterin ressort politikredakteur volontär volontärin freie",
    "freier journalistin stellvertretender stellvertretende journaliste correspondant correspondante envoyé envoyée",
    "rédacteur rédactrice chroniqueur corresponsal enviado enviada especial redactor redactora periodista columnista",
    "repórter jornalista correspondente colunista editora giornalista corrispondente inviato inviata redacteur",
    "verslaggever reportteri toimittaja politisk redaktør dziennikarz dziennikarka korespondent redaktor redaktorka",
    "корреспондент обозреватель журналист редактор muhabir muhabiri editörü zeitung presse verlag update updated",
    "published posted twitter facebook follow email bio",
];

/// What people who write bylined stories are called.
const REPORTERS: &[&str] = &[
    "reporter correspondent editor journalist columnist writer korrespondent korrespondentin redakteur redakteurin",
    "reporterin journalistin volontär volontärin chefredakteur chefredakteurin journaliste correspondant",
    "correspondante rédacteur rédactrice corresponsal periodista redactor redactora giornalista corrispondente",
    "jornalista repórter verslaggever redacteur toimittaja redaktor dziennikarz корреспондент muhabir",
];

/// Section labels that may stand in a line with the date.
const SECTIONS: &[&str] = &[
    "news|politics|opinion|world|business|sport|sports|culture|media|us|u.s.|uk|national|local|health|science|tech",
    "technology|entertainment|lifestyle|analysis|features|local news|world news|breaking news|politik|wirtschaft",
    "kultur|panorama|nachrichten|ausland|inland|politique|économie|monde|société|política|internacional|sociedad",
    "economía|mundo|brasil|esteri|politica|cronaca|economia|политика|общество|мир|новости|nuomonės|innlent|gündem",
];

/// Words that join names.
const JOINERS: &[&str] = &["and und et y e og och en i a ve и і та & + with mit avec con com met med z s és și ja dan và και و"];

/// Words that lead from a name to a place or a house.
const PLACE_WORDS: &[&str] = &["in aus from at for für à em en i w v в desde of pour per voor vanuit près via"];

/// Lower-case words inside names.
const PARTICLES: &[&str] = &[
    "de da di do del della dela dos das du des la le el al van von vom zu zur der den ter ten te bin ibn bint af av y",
    "e i d of the 't ’t st. mac",
];

/// Labels of a source.
const SOURCE_LABELS: &[&str] = &[
    "source sources quelle fuente fonte bron källa kilde źródło zdroj источник джерело kaynak sumber nguồn المصدر 来源",
    "來源 出典 출처 资料来源 資料來源 מקור स्रोत",
];

/// Months and weekdays that are given names.
const GIVEN_NAMES: &[&str] = &["april may june jan august mai maja julia dimanche jun domingo mart mar sam di marzo juni jul"];

/// Words that begin no name, though a family may be called so.
const SOFT_STOP: &[&str] = &[
    "best time times story read guide page part park street road city county house north south east west london paris",
    "washington israel england france ireland scotland india york chapter day night week law means faith heart land",
    "sea bank market king young senate police season order force watch jobs church britain asia africa",
    "russia germany iran iraq brazil japan mexico korea canada australia china ukraine america kong hong hand haus",
    "tag fin parte lado thema bild foto stand die first second next sport an do so no",
];

/// Words that no person is called in a byline; a line that holds one is not a name.
const STOP: &[&str] = &[
    // English function words and words of headings
    "the middle far a and or but if of to in on at for from with without by as is are was were be been not yes this",
    "that these those it its we you they he she my your our their his her who what when where why how which all any",
    "some more most less many few one two three four five last new old top big here there now then today tomorrow",
    "yesterday after before about over under into up down out off per via vs than also just only can would should",
    "could does did has have had get got go going make see say says said news politics world business opinion sports",
    "culture health science technology tech entertainment lifestyle local national international breaking latest",
    "trending popular featured related advertisement sponsored newsletter newsletters subscribe share comments",
    "comment reading listen video videos photo photos gallery podcast podcasts live home menu search login sign",
    "contact privacy policy terms cookies copyright stories article articles report reports analysis review reviews",
    "interview exclusive update updates updated published posted follow twitter facebook instagram email print source",
    "sources image credit getty images shutterstock tags topics topic section sections archive archives weather",
    "events event tips recipes recipe current issue issues personal finance today's paper today’s federal money",
    "property crossword games election elections war crisis government parliament congress president minister court",
    "army military economy markets avenue state states republic kingdom union nations northern southern eastern",
    "western central united american british european russian chinese numbers design demand air train accident nature",
    "default month year years days hours minutes episode introduction conclusion summary background timeline overview",
    "faq methodology results key points takeaways executive table contents appendix references notes editor's editors",
    "correction disclaimer los las angeles francisco moscow kyiv beijing europe university college school institute",
    "center centre foundation association company group inc ltd corp club team league cup championship olympics press",
    "agency media network magazine journal università universidad universidade université universität aula sala",
    "teatro palazzo hotel centro museo museum hall theatre theater stadium arena hospital library restaurant summit",
    "conference festival award awards blog website app",
    // German
    "der das ein eine einer eines dem den und oder aber nicht ist sind mit ohne für gegen nach vor bei aus auf im am",
    "zum zur beim wegen wie wer wo wann warum hier heute gestern anfang beginn seite mehr themen lesen auch",
    "kommentare artikel quelle teilen drucken wirtschaft politik kultur nachrichten panorama wetter startseite",
    // French, Spanish, Portuguese, Italian
    "les des du un une et ou mais pas est sont dans sur pour avec sans aux au ce cette ces qui que quoi où quand",
    "pourquoi ailleurs exemple conséquent rapport contre politique économie société monde una unos pero es son en con",
    "sin para por qué quién cuándo dónde cómo eso ello ejemplo favor supuesto otra otro ahora último primera primer",
    "vez política economía sociedad mundo os um uma não são isso fim quê outro enquanto exemplo il gli uno non sono",
    "che chi quando dove come perché nuovo fronte conseguenza seguito cui più solo fatto",
    // Dutch, Nordic, Slavic, Turkish
    "het een maar niet zijn op aan bij om naar dit dat och att ett inte som för på til ikke det vi jeg что как это",
    "для или почему где когда nie jak czy dla przez ve bir bu için",
];

/// A set of words or phrases, built on first use.
pub(super) struct Words(LazyLock<HashSet<&'static str>>);

impl Words {
    /// Whether the lower-case text is in the set.
    pub(super) fn has(&self, text: &str) -> bool {
        self.0.contains(text)
    }
}

fn words(table: &[&'static str]) -> HashSet<&'static str> {
    table.iter().flat_map(|line| line.split_whitespace()).collect()
}

fn phrases(table: &[&'static str]) -> HashSet<&'static str> {
    table.iter().flat_map(|line| line.split('|')).collect()
}

/// Labels of a byline on the next line.
pub(super) static LABEL: Words = Words(LazyLock::new(|| phrases(LABELS)));
/// Agencies and desks.
pub(super) static AGENCY: Words = Words(LazyLock::new(|| phrases(AGENCIES)));
/// Section labels.
pub(super) static SECTION: Words = Words(LazyLock::new(|| phrases(SECTIONS)));
/// Outlets behind a name.
pub(super) static OUTLET: Words = Words(LazyLock::new(|| phrases(OUTLETS)));
/// Words that begin a role.
pub(super) static ROLE: Words = Words(LazyLock::new(|| words(ROLES)));
/// What people who write bylined stories are called.
pub(super) static REPORTER: Words = Words(LazyLock::new(|| words(REPORTERS)));
/// Words that join names.
pub(super) static JOINER: Words = Words(LazyLock::new(|| words(JOINERS)));
/// Words that lead to a place.
pub(super) static PLACE_WORD: Words = Words(LazyLock::new(|| words(PLACE_WORDS)));
/// Lower-case words inside names.
pub(super) static PARTICLE: Words = Words(LazyLock::new(|| words(PARTICLES)));
/// Labels of a source.
pub(super) static SOURCE_LABEL: Words = Words(LazyLock::new(|| words(SOURCE_LABELS)));
/// Months and weekdays that are given names.
pub(super) static GIVEN_NAME: Words = Words(LazyLock::new(|| words(GIVEN_NAMES)));
/// Words that begin no name.
pub(super) static NO_FIRST_NAME: Words = Words(LazyLock::new(|| words(SOFT_STOP)));
/// Words that no name holds.
pub(super) static NO_NAME: Words = Words(LazyLock::new(|| words(STOP)));

static BY_FIRST: LazyLock<HashMap<char, Vec<&'static str>>> = LazyLock::new(|| {
    let mut map: HashMap<char, Vec<&'static str>> = HashMap::new();
    for prefix in phrases(PREFIXES) {
        if let Some(first) = prefix.chars().next() {
            map.entry(first).or_default().push(prefix);
        }
    }
    map
});

/// The prefixes that begin with this lower-case letter.
pub(super) fn prefixes(first: char) -> &'static [&'static str] {
    BY_FIRST.get(&first).map_or(&[], Vec::as_slice)
}
