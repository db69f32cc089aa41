//! Tables: month and weekday names, labels, connectives, time zones.
//!
//! Names follow CLDR (wide and abbreviated, format and stand-alone), plus the shortenings that newsrooms use.
//! Fields are separated by `|`, variants within a field by spaces; everything is lower case and without a final dot.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word or phrase can mean in a line of metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A month, 1 to 12.
    Month(i8),
    /// A weekday, Monday is 1.
    Weekday(i8),
    /// "Published", "Veröffentlicht am".
    Published,
    /// "Updated", "Mis à jour".
    Updated,
    /// A word that only connects: "on", "um", "Uhr".
    Filler,
    /// What a small number may count: "min read", "hours ago".
    Unit,
    /// Before noon.
    Am,
    /// After noon.
    Pm,
}

/// A phrase of the lexicon: the words after the first, its role, and the language it is bound to.
#[derive(Debug)]
pub(super) struct Entry {
    pub rest: Vec<&'static str>,
    pub role: Role,
    pub only: Option<&'static str>,
}

/// Month names. A language in the first field binds the names to that language (they mean another month elsewhere).
const MONTHS: &[(&str, &str)] = &[
    (
        "",
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct|november nov|december dec",
    ),
    (
        "",
        "januar jänner jän jan|februar feber feb|märz mär mrz maerz|april apr|mai|juni|juli|august aug|september sept sep|oktober okt|november nov|dezember dez",
    ),
    (
        "",
        "janvier janv jan|février fevrier févr fév fevr fev|mars|avril avr|mai|juin|juillet juil|août aout|septembre sept|octobre oct|novembre nov|décembre decembre déc dec",
    ),
    (
        "",
        "enero ene|febrero feb|marzo mar|abril abr|mayo|junio jun|julio jul|agosto ago|septiembre setiembre sept sep set|octubre oct|noviembre nov|diciembre dic",
    ),
    (
        "",
        "gennaio gen|febbraio feb febbr|marzo mar|aprile apr|maggio mag|giugno giu|luglio lug|agosto ago|settembre sett set|ottobre ott|novembre nov|dicembre dic",
    ),
    (
        "",
        "janeiro jan|fevereiro fev|março marco mar|abril abr|maio mai|junho jun|julho jul|agosto ago|setembro set|outubro out|novembro nov|dezembro dez",
    ),
    ("", "gener gen|febrer febr|març|abril abr|maig|juny|juliol|agost|setembre set|octubre oct|novembre nov|desembre des"),
    (
        "",
        "januari jan|februari feb|maart mrt|april apr|mei|juni jun|juli jul|augustus aug|september sep|oktober okt|november nov|december dec",
    ),
    (
        "",
        "januari jan|februari feb|mars|april apr|maj|juni jun|juli jul|augusti aug|september sept sep|oktober okt|november nov|december dec",
    ),
    (
        "",
        "januar jan|februar feb|marts mar|april apr|maj|juni jun|juli jul|august aug|september sep|oktober okt|november nov|december dec",
    ),
    (
        "",
        "januar jan|februar feb|mars mar|april apr|mai|juni jun|juli jul|august aug|september sep|oktober okt|november nov|desember des",
    ),
    (
        "",
        "janúar jan|febrúar feb|mars mar|apríl apr|maí|júní jún|júlí júl|ágúst ágú|september sep|október okt|nóvember nóv|desember des",
    ),
    (
        "",
        "tammikuuta tammikuu|helmikuuta helmikuu|maaliskuuta maaliskuu|huhtikuuta huhtikuu|toukokuuta toukokuu|kesäkuuta kesäkuu|heinäkuuta heinäkuu|elokuuta elokuu|syyskuuta syyskuu|lokakuuta lokakuu|marraskuuta marraskuu|joulukuuta joulukuu",
    ),
    (
        "",
        "stycznia styczeń sty|lutego luty lut|marca marzec|kwietnia kwiecień kwi|maja maj|czerwca czerwiec cze|lipca lipiec lip|sierpnia sierpień sie|września wrzesień wrz|października październik paź|listopada lis|grudnia grudzień gru",
    ),
    (
        "cs",
        "ledna leden|února únor|března březen|dubna duben|května květen|června červen|července červenec|srpna srpen|září|října říjen|listopadu listopad|prosince prosinec",
    ),
    (
        "",
        "ledna leden|února únor|března březen|dubna duben|května květen|června červen|července červenec|srpna srpen|září|října říjen|listopadu|prosince prosinec",
    ),
    (
        "",
        "januára január|februára február|marca marec|apríla apríl|mája máj|júna jún|júla júl|augusta august|septembra september|októbra október|novembra november|decembra december",
    ),
    (
        "",
        "januarja januar|februarja februar|marca marec|aprila april|maja maj|junija junij|julija julij|avgusta avgust|septembra september|oktobra oktober|novembra november|decembra december",
    ),
    ("hr", "siječnja|veljače|ožujka|travnja|svibnja|lipnja|srpnja|kolovoza|rujna|listopada|studenoga studenog|prosinca"),
    ("pl", "||||||||||listopad|"),
    (
        "",
        "januára jan|februára febr|március márc|április ápr|május máj|június jún|július júl|augusztus aug|szeptember szept|október okt|november nov|december dec",
    ),
    ("hu", "január|február|március|április|május|június|július|augusztus|szeptember|október|november|december"),
    (
        "",
        "ianuarie ian|februarie feb|martie mar|aprilie apr|mai|iunie iun|iulie iul|august aug|septembrie sept|octombrie oct|noiembrie noi nov|decembrie dec",
    ),
    (
        "",
        "sausio saus|vasario vas|kovo kov|balandžio bal|gegužės geg|birželio birž|liepos liep|rugpjūčio rugp|rugsėjo rugs|spalio spal|lapkričio lapkr|gruodžio gruod",
    ),
    (
        "",
        "janvāris janvārī janv|februāris februārī febr|marts martā|aprīlis aprīlī apr|maijs maijā|jūnijs jūnijā|jūlijs jūlijā|augusts augustā aug|septembris septembrī sept|oktobris oktobrī okt|novembris novembrī nov|decembris decembrī dec",
    ),
    (
        "",
        "jaanuar jaan|veebruar veebr|märts|aprill apr|mai|juuni|juuli|august aug|september sept|oktoober okt|november nov|detsember dets",
    ),
    (
        "",
        "января январь янв|февраля февраль февр фев|марта март мар|апреля апрель апр|мая май|июня июнь июн|июля июль июл|августа август авг|сентября сентябрь сент сен|октября октябрь окт|ноября ноябрь нояб ноя|декабря декабрь дек",
    ),
    (
        "",
        "січня січень січ|лютого лютий лют|березня березень бер|квітня квітень кві|травня травень тра|червня червень чер|липня липень лип|серпня серпень сер|вересня вересень вер|жовтня жовтень жов|листопада листопад лис|грудня грудень гру",
    ),
    ("", "януари|февруари|март|април|май|юни|юли|август|септември|октомври|ноември|декември"),
    (
        "",
        "јануар јануара|фебруар фебруара|март марта|април априла|мај маја|јун јуна|јул јула|август августа|септембар септембра|октобар октобра|новембар новембра|децембар децембра",
    ),
    ("", "januara|februara|marta|aprila|maja|juna|jula|avgusta|septembra|oktobra|novembra|decembra"),
    (
        "",
        "ιανουαρίου ιανουάριος ιαν|φεβρουαρίου φεβρουάριος φεβ|μαρτίου μάρτιος μαρ|απριλίου απρίλιος απρ|μαΐου μάιος μαϊ|ιουνίου ιούνιος ιουν|ιουλίου ιούλιος ιουλ|αυγούστου αύγουστος αυγ|σεπτεμβρίου σεπτέμβριος σεπ|οκτωβρίου οκτώβριος οκτ|νοεμβρίου νοέμβριος νοε|δεκεμβρίου δεκέμβριος δεκ",
    ),
    ("", "ocak oca|şubat şub|mart|nisan nis|mayıs may|haziran haz|temmuz tem|ağustos ağu|eylül eyl|ekim eki|kasım kas|aralık ara"),
    (
        "",
        "januari jan|februari feb|maret mar|april apr|mei|juni jun|juli jul|agustus agu agt|september sep|oktober okt|november nov|desember des",
    ),
    ("ms", "januari|februari|mac|april|mei|jun|julai|ogos|september|oktober|november|disember"),
    ("", "enero|pebrero|marso|abril|mayo|hunyo|hulyo|agosto|setyembre|oktubre|nobyembre|disyembre"),
    ("", "januari|februari|machi|aprili|mei|juni|julai|agosti|septemba|oktoba|novemba|desemba"),
    ("", "يناير|فبراير|مارس|أبريل ابريل إبريل|مايو|يونيو يونيه|يوليو يوليه|أغسطس اغسطس|سبتمبر|أكتوبر اكتوبر|نوفمبر|ديسمبر"),
    ("", "جانفي|فيفري|مارس|أفريل|ماي|جوان|جويلية|أوت|سبتمبر|أكتوبر|نوفمبر|ديسمبر"),
    ("", "|شباط|آذار اذار|نيسان|أيار ايار|حزيران|تموز|آب|أيلول ايلول"),
    ("", "ژانویه|فوریه|مارس|آوریل|مه|ژوئن|ژوئیه|اوت|سپتامبر|اکتبر|نوامبر|دسامبر"),
    (
        "",
        "ינואר בינואר|פברואר בפברואר|מרץ במרץ|אפריל באפריל|מאי במאי|יוני ביוני|יולי ביולי|אוגוסט באוגוסט|ספטמבר בספטמבר|אוקטובר באוקטובר|נובמבר בנובמבר|דצמבר בדצמבר",
    ),
    ("", "जनवरी|फ़रवरी फरवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर सितम्बर|अक्टूबर अक्तूबर|नवंबर नवम्बर|दिसंबर दिसम्बर"),
    ("", "জানুয়ারি জানুয়ারি|ফেব্রুয়ারি ফেব্রুয়ারি|মার্চ|এপ্রিল|মে|জুন|জুলাই|আগস্ট|সেপ্টেম্বর|অক্টোবর|নভেম্বর|ডিসেম্বর"),
    ("", "มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม"),
];

