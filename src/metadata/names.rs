//! Tables for bylines: prefixes, agencies, roles, section labels, and words that no name holds. All in lower case.

/// What a byline begins with. A prefix that ends in a colon needs it; after the others a space or a colon follows.
pub(super) const PREFIXES: &[&str] = &[
    // English
    "by", "by:", "written by", "posted by", "story by", "words by", "article by", "text by", "opinion by", "analysis by", "review by",
    "commentary by", "submitted by", "author:", "authors:", "author", "writer:", "reporter:", "reported by", "published by", "guest post by",
    "an opinion piece by", "column by", "contributed by", "byline:", "post author:", "authored by", "from our correspondent", "interview by",
    // German
    "von", "von:", "autor:", "autorin:", "autoren:", "autor", "autorin", "text:", "text von", "ein kommentar von", "kommentar von", "ein gastbeitrag von",
    "gastbeitrag von", "eine analyse von", "analyse von", "ein interview von", "interview von", "interview:", "eine kolumne von", "kolumne von", "ein essay von", "ein bericht von", "bericht von",
    "eine reportage von", "verfasst von", "geschrieben von", "ein artikel von", "eine glosse von", "gastkommentar von", "protokoll:", "essay von", "leitartikel von", "beitrag von",
    // French
    "par", "par:", "auteur:", "auteur :", "auteurs :", "auteure :", "propos recueillis par", "écrit par", "rédigé par", "publié par", "un texte de", "texte :", "posté par", "article de", "une analyse de", "une chronique de",
    // Spanish, Portuguese, Catalan
    "por", "por:", "autor :", "autora:", "autores:", "escrito por", "publicado por", "texto:", "texto de", "redacción:", "reportagem de", "per", "redação:", "por la redacción",
    // Italian
    "di", "di:", "autore:", "a cura di", "scritto da", "articolo di", "pubblicato da", "testo di", "dal nostro inviato", "dalla nostra corrispondente",
    // Dutch, Nordic
    "door", "door:", "auteur", "geschreven door", "tekst:", "tekst", "av", "av:", "skrevet av", "af", "af:", "skrevet af", "text", "skriven av", "journalist:", "kirjoittaja:", "kirjoittanut", "toimittaja:", "teksti:", "höfundur:",
    // Slavic, Hungarian, Romanian, Greek, Baltic
    "autor/ka:", "autorka:", "autorzy:", "autoři:", "napisał", "napisała", "napsal", "napsala", "opracował", "oprac.", "oprac.:", "zpracoval:", "avtor:", "автор:", "автор", "авторы:", "автор статьи:", "автор текста:", "текст:", "текст", "автори:", "автор публікації:",
    "írta:", "szerző:", "írta", "de:", "autor articol:", "scris de", "publicat de", "piše:", "pišu:", "napisao", "пише:", "γράφει ο", "γράφει η", "του", "της", "συντάκτης:", "autorius:", "autors:", "autor-",
    // Turkish, Indonesian, Malay, Vietnamese, Tagalog, Swahili
    "yazar:", "yazan:", "haber:", "muhabir:", "hazırlayan:", "oleh", "oleh:", "penulis:", "reporter", "pewarta:", "editor:", "tác giả:", "tác giả", "theo", "bài:", "phóng viên:", "ni", "na", "mwandishi:",
    // Arabic, Persian, Hebrew
    "بقلم", "بقلم:", "كتب:", "كتبت:", "كتب", "كتبت", "الكاتب:", "إعداد:", "تقرير:", "نویسنده:", "خبرنگار:", "מאת", "מאת:",
    // Hindi, Chinese, Japanese, Korean
    "लेखक:", "द्वारा:", "द्वारा", "रिपोर्ट:", "作者：", "作者:", "作者", "记者：", "记者", "記者：", "記者", "本报记者", "撰文：", "撰文", "文／", "文/", "文：", "来源作者：", "執筆：", "執筆:", "著者：", "著者:", "筆者：", "기자:", "글:", "글",
];