/// Weekday names, Monday first. Short forms that are words elsewhere are bound to their language.
const WEEKDAYS: &[(&str, &str)] = &[
    ("", "monday mon|tuesday tues tue|wednesday weds wed|thursday thurs thur thu|friday fri|saturday sat|sunday sun"),
    ("", "montag|dienstag|mittwoch|donnerstag|freitag|samstag sonnabend|sonntag"),
    ("de", "mo|di|mi|do|fr|sa|so"),
    ("", "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"),
    ("fr", "lun|mar|mer|jeu|ven|sam|dim"),
    ("", "lunes|martes|miércoles miercoles|jueves|viernes|sábado sabado|domingo"),
    ("es", "lun|mar|mié mie|jue|vie|sáb|dom"),
    ("", "lunedì lunedi|martedì martedi|mercoledì mercoledi|giovedì giovedi|venerdì venerdi|sabato|domenica"),
    ("it", "lun|mar|mer|gio|ven|sab|dom"),
    ("", "segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|sábado|domingo"),
    ("pt", "segunda seg|terça ter|quarta qua|quinta qui|sexta sex|sáb|dom"),
    ("", "dilluns|dimarts|dimecres|dijous|divendres|dissabte|diumenge"),
    ("", "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"),
    ("nl", "ma|di|wo|do|vr|za|zo"),
    ("", "måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag"),
    ("", "mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag"),
    ("", "mánudagur|þriðjudagur|miðvikudagur|fimmtudagur|föstudagur|laugardagur|sunnudagur"),
    (
        "",
        "maanantai maanantaina|tiistai tiistaina|keskiviikko keskiviikkona|torstai torstaina|perjantai perjantaina|lauantai lauantaina|sunnuntai sunnuntaina",
    ),
    ("fi", "ma|ti|ke|to|pe|la|su"),
    ("", "poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela"),
    ("", "pondělí|úterý|středa|čtvrtek|pátek|sobota|neděle"),
    ("cs", "po|út|st|čt|pá|so|ne"),
    ("", "pondelok|utorok|streda|štvrtok|piatok|sobota|nedeľa"),
    ("", "ponedjeljak ponedeljak|utorak|srijeda sreda|četvrtak|petak|subota|nedjelja nedelja"),
    ("", "ponedeljek|torek|sreda|četrtek|petek|sobota|nedelja"),
    ("", "hétfő|kedd|szerda|csütörtök|péntek|szombat|vasárnap"),
    ("", "luni|marți|miercuri|joi|vineri|sâmbătă|duminică"),
    ("", "понедельник|вторник|среда|четверг|пятница|суббота|воскресенье"),
    ("ru", "пн|вт|ср|чт|пт|сб|вс"),
    ("", "понеділок|вівторок|середа|четвер|п'ятниця п’ятниця|субота|неділя"),
    ("uk", "пн|вт|ср|чт|пт|сб|нд"),
    ("", "понеделник|вторник|сряда|четвъртък|петък|събота|неделя"),
    ("", "δευτέρα|τρίτη|τετάρτη|πέμπτη|παρασκευή|σάββατο|κυριακή"),
    ("", "pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar"),
    ("", "senin|selasa|rabu|kamis|jumat jum'at|sabtu|minggu"),
    ("", "الاثنين الإثنين|الثلاثاء|الأربعاء الاربعاء|الخميس|الجمعة|السبت|الأحد الاحد"),
    ("", "सोमवार|मंगलवार|बुधवार|गुरुवार|शुक्रवार|शनिवार|रविवार"),
    (
        "",
        "星期一 周一 週一 月曜日 月曜 월요일|星期二 周二 週二 火曜日 火曜 화요일|星期三 周三 週三 水曜日 水曜 수요일|星期四 周四 週四 木曜日 木曜 목요일|星期五 周五 週五 金曜日 金曜 금요일|星期六 周六 週六 土曜日 土曜 토요일|星期日 星期天 周日 週日 日曜日 日曜 일요일",
    ),
    ("ja", "月|火|水|木|金|土|日"),
    ("ko", "월|화|수|목|금|토|일"),
    ("zh", "一|二|三|四|五|六|日"),
];

/// Phrases that may hold several words: role, then phrases separated by `|`.
const PHRASES: &[(Role, &str)] = &[
    (Role::Weekday(1), "thứ hai"),
    (Role::Weekday(2), "thứ ba"),
    (Role::Weekday(3), "thứ tư"),
    (Role::Weekday(4), "thứ năm"),
    (Role::Weekday(5), "thứ sáu"),
    (Role::Weekday(6), "thứ bảy"),
    (Role::Weekday(7), "chủ nhật"),
    (Role::Month(1), "كانون الثاني"),
    (Role::Month(10), "تشرين الأول"),
    (Role::Month(11), "تشرين الثاني"),
    (Role::Month(12), "كانون الأول"),
    (
        Role::Published,
        "published|published on|published at|first published|first published on|originally published|originally published on|article published|story published|posted|posted on|posted at|date posted|date published|publication date|created|created on|written on|uploaded|pub date|post date|filed",
    ),
    (
        Role::Published,
        "veröffentlicht|veröffentlicht am|artikel veröffentlicht|artikel veröffentlicht am|zuerst veröffentlicht|zuerst veröffentlicht am|erstveröffentlichung|erstveröffentlicht|publiziert|publiziert am|erschienen|erschienen am|erstellt|erstellt am|stand|datum|geschrieben am|online seit|veröffentlichung|online gestellt",
    ),
    (
        Role::Published,
        "publié|publié le|publiée|publiée le|paru le|mis en ligne|mis en ligne le|posté le|date de publication|créé le|écrit le|rédigé le|article publié|article publié le|première publication",
    ),
    (
        Role::Published,
        "publicado|publicado el|publicada|publicada el|publicado em|publicada em|publicado en|publicación|fecha de publicación|fecha|creado|creado el|postado em|criado em|data de publicação|data da publicação|data|escrito el|publicado a",
    ),
    (
        Role::Published,
        "pubblicato|pubblicato il|pubblicata il|pubblicazione|data di pubblicazione|postato il|scritto il|publicat|publicat el|publicat la|publicat pe",
    ),
    (
        Role::Published,
        "gepubliceerd|gepubliceerd op|geplaatst|geplaatst op|publicatiedatum|gepost op|geschreven op|eerste publicatie",
    ),
    (
        Role::Published,
        "publicerad|publicerad den|publicerat|publicerades|publisert|publiseret|publiceret|publicerat den|offentliggjort|udgivet|udgivet den|oprettet|lagt ut|opprettet|skapad|først publisert|birt|birtist|julkaistu|julkaistu alun perin|luotu",
    ),
    (
        Role::Published,
        "opublikowano|opublikowany|opublikowane|data publikacji|dodano|data dodania|utworzono|publikováno|vydáno|zveřejněno|zverejnené|publikované|vložené|objavljeno|objava|közzétéve|megjelent|publikálva|publicerat av|paskelbta|publicēts|avaldatud|data utworzenia",
    ),
    (
        Role::Published,
        "опубликовано|дата публикации|размещено|создано|добавлено|дата|опубліковано|дата публікації|публикувано|публикувана|објављено|δημοσίευση|δημοσιεύτηκε|δημοσιεύθηκε|ημερομηνία",
    ),
    (
        Role::Published,
        "yayınlanma|yayınlanma tarihi|yayın tarihi|giriş|giriş tarihi|yayınlandı|oluşturulma tarihi|oluşturulma|yayımlanma|eklenme tarihi|tarih|haber giriş",
    ),
    (
        Role::Published,
        "diterbitkan|dipublikasikan|dipublikasi|diposting|tayang|terbit|tanggal|ngày đăng|đăng ngày|đăng lúc|xuất bản|cập nhật lần đầu|diterbitkan pada",
    ),
    (
        Role::Published,
        "نشر|نُشر|نشر في|نشرت في|نُشر في|تاريخ النشر|آخر نشر|تم النشر|تم النشر في|تاريخ انتشار|منتشر شده|פורסם|פורסם ב|תאריך|प्रकाशित|पब्लिश|प्रकाशन तिथि|publish date|published date",
    ),
    (
        Role::Published,
        "发布时间|发表时间|发布于|发表于|发布|發布時間|發布|發佈|發表|刊登|发布日期|日期|时间|時間|公開日|公開|掲載|配信|投稿日|投稿|発表|登録|입력|등록|기사입력|작성|게재|발행|입력일|등록일|송고시간|송고",
    ),
    (
        Role::Updated,
        "updated|updated on|updated at|last updated|last updated on|last updated at|last update|update|modified|last modified|modified on|edited|last edited|revised|refreshed",
    ),
    (
        Role::Updated,
        "aktualisiert|aktualisiert am|zuletzt aktualisiert|zuletzt aktualisiert am|letzte aktualisierung|aktualisierung|geändert|geändert am|letzte änderung|akt|aktualisierte fassung|überarbeitet|bearbeitet am|zuletzt bearbeitet",
    ),
    (
        Role::Updated,
        "mis à jour|mis à jour le|mise à jour|mise à jour le|dernière mise à jour|dernière mise à jour le|modifié|modifié le|actualisé|actualisé le|maj|màj",
    ),
    (
        Role::Updated,
        "actualizado|actualizado el|actualizado a|actualizado a las|actualizada|última actualización|actualización|atualizado|atualizado em|atualizada em|atualizada|última atualização|modificado|modificado em|modificado el|atualização",
    ),
    (
        Role::Updated,
        "aggiornato|aggiornato il|aggiornato alle|aggiornata|ultimo aggiornamento|aggiornamento|modificato|modificato il|ultima modifica|actualitzat|actualitzat el|actualizat|actualizat la",
    ),
    (
        Role::Updated,
        "bijgewerkt|laatst bijgewerkt|laatst bijgewerkt op|bijgewerkt op|bijgewerkt tot|laatste update|gewijzigd|gewijzigd op|aangepast op|uppdaterad|uppdaterat|senast uppdaterad|senast uppdaterad den|oppdatert|sist oppdatert|opdateret|sidst opdateret|uppfært|päivitetty|muokattu|ändrad",
    ),
    (
        Role::Updated,
        "zaktualizowano|aktualizacja|ostatnia aktualizacja|data aktualizacji|zmodyfikowano|aktualizováno|aktualizovaný|aktualizované|aktualizace|upraveno|ažurirano|osveženo|posodobljeno|frissítve|frissítés|módosítva|atnaujinta|atjaunots|uuendatud|aktualizácia",
    ),
    (
        Role::Updated,
        "обновлено|изменено|дата обновления|последнее обновление|оновлено|актуализирано|ажурирано|ενημέρωση|ενημερώθηκε|τελευταία ενημέρωση|τελευταία τροποποίηση",
    ),
    (
        Role::Updated,
        "güncelleme|güncellenme|güncelleme tarihi|son güncelleme|güncellendi|güncellenme tarihi|diperbarui|pembaruan|terakhir diperbarui|cập nhật|cập nhật lúc|cập nhật ngày|आखरी अपडेट|अपडेटेड|अद्यतन|अपडेट|last updated date",
    ),
    (
        Role::Updated,
        "آخر تحديث|تحديث|تم التحديث|حدث|آخرین بروزرسانی|עודכן|更新|更新时间|更新時間|更新于|更新日|最后更新|最終更新|更新日時|수정|최종수정|업데이트|기사수정|수정일",
    ),
    (
        Role::Filler,
        "gmt|utc|today|yesterday|heute|gestern|hoy|ayer|hoje|ontem|oggi|ieri|vandaag|gisteren|i dag|idag|dnes|dziś|dzisiaj|сегодня|вчера|bugün|on|at|of|the|th|st|nd|rd|t|am|um|uhr|den|der|le|à|a|de|del|el|la|las|los|em|às|as|o|il|alle|ore|hs|hrs|hr|h|kl|klo|klokken|op|om|uur|dnia|o godz|godz|godzina|v|ve|в|г|года|год|р|року|о|год|ngày|năm|lúc|saat|pukul|pada|jam|στις|το|d|l|dne|óra|ob|u|в|и|ore|ora|alle ore|hora|horas|a las|à s|en|er|ère|m|pre|los días|i|di|ca|kello|στο|la data|tanggal|को|बजे|بتاريخ|في|الساعة|الموافق|م|에|시간|日|local time|ortszeit|heure|heures",
    ),
    (
        Role::Filler,
        "this article is more than|this story is more than|vor|il y a|hace|há|för|for|før|før|przed|před|prieš|siden|sedan|geleden|temu|fa|назад|önce|sitten|ago|reading time|read time|lesezeit|lesedauer|temps de lecture|lecture|tempo di lettura|tiempo de lectura|tempo de leitura|leestijd|lästid|okuma süresi|durée|time to read|est read time|estimated reading time|share|print|lecture de|lukuaika|læsetid|lesetid",
    ),
    (
        Role::Unit,
        "minute read|min read|mins read|minutes read|minute|minutes|min|mins|minuten|minuto|minutos|minuti|minuter|minutter|minut|minuty|minuuttia|minuti di lettura|min di lettura|min de lecture|minutes de lecture|minutos de lectura|min de lectura|min de leitura|minutos de leitura|min lesezeit|minuten lesezeit|min leestijd|dk|dakika|phút|menit|мин|минут|минуты|хв|分钟|分鐘|min lästid|min czytania",
    ),
    (
        Role::Unit,
        "h ago|h|d ago|w ago|minute ago|minutes ago|mins ago|min ago|hour|hours|stunden|stunde|horas|heures|ore fa|ore|saat önce|uur geleden|hour ago|hours ago|hr ago|hrs ago|years old|year old|months old|month old|stunde|tag|tage|tagen|heure|jour|jours|hora|día|días|dia|dias|ora|giorno|giorni|uur|dag|dagen|dagar|dager|dage|timer|timmar|timme|time|godziny|godzin|godzinę|dni|dzień|hodinami|hodinou|hodin|minutami|minutou|dny|часа|часов|час|дня|дней|день|минуту|минуты|saat|gün|tuntia|tunti|päivää|val|d|day ago|days ago|week ago|weeks ago|month ago|months ago|year ago|years ago|second ago|seconds ago|comment|comments|kommentare|commentaires|comentarios|comentários|commenti|reacties",
    ),
    (Role::Am, "a m|上午|午前|오전|ص|صباحا|صباحاً|早上|凌晨|π μ|sáng|पूर्वाह्न"),
    (Role::Pm, "pm|p m|下午|午後|오후|مساء|مساءً|晚上|μ μ|chiều|अपराह्न"),
];