/// A line that is only one of these (a colon may follow) is the label of a byline on the next line.
pub(super) const LABELS: &[&str] = &[
    "by", "written by", "author", "authors", "kommentar von", "ein kommentar von", "gastbeitrag von", "analyse von", "interview von", "story by", "posted by", "author of the article", "words by", "reported by", "contributors", "von", "autor", "autorin", "autoren", "par", "auteur", "auteurs",
    "por", "escrito por", "autora", "di", "autore", "scritto da", "door", "auteur(s)", "av", "af", "skrevet av", "автор", "авторы", "yazar", "oleh", "penulis", "tác giả", "بقلم", "الكاتب", "מאת", "作者", "記者", "记者",
];

/// Agencies and desks that stand in the place of a name.
pub(super) const AGENCIES: &[&str] = &[
    "ap", "associated press", "the associated press", "reuters", "afp", "agence france-presse", "dpa", "dpa-infocom", "deutsche presse-agentur", "apa", "sda", "keystone-sda", "sid", "epd", "kna", "efe", "agencia efe", "europa press", "ansa", "adnkronos",
    "agi", "pap", "čtk", "ctk", "tass", "тасс", "риа новости", "interfax", "интерфакс", "xinhua", "新华社", "新華社", "共同通信", "時事通信", "kyodo", "yonhap", "연합뉴스", "anadolu agency", "anadolu ajansı", "aa", "dha", "iha", "pti", "ani", "ians", "upi", "bloomberg", "bloomberg news",
    "belga", "anp", "ritzau", "ntb", "tt", "stt", "lusa", "agência brasil", "agência estado", "estadão conteúdo", "folhapress", "canadian press", "the canadian press", "la presse canadienne", "press association", "pa", "pa media", "aap", "australian associated press", "ukrinform", "укринформ", "укрінформ", "antara", "ttxvn",
    "staff", "admin", "administrator", "editor", "editors", "editorial", "editorial board", "the editorial board", "editorial staff", "staff writer", "staff writers", "staff reporter", "staff report", "news desk", "newsroom", "newsdesk", "web desk", "online desk", "bbc news", "cnn", "redaktion", "redaktionsteam", "die redaktion", "red", "redacción", "la redacción", "rédaction", "la rédaction", "redazione", "la redazione", "redação", "da redação",
    "redactie", "redaktionen", "redakce", "redakcja", "редакция", "редакція", "redaksi", "ban biên tập", "webredaktion", "online-redaktion", "newsteam", "wire reports", "wire services", "agencies", "agenturen", "agencias", "agences", "agenzie",
    "news staff", "our correspondent", "special correspondent", "correspondent", "reporter", "guest author", "guest contributor", "contributor", "press release", "newsroom staff", "online editors", "digital team",
];

/// Words that begin a role: everything from there on is no name.
pub(super) const ROLES: &[&str] = &[
    "staff", "senior", "chief", "correspondent", "correspondents", "reporter", "reporters", "editor", "editors", "writer", "writers", "columnist", "contributor", "contributing", "journalist", "producer", "analyst", "political", "national", "international",
    "foreign", "diplomatic", "defence", "defense", "economics", "business", "sports", "sport", "news", "health", "science", "technology", "tech", "education", "environment", "investigations", "investigative", "assistant", "associate", "deputy", "managing", "executive", "digital", "breaking",
    "travel", "crime", "court", "home", "affairs", "white", "special", "freelance", "freelancer", "guest", "photographer", "photojournalist", "video", "desk", "bureau", "agency", "agencies", "press", "times", "post", "media", "magazine", "daily", "weekly", "herald", "tribune", "gazette", "journal",
    "network", "radio", "tv", "channel", "television", "university", "institute", "college", "foundation", "center", "centre", "professor", "ceo", "founder", "director", "lecturer", "fellow", "ph.d", "phd", "md", "m.d", "ma", "rn", "r.d", "esq", "president",
    "redakteur", "redakteurin", "redaktion", "reporterin", "korrespondent", "korrespondentin", "chefredakteur", "chefredakteurin", "autor", "autorin", "leiter", "leiterin", "ressort", "politikredakteur", "volontär", "volontärin", "freie", "freier", "journalistin", "stellvertretender", "stellvertretende",
    "journaliste", "correspondant", "correspondante", "envoyé", "envoyée", "rédacteur", "rédactrice", "chroniqueur", "reporters", "corresponsal", "enviado", "enviada", "especial", "redactor", "redactora", "periodista", "columnista", "repórter", "jornalista", "correspondente", "colunista", "editora",
    "giornalista", "corrispondente", "inviato", "inviata", "redacteur", "verslaggever", "correspondente", "reportteri", "toimittaja", "politisk", "redaktør", "dziennikarz", "dziennikarka", "korespondent", "redaktor", "redaktorka", "корреспондент", "обозреватель", "журналист", "редактор", "muhabir", "muhabiri", "editörü", "zeitung", "presse", "verlag",
    "update", "updated", "published", "posted", "twitter", "facebook", "follow", "email", "bio",
];