static LEXICON: LazyLock<HashMap<&'static str, Vec<Entry>>> = LazyLock::new(|| {
    let mut lexicon: HashMap<&'static str, Vec<Entry>> = HashMap::with_capacity(2048);
    let mut add = |phrase: &'static str, role: Role, only: &'static str| {
        let mut words = phrase.split([' ', '-', '\'', '’']);
        if let Some(first) = words.next() {
            let entry = Entry { rest: words.collect(), role, only: (!only.is_empty()).then_some(only) };
            let entries = lexicon.entry(first).or_default();
            let known = entries.iter().any(|e| e.rest == entry.rest && e.role == role && e.only == entry.only);
            if !known {
                entries.push(entry);
            }
        }
    };
    for (only, names) in MONTHS {
        for (month, field) in (1..).zip(names.split('|')) {
            for name in field.split_whitespace() {
                add(name, Role::Month(month), only);
            }
        }
    }
    for (only, names) in WEEKDAYS {
        for (day, field) in (1..).zip(names.split('|')) {
            for name in field.split_whitespace() {
                add(name, Role::Weekday(day), only);
            }
        }
    }
    for (role, phrases) in PHRASES {
        for phrase in phrases.split('|') {
            add(phrase, *role, "");
        }
    }
    for entries in lexicon.values_mut() {
        entries.sort_by_key(|e| std::cmp::Reverse(e.rest.len()));
    }
    lexicon
});

/// The entries that begin with this lower-case word, longest first.
pub(super) fn entries(word: &str) -> &'static [Entry] {
    LEXICON.get(word).map_or(&[], Vec::as_slice)
}

/// Whether the word is a month or a weekday in any language.
pub(super) fn is_calendar_word(word: &str) -> bool {
    entries(word).iter().any(|e| e.only.is_none() && e.rest.is_empty() && matches!(e.role, Role::Month(_) | Role::Weekday(_)))
}

/// Whether the word can begin a date or is the label of one.
pub(super) fn is_time_word(word: &str) -> bool {
    word.chars().count() > 2
        && entries(word)
            .iter()
            .any(|e| e.rest.is_empty() && matches!(e.role, Role::Month(_) | Role::Weekday(_) | Role::Published | Role::Updated))
}