/// Section labels that may stand in a line with the date.
pub(super) const SECTIONS: &[&str] = &[
    "news", "politics", "opinion", "world", "business", "sport", "sports", "culture", "media", "us", "u.s.", "uk", "national", "local", "health", "science", "tech", "technology", "entertainment", "lifestyle", "analysis", "features", "local news", "world news", "breaking news",
    "politik", "wirtschaft", "kultur", "panorama", "sport", "nachrichten", "ausland", "inland", "politique", "économie", "monde", "société", "política", "internacional", "sociedad", "economía", "mundo", "brasil", "esteri", "politica", "cronaca", "economia", "политика", "общество", "мир", "новости", "nuomonės", "innlent", "gündem",
];

/// Words that no person is called in a byline; a line that holds one is not a name.
pub(super) const STOP: &[&str] = &[
    // English function words and words of headings
    "the", "a", "an", "and", "or", "but", "if", "of", "to", "in", "on", "at", "for", "from", "with", "without", "by", "as", "is", "are", "was", "were", "be", "been", "not", "no", "yes", "this", "that", "these", "those", "it", "its", "we", "you", "they", "he", "she", "i", "my", "your",
    "our", "their", "his", "her", "who", "what", "when", "where", "why", "how", "which", "all", "any", "some", "more", "most", "less", "many", "few", "one", "two", "three", "four", "five", "first", "second", "last", "next", "new", "old", "best", "top", "big", "here", "there", "now", "then", "today", "tomorrow",
    "yesterday", "after", "before", "about", "over", "under", "into", "up", "down", "out", "off", "per", "via", "vs", "than", "also", "just", "only", "can", "will", "would", "should", "could", "may", "do", "does", "did", "has", "have", "had", "get", "got", "go", "going", "make", "see", "say", "says", "said",
    "news", "politics", "world", "business", "opinion", "sports", "sport", "culture", "health", "science", "technology", "tech", "entertainment", "lifestyle", "local", "national", "international", "breaking", "latest", "trending", "popular", "featured", "related", "advertisement", "sponsored", "newsletter", "newsletters",
    "subscribe", "share", "comments", "comment", "read", "reading", "watch", "listen", "video", "videos", "photo", "photos", "gallery", "podcast", "podcasts", "live", "home", "menu", "search", "login", "sign", "contact", "privacy", "policy", "terms", "cookies", "copyright", "story", "stories", "article", "articles",
    "report", "reports", "analysis", "review", "reviews", "interview", "exclusive", "update", "updates", "updated", "published", "posted", "follow", "twitter", "facebook", "instagram", "email", "print", "source", "sources", "image", "credit", "getty", "images", "shutterstock", "tags", "topics", "topic",
    "section", "sections", "archive", "archives", "weather", "jobs", "events", "event", "guide", "tips", "recipes", "recipe", "current", "issue", "issues", "personal", "finance", "today's", "paper", "today’s", "federal", "money", "property", "crossword", "games", "election", "elections", "war", "crisis", "government", "parliament", "senate", "congress", "president", "minister", "court", "police", "army", "military", "economy",
    "market", "markets", "bank", "street", "road", "avenue", "park", "city", "county", "state", "states", "house", "republic", "kingdom", "union", "nations", "north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "united", "american", "british", "european", "russian", "chinese", "international",
    "numbers", "design", "demand", "land", "sea", "air", "train", "means", "law", "order", "hand", "heart", "faith", "accident", "nature", "default", "force", "day", "night", "week", "month", "year", "years", "days", "hours", "minutes", "time", "times", "page", "part", "chapter", "episode", "season", "introduction",
    "conclusion", "summary", "background", "timeline", "overview", "faq", "methodology", "results", "key", "points", "takeaways", "executive", "table", "contents", "appendix", "references", "notes", "editor's", "editors", "correction", "disclaimer", "los", "las", "hong", "kong", "york", "angeles", "francisco", "washington", "london", "paris", "moscow", "kyiv", "beijing", "ukraine", "russia", "china", "america", "europe", "africa", "asia", "india", "israel", "iran", "iraq", "germany", "france", "britain", "england", "scotland", "ireland", "canada", "australia", "mexico", "brazil", "japan", "korea",
    "university", "college", "school", "institute", "center", "centre", "foundation", "association", "company", "group", "inc", "ltd", "corp", "club", "team", "league", "cup", "championship", "olympics", "press", "agency", "media", "network", "magazine", "journal",
    // German
    "der", "die", "das", "ein", "eine", "einer", "eines", "dem", "den", "und", "oder", "aber", "nicht", "ist", "sind", "war", "mit", "ohne", "für", "gegen", "nach", "vor", "bei", "aus", "auf", "im", "am", "zum", "zur", "beim", "wegen", "wie", "was", "wer", "wo", "wann", "warum", "so", "hier", "heute", "morgen", "gestern",
    "anfang", "beginn", "wegen", "anfang", "hand", "haus", "tag", "seite", "mehr", "zum", "thema", "themen", "lesen", "auch", "kommentare", "artikel", "bild", "foto", "quelle", "stand", "teilen", "drucken", "wirtschaft", "politik", "kultur", "nachrichten", "panorama", "wetter", "startseite",
    // French, Spanish, Portuguese, Italian
    "les", "des", "du", "un", "une", "et", "ou", "mais", "pas", "est", "sont", "dans", "sur", "pour", "avec", "sans", "aux", "au", "ce", "cette", "ces", "qui", "que", "quoi", "où", "quand", "comment", "pourquoi", "ailleurs", "exemple", "conséquent", "rapport", "contre", "politique", "économie", "société", "monde",
    "lo", "los", "las", "una", "unos", "y", "o", "pero", "no", "es", "son", "en", "con", "sin", "para", "por", "qué", "quién", "cuándo", "dónde", "cómo", "eso", "ello", "ejemplo", "favor", "supuesto", "otra", "otro", "parte", "lado", "ahora", "fin", "último", "primera", "primer", "vez", "política", "economía", "sociedad", "mundo",
    "os", "as", "um", "uma", "não", "são", "isso", "fim", "que", "quê", "outro", "lado", "enquanto", "exemplo", "il", "lo", "gli", "uno", "non", "sono", "per", "che", "chi", "quando", "dove", "come", "perché", "nuovo", "fronte", "conseguenza", "seguito", "cui", "più", "solo", "fatto",
    // Dutch, Nordic, Slavic, Turkish
    "het", "een", "maar", "niet", "zijn", "op", "aan", "bij", "om", "naar", "dit", "dat", "och", "att", "ett", "inte", "som", "för", "på", "til", "ikke", "det", "vi", "jeg", "что", "как", "это", "для", "или", "почему", "где", "когда", "nie", "jak", "czy", "dla", "przez", "ve", "bir", "bu", "için",
];
