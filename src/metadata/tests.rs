//! Tables of lines; all invented.

use super::{LineContext, date_from_url, headline, read_line};

const PROSE: &str = "The committee met on Monday and agreed to look at the matter again in the autumn.";

/// A line under the headline, with prose below.
fn head<'a>() -> LineContext<'a> {
    LineContext {
        language: Some("en"),
        index: 1,
        lines: 20,
        previous: Some("Council looks at the matter again"),
        next: Some(PROSE),
        prose_after: 15,
        ..LineContext::default()
    }
}

/// Language, line, expected time; the URL when it matters follows in `DATES_BY_SITE`.
const DATES: &[(&str, &str, &str)] = &[
    // English
    ("en", "Thursday 30 March 2023 13:49 EDT", "2023-03-30T13:49:00-04:00"),
    ("en", "Wed, 08/30/2023 – 22:40", "2023-08-30T22:40:00"),
    ("en", "Published 3:04 PM ET, Tue March 7, 2023 | Updated 5:10 PM ET, Tue March 7, 2023", "2023-03-07T15:04:00-05:00"),
    ("en", "Published July 3, 2022 11:15 a.m. PDT", "2022-07-03T11:15:00-07:00"),
    ("en", "March 3, 2020", "2020-03-03"),
    ("en", "3 March 2020", "2020-03-03"),
    ("en", "3rd March 2020", "2020-03-03"),
    ("en", "Mar. 3, 2020", "2020-03-03"),
    ("en", "Sept. 14th, 2019 at 7:05 am", "2019-09-14T07:05:00"),
    ("en", "Posted on: 14 Sep 2019, 19:05 GMT", "2019-09-14T19:05:00+00:00"),
    ("en", "2024-02-14T16:15:30Z", "2024-02-14T16:15:30+00:00"),
    ("en", "2024-02-14T16:15:30.123+05:30", "2024-02-14T16:15:30+05:30"),
    ("en", "2024-02-14 16:15", "2024-02-14T16:15:00"),
    ("en", "First published on Tue 5 Jan 2021 06.00 GMT", "2021-01-05T06:00:00+00:00"),
    ("en", "12:43, 20 Apr 2026Updated 12:44, 20 Apr 2026", "2026-04-20T12:43:00"),
    ("en", "Published 22:00, 11 July 2021 BST", "2021-07-11T22:00:00+01:00"),
    ("en", "December 15, 20163:33 PM ET", "2016-12-15T15:33:00-05:00"),
    ("en", "Published Jun 05, 2026 \u{a0}•\u{a0} 3 minute read", "2026-06-05"),
    ("en", "Published Jun 04, 2026 • Last updated 1 day ago • 2 minute read", "2026-06-04"),
    ("en", "October 23, 2025 5:50 pm CET", "2025-10-23T17:50:00"),
    ("en", "January 23, 2025 5:50 pm CET", "2025-01-23T17:50:00+01:00"),
    ("en", "July 4, 2024 9:00 am EST", "2024-07-04T09:00:00"),
    ("en", "April 28, 2023 GMT", "2023-04-28"),
    ("en", "11:00 AM PDT • May 16, 2024", "2024-05-16T11:00:00-07:00"),
    ("en", "10/17/2022 04:01 PM EDT", "2022-10-17T16:01:00-04:00"),
    ("en", "11/08/2016 04:23 pm ET", "2016-11-08T16:23:00-05:00"),
    ("en", "Mon, 13/06/2022 - 08:15", "2022-06-13T08:15:00"),
    ("en", "Aug. 9, 2020, 12:30 a.m.", "2020-08-09T00:30:00"),
    ("en", "28 November 2025 0830 GMT", "2025-11-28T08:30:00+00:00"),
    ("en", "Date published: November 2, 2021", "2021-11-02"),
    // German
    ("de", "Veröffentlicht am 12.03.2021 um 14:05 Uhr", "2021-03-12T14:05:00"),
    ("de", "12. März 2021, 14:05 Uhr", "2021-03-12T14:05:00"),
    ("de", "Stand: 28.04.2023 17:23 Uhr", "2023-04-28T17:23:00"),
    ("de", "Fr., 12.03.2021, 9.05 Uhr", "2021-03-12T09:05:00"),
    ("de", "05.01.2025, 15:23", "2025-01-05T15:23:00"),
    ("de", "28.04.2023 | 17:52 Uhr", "2023-04-28T17:52:00"),
    ("de", "29.06.2023, 15:04 | Lesedauer: 7 Minuten", "2023-06-29T15:04:00"),
    ("de", "28. 4. 2023, 18:41 Uhr", "2023-04-28T18:41:00"),
    ("de", "Zuerst veröffentlicht am 06/01/2026 - 14:02 MEZ", "2026-01-06T14:02:00+01:00"),
    ("de", "16. Jänner 2024 um 7 Uhr", "2024-01-16T07:00:00"),
    // French
    ("fr", "Publié le 30 août 2023 à 14h52, modifié le 30 août 2023 à 15h54", "2023-08-30T14:52:00"),
    ("fr", "Publié le 18 juil. 2024 à 08:01Mis à jour le 18 juil. 2024 à 09:06", "2024-07-18T08:01:00"),
    ("fr", "mardi 1er février 2022", "2022-02-01"),
    ("fr", "Publié le 30/04/2024 - 16:00", "2024-04-30T16:00:00"),
    ("fr", "Publié le 06/01/2026 - 14:16 UTC+1", "2026-01-06T14:16:00+01:00"),
    // Spanish, Portuguese, Catalan, Italian
    ("es", "25 de mayo de 2025 16:51 h", "2025-05-25T16:51:00"),
    ("es", "Publicado el 4 de septiembre de 2021 a las 10:30", "2021-09-04T10:30:00"),
    ("es", "13/01/2025 10:22 Actualizado a 13/01/2025 15:43", "2025-01-13T10:22:00"),
    ("es", "viernes, 12 de marzo de 2021 | 08:15 a. m.", "2021-03-12T08:15:00"),
    ("pt", "Publicado em 12 de março de 2021 às 08h30", "2021-03-12T08:30:00"),
    ("pt", "12/03/2021 08h30", "2021-03-12T08:30:00"),
    ("ca", "12 de març de 2021", "2021-03-12"),
    ("it", "Pubblicato il 5 gennaio 2025 alle 16:01", "2025-01-05T16:01:00"),
    ("it", "Venerdì 12 marzo 2021 - 09:30", "2021-03-12T09:30:00"),
    // Dutch and the North
    ("nl", "Gepubliceerd op 12 maart 2021 om 14.05 uur", "2021-03-12T14:05:00"),
    ("nl", "12 mrt. 2021", "2021-03-12"),
    ("sv", "Publicerad 12 mars 2021 kl 14.05", "2021-03-12T14:05:00"),
    ("da", "Offentliggjort torsdag 06. feb 2025 17:25", "2025-02-06T17:25:00"),
    ("no", "Publisert: 05.08.24 kl. 14:47", "2024-08-05T14:47:00"),
    ("fi", "Julkaistu 12.3.2021 klo 14.05", "2021-03-12T14:05:00"),
    ("fi", "12. maaliskuuta 2021", "2021-03-12"),
    ("is", "12. mars 2021 14:05", "2021-03-12T14:05:00"),
    // Slavic, Baltic, Hungarian, Romanian, Greek
    ("pl", "Opublikowano: 12 marca 2021, 14:05", "2021-03-12T14:05:00"),
    ("pl", "30 listopada 2022", "2022-11-30"),
    ("hr", "30. listopada 2022.", "2022-10-30"),
    ("cs", "24.\u{a0}1.\u{a0}2025 12:38", "2025-01-24T12:38:00"),
    ("cs", "Publikováno 12. března 2021 v 14:05", "2021-03-12T14:05:00"),
    ("sk", "12. marca 2021 o 14:05", "2021-03-12T14:05:00"),
    ("ru", "12 марта 2021 г., 14:05 МСК", "2021-03-12T14:05:00+03:00"),
    ("ru", "Опубликовано 12 марта 2021 в 14:05", "2021-03-12T14:05:00"),
    ("uk", "12 березня 2021, 14:05", "2021-03-12T14:05:00"),
    ("bg", "12 март 2021, 14:05", "2021-03-12T14:05:00"),
    ("lt", "2021 m. kovo 12 d. 14:05", "2021-03-12T14:05:00"),
    ("hu", "2021. március 12. 14:05", "2021-03-12T14:05:00"),
    ("ro", "Publicat la 12 martie 2021, ora 14:05", "2021-03-12T14:05:00"),
    ("el", "12 Μαρτίου 2021 14:05", "2021-03-12T14:05:00"),
    // Turkish, Indonesian, Vietnamese, Thai
    ("tr", "12 Mart 2021 Cuma, 14:05", "2021-03-12T14:05:00"),
    ("tr", "Yayınlanma: 12.03.2021 - 14:05", "2021-03-12T14:05:00"),
    ("tr", "20 Nisan 2026•Güncelleme: 21 Nisan 2026", "2026-04-20"),
    ("id", "Jumat, 12 Maret 2021 14:05 WIB", "2021-03-12T14:05:00+07:00"),
    ("vi", "Thứ tư, 22/10/2025, 19:25 (GMT+7)", "2025-10-22T19:25:00+07:00"),
    ("vi", "ngày 30 tháng 8 năm 2023", "2023-08-30"),
    ("th", "12 มีนาคม 2564", "2021-03-12"),
    // Arabic, Hebrew, Hindi
    ("ar", "٣٠ مارس ٢٠٢٣", "2023-03-30"),
    ("ar", "الخميس 30 مارس 2023 - 14:05", "2023-03-30T14:05:00"),
    ("ar", "30 تشرين الأول 2023", "2023-10-30"),
    ("he", "30 במרץ 2023, 14:05", "2023-03-30T14:05:00"),
    ("hi", "30 मार्च 2023, 14:05 IST", "2023-03-30T14:05:00+05:30"),
    // Chinese, Japanese, Korean
    ("zh", "2023年8月30日 22:40 来源：某某日报", "2023-08-30T22:40:00"),
    ("zh", "2023年8月30日 星期三 下午10:40", "2023-08-30T22:40:00"),
    ("zh", "发布时间：2023-08-30 22:40:12", "2023-08-30T22:40:12"),
    ("ja", "2023年8月30日 22時40分", "2023-08-30T22:40:00"),
    ("ja", "2023/08/30 22:40 JST", "2023-08-30T22:40:00+09:00"),
    ("ko", "입력 2023.08.30. 오후 10:40", "2023-08-30T22:40:00"),
    ("ko", "2023년 8월 30일 22시 40분", "2023-08-30T22:40:00"),
];

#[test]
fn dates_of_many_languages() {
    assert!(DATES.len() >= 80);
    let mut wrong = Vec::new();
    for (language, line, expected) in DATES {
        let cx = LineContext { language: Some(language), ..head() };
        let got = read_line(line, &cx).and_then(|f| f.published);
        if got.as_deref() != Some(*expected) {
            wrong.push(format!("{language} {line:?}: expected {expected}, got {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Language, URL, line, expected.
const DATES_BY_SITE: &[(Option<&str>, &str, &str, Option<&str>)] = &[
    (Some("en"), "https://example.co.uk/a", "Published 05/04/2021 10:00", Some("2021-04-05T10:00:00")),
    (Some("en"), "https://example.gov/a", "Published 05/04/2021 10:00", Some("2021-05-04T10:00:00")),
    (Some("en"), "https://example.com/a", "Published 05/04/2021 10:00", None),
    (None, "https://example.com/a", "05/04/2021 10:00", None),
    (Some("en"), "https://example.com/2021/05/04/a", "Published 05/04/2021 10:00", Some("2021-05-04T10:00:00")),
    (Some("en"), "https://example.com/2021/04/05/a", "Published 05/04/2021 10:00", Some("2021-04-05T10:00:00")),
    (Some("en"), "https://example.com/a", "Mon 05/04/2021 10:00", Some("2021-04-05T10:00:00")),
    (Some("en"), "https://example.com/a", "Published 05/05/2021", Some("2021-05-05")),
    (Some("en"), "https://example.com/a", "Published 25/05/2021", Some("2021-05-25")),
    (Some("en"), "https://example.in/a", "May 5, 2021, 10:00 IST", Some("2021-05-05T10:00:00+05:30")),
    (Some("en"), "https://example.ie/a", "May 5, 2021, 10:00 IST", Some("2021-05-05T10:00:00+01:00")),
    (Some("en"), "https://example.com/a", "May 5, 2021, 10:00 IST", Some("2021-05-05T10:00:00")),
    (Some("zh"), "https://example.com/a", "2021-05-05 10:00 CST", Some("2021-05-05T10:00:00+08:00")),
    (Some("en"), "https://example.com/a", "January 5, 2021, 10:00 CST", Some("2021-01-05T10:00:00-06:00")),
    (Some("en"), "https://example.com/2021/05/04/a", "May 4 at 3:57 PM", Some("2021-05-04T15:57:00")),
    (Some("en"), "https://example.com/a", "May 4 at 3:57 PM", None),
    (Some("en"), "https://example.com/2021/05/04/a", "May 20, 2021", None),
    (Some("en"), "https://example.com/2021/05/04/a", "Updated May 20, 2021", Some("2021-05-20")),
    (Some("en"), "https://example.com/a", "Tuesday, May 20, 2021", None),
    (Some("en"), "https://example.com/a", "May 32, 2021", None),
    (Some("en"), "https://example.com/a", "30/02/2021 10:00", None),
];

#[test]
fn the_site_decides_what_the_line_leaves_open() {
    for (language, url, line, expected) in DATES_BY_SITE {
        let cx = LineContext { language: *language, url: Some(url), ..head() };
        let got = read_line(line, &cx).and_then(|f| f.published);
        assert_eq!(got.as_deref(), *expected, "{url} {line:?}");
    }
}

#[test]
fn updates_are_told_from_publications() {
    let found = |line| read_line(line, &head()).map(|f| (f.published.unwrap_or_default(), f.updated));
    assert_eq!(found("Updated March 3, 2020"), Some(("2020-03-03".into(), true)));
    assert_eq!(found("Last updated: 3 March 2020 at 10:15"), Some(("2020-03-03T10:15:00".into(), true)));
    assert_eq!(found("Updated March 4, 2020 | Published March 3, 2020"), Some(("2020-03-03".into(), false)));
    assert_eq!(found("Updated at 3:04 p.m. ET"), Some((String::new(), true)));
    assert_eq!(found("March 3, 2020, updated March 4, 2020"), Some(("2020-03-03".into(), false)));
}

/// Bylines that say so: line, authors.
const BYLINES: &[(&str, &[&str])] = &[
    ("By Jane Doe and John Roe, Staff Writers", &["Jane Doe", "John Roe"]),
    ("By JANE DOE | Associated Press", &["JANE DOE"]),
    ("By Jane Doe, Reuters", &["Jane Doe"]),
    ("By Jane Doe", &["Jane Doe"]),
    ("by Jane Doe", &["Jane Doe"]),
    ("By: Jane Doe", &["Jane Doe"]),
    ("BY JANE DOE", &["JANE DOE"]),
    ("ByJane Doe", &["Jane Doe"]),
    ("bySauli Mwangi", &["Sauli Mwangi"]),
    ("By Jane Doe in Washington", &["Jane Doe"]),
    ("By Jane Doe for The Morning Paper", &["Jane Doe"]),
    ("By Jane Doe, John Roe and Max Poe", &["Jane Doe", "John Roe", "Max Poe"]),
    ("By Jane A. Doe-Smith", &["Jane A. Doe-Smith"]),
    ("By Seán O’Brien", &["Seán O’Brien"]),
    ("By Ludwig van der Berg", &["Ludwig van der Berg"]),
    ("By J.D. Roe Jr.", &["J.D. Roe Jr."]),
    ("By Dr. Jane Doe", &["Dr. Jane Doe"]),
    ("By Jane Doe, Health Reporter", &["Jane Doe"]),
    ("By Jane Doe Political Correspondent", &["Jane Doe"]),
    ("By Jane Doe (@janedoe)", &["Jane Doe"]),
    ("By Jane Doe @janedoe", &["Jane Doe"]),
    ("By Associated Press", &["Associated Press"]),
    ("By Reuters", &["Reuters"]),
    ("By ABC Staff", &["ABC Staff"]),
    ("Written by Jane Doe", &["Jane Doe"]),
    ("Posted by Jane Doe", &["Jane Doe"]),
    ("Posted by admin", &["admin"]),
    ("Author: Jane Doe", &["Jane Doe"]),
    ("Author: Jane", &["Jane"]),
    ("Story by Jane Doe", &["Jane Doe"]),
    ("Opinion by Jane Doe", &["Jane Doe"]),
    ("By Jane Doe with John Roe", &["Jane Doe", "John Roe"]),
    ("By Jane Doe • The Morning Paper", &["Jane Doe"]),
    ("By Bushrod Washington", &["Bushrod Washington"]),
    ("By Will Street", &["Will Street"]),
    ("By April May", &["April May"]),
    ("Von Max Erdinger", &["Max Erdinger"]),
    ("von Max Erdinger", &["Max Erdinger"]),
    ("Von Max Erdinger und Eva Muster", &["Max Erdinger", "Eva Muster"]),
    ("Von Max Erdinger, Zürich", &["Max Erdinger"]),
    ("Von: Max Erdinger", &["Max Erdinger"]),
    ("Von Max ErdingerKorrespondent", &["Max Erdinger"]),
    ("Von Max Erdinger mit AFP", &["Max Erdinger"]),
    ("Von DPA", &["DPA"]),
    ("Ein Kommentar von Max Erdinger", &["Max Erdinger"]),
    ("Autor: Max Erdinger", &["Max Erdinger"]),
    ("Par Luc Dupont avec AFP", &["Luc Dupont"]),
    ("Par Luc Dupont à Bruxelles", &["Luc Dupont"]),
    ("Propos recueillis par Luc Dupont", &["Luc Dupont"]),
    ("Por María José García", &["María José García"]),
    ("Por Redacción", &["Redacción"]),
    ("Texto: João da Silva", &["João da Silva"]),
    ("di Luca Monti", &["Luca Monti"]),
    ("A cura di Luca Monti", &["Luca Monti"]),
    ("Door Jan de Vries", &["Jan de Vries"]),
    ("Av Kari Nordmann", &["Kari Nordmann"]),
    ("Af Jens Hansen", &["Jens Hansen"]),
    ("Text: Anna Svensson", &["Anna Svensson"]),
    ("Автор: Иван Петров", &["Иван Петров"]),
    ("Текст: Анна Иванова", &["Анна Иванова"]),
    ("Autorka: Anna Nowak", &["Anna Nowak"]),
    ("Írta: Kovács Anna", &["Kovács Anna"]),
    ("Yazar: Ayşe Yılmaz", &["Ayşe Yılmaz"]),
    ("Oleh: Budi Santoso", &["Budi Santoso"]),
    ("Tác giả: Nguyễn Văn An", &["Nguyễn Văn An"]),
    ("بقلم: أحمد علي", &["أحمد علي"]),
    ("מאת: דנה לוי", &["דנה לוי"]),
    ("作者：王小明", &["王小明"]),
    ("記者 王小明", &["王小明"]),
];

#[test]
fn bylines_that_say_so() {
    assert!(BYLINES.len() >= 60);
    let mut wrong = Vec::new();
    for (line, expected) in BYLINES {
        let got = read_line(line, &head()).map(|f| f.authors);
        if got.as_deref().is_none_or(|g| g != *expected) {
            wrong.push(format!("{line:?}: expected {expected:?}, got {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Bylines and dates in one line: line, authors, time.
const BOTH: &[(&str, &[&str], &str)] = &[
    ("Posted on August 3, 2019 by admin", &["admin"], "2019-08-03"),
    ("By Jane Doe on March 3, 2020", &["Jane Doe"], "2020-03-03"),
    ("By Jane Doe March 3, 2020", &["Jane Doe"], "2020-03-03"),
    ("Jane Doe - Aug 10, 2016 11:15 am UTC", &["Jane Doe"], "2016-08-10T11:15:00+00:00"),
    ("Jane Doe · ABC News · Posted: Aug 08, 2024 4:00 AM EDT | Last Updated: August 8", &["Jane Doe"], "2024-08-08T04:00:00-04:00"),
    ("Max Erdinger24.04.2024, 19:35 Uhr", &["Max Erdinger"], "2024-04-24T19:35:00"),
    ("9. September 2025 um 15:46 Uhr / Max Erdinger", &["Max Erdinger"], "2025-09-09T15:46:00"),
    ("Do 25.04.24 | 14:07 Uhr | Von Eva Muster-Maier", &["Eva Muster-Maier"], "2024-04-25T14:07:00"),
    ("Artikel veröffentlicht am 28. April 2024, 14:26 Uhr, Max Erdinger", &["Max Erdinger"], "2024-04-28T14:26:00"),
    ("Par Luc Dupont et Anne Petit — 24 novembre 2017 à 18:42", &["Luc Dupont", "Anne Petit"], "2017-11-24T18:42:00"),
    ("27. Januar 2026 • Max Erdinger • 3 Minuten", &["Max Erdinger"], "2026-01-27"),
    ("Tuesday 15 October 2019 by Jane M. Doe", &["Jane M. Doe"], "2019-10-15"),
    ("Will Leigh/November 18, 2016", &["Will Leigh"], "2016-11-18"),
    ("Associated PressApril 28, 2023", &["Associated Press"], "2023-04-28"),
    ("By Jane Doe published 19 May 2026", &["Jane Doe"], "2026-05-19"),
];

#[test]
fn bylines_with_dates() {
    for (line, authors, published) in BOTH {
        let language = if line.contains("Uhr") || line.contains("Januar") {
            "de"
        } else if line.starts_with("Par ") {
            "fr"
        } else {
            "en"
        };
        let found = read_line(line, &LineContext { language: Some(language), ..head() }).unwrap_or_default();
        assert_eq!(found.authors, *authors, "{line:?}");
        assert_eq!(found.published.as_deref(), Some(*published), "{line:?}");
    }
}

/// Lines that are content wherever they stand.
const KEPT: &[&str] = &[
    "By Tuesday, the army had left",
    "By the numbers",
    "By Land and Sea",
    "By Design",
    "By Popular Demand",
    "By Any Means Necessary",
    "By contrast",
    "By now everyone had heard",
    "By Jane Doe's account, nobody was told.",
    "By the Numbers: Inflation",
    "By 2030",
    "By-election",
    "Byron Bay",
    "Bystanders Help After Crash",
    "Von Hamburg nach Berlin",
    "Von Tag zu Tag",
    "Von der Leyen kommt",
    "Von wegen",
    "Vonovia hebt Prognose an",
    "Por qué",
    "Por fim",
    "Por ejemplo",
    "Por otra parte",
    "Par exemple",
    "Par ailleurs",
    "Paris Match",
    "Di nuovo",
    "Di chi è la colpa",
    "Door County News",
    "Doorstep Interview",
    "Av egen erfaring",
    "Text",
    "Author Jane Doe Wins Prize",
    "Author of the Year Named",
    "Source: Reuters",
    "Quelle: dpa",
    "KYIV (Reuters) — The talks went on until late at night.",
    "LONDON, March 3, 2020 (Reuters) - Shares rose on Tuesday.",
    "March 3, 2020 — The council met for the first time.",
    "On March 3, 2020, the council met.",
    "The council met on March 3, 2020",
    "March 3, 2020: The council meets",
    "In March 2020",
    "March 2020",
    "2020",
    "1 of 12",
    "3.",
    "Chapter 3",
    "3 March 2020 – 5 March 2020",
    "Monday to Friday, 9 am to 5 pm",
    "Saturday, May 2, 2020, 7:00 PM – 9:00 PM",
    "10:15",
    "Score: 3-2",
    "It opened on 12.03.2021 with a party",
    "Am 12. März 2021 eröffnete das Haus",
    "Le 12 mars 2021, tout a changé",
    "El 12 de marzo de 2021 cambió todo",
    "12 марта 2021 года он уехал",
    "2023年8月30日，会议召开",
    "— Jane Doe (@janedoe) March 7, 2023",
    "Photo by Jane Doe",
    "Photo: Jane Doe/The Morning Paper",
    "(Reporting by Jane Doe; Editing by John Roe)",
    "Jane Doe, 34, of Springfield",
    "Born March 3, 1980",
    "White House",
    "South Africa",
    "What Happens Next",
    "The Morning After",
    "Jane Doe",
    "Election Day 2020",
    "Tel. 030 12 03 2021",
    "03/04/05",
];

#[test]
fn near_misses_are_content() {
    assert!(KEPT.len() >= 60);
    let mut wrong = Vec::new();
    for line in KEPT {
        for (prose_before, prose_after) in [(0, 15), (1, 14), (7, 8), (15, 0)] {
            let previous = if prose_before > 1 { Some(PROSE) } else { head().previous };
            let cx = LineContext { prose_before, prose_after, previous, ..head() };
            if let Some(found) = read_line(line, &cx) {
                wrong.push(format!("{line:?} after {prose_before}: {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_bare_name_needs_a_date_beside_it() {
    let name = |previous, next, prose_before, prose_after| {
        let cx = LineContext { previous, next, prose_before, prose_after, ..head() };
        read_line("Andrew Fineman", &cx).map(|f| f.authors)
    };
    let date = Some("Thursday 30 March 2023 13:49 EDT");
    let expected = Some(vec!["Andrew Fineman".to_owned()]);
    assert_eq!(name(Some("A standfirst that says a little more"), date, 1, 12), expected);
    assert_eq!(name(date, Some(PROSE), 0, 12), expected);
    assert_eq!(name(Some(PROSE), Some("Wed, 08/30/2023 – 22:40"), 12, 0), expected);
    assert_eq!(name(Some("By"), Some(PROSE), 0, 12), expected);
    assert_eq!(name(Some("Author of the article:"), Some("Join the conversation"), 0, 12), expected);
    assert_eq!(name(Some("The headline"), Some("Published 3 seconds ago"), 0, 12), expected);
    assert_eq!(name(Some("The headline"), Some("Political Correspondent"), 0, 12), expected);
    assert_eq!(name(Some("The headline"), Some(PROSE), 0, 12), None);
    assert_eq!(name(Some(PROSE), date, 6, 6), None);
    assert_eq!(name(Some("Another story's headline"), Some("March 3, 2020"), 12, 0), None);
}

#[test]
fn section_labels_beside_a_date_are_no_authors() {
    for line in [
        "White House",
        "World News",
        "Breaking News",
        "United States",
        "Latest Headlines",
        "Middle East",
        "Current Issue",
        "NVDA GTC",
    ] {
        let cx = LineContext { next: Some("March 3, 2020 10:15"), ..head() };
        assert_eq!(read_line(line, &cx), None, "{line:?}");
    }
}

#[test]
fn dates_in_the_tail() {
    let tail = |line, previous, next| {
        let cx = LineContext { index: 19, previous, next, prose_before: 15, prose_after: 0, ..head() };
        read_line(line, &cx).and_then(|f| f.published)
    };
    let at = "Wed, 08/30/2023 – 22:40";
    assert_eq!(tail(at, Some("Tyler Jones"), None).as_deref(), Some("2023-08-30T22:40:00"));
    assert_eq!(tail(at, Some(PROSE), None).as_deref(), Some("2023-08-30T22:40:00"));
    assert_eq!(tail("Last updated: March 3, 2020", Some(PROSE), None).as_deref(), Some("2020-03-03"));
    assert_eq!(tail("March 3, 2020", Some("Another story's headline"), None), None);
    assert_eq!(tail("March 3, 2020", Some(PROSE), None), None);
    assert_eq!(tail("Jane Doe · March 10, 2017 at 1:26 AM", Some(PROSE), None), None);
}

#[test]
fn a_timeline_stays() {
    let cx = LineContext { previous: Some("March 2, 2020"), next: Some("March 4, 2020"), ..head() };
    assert_eq!(read_line("March 3, 2020", &cx), None);
    let cx = LineContext { previous: Some(PROSE), next: Some(PROSE), prose_before: 1, ..head() };
    assert_eq!(read_line("March 3, 2020", &cx), None);
}

#[test]
fn the_time_may_stand_on_the_next_line() {
    let cx = LineContext { language: Some("de"), next: Some("15:59 Uhr"), ..head() };
    let found = read_line("30. Juni 2025,", &cx).unwrap_or_default();
    assert_eq!(found.published.as_deref(), Some("2025-06-30T15:59:00"));
    let cx = LineContext { language: Some("de"), previous: Some("30. Juni 2025,"), ..head() };
    assert_eq!(read_line("15:59 Uhr", &cx), Some(super::Found::default()));
}

#[test]
fn the_title_is_never_metadata() {
    let cx = LineContext { title: Some("By Jane Doe"), ..head() };
    assert_eq!(read_line("By Jane Doe", &cx), None);
}

#[test]
fn days_in_urls() {
    for (url, expected) in [
        ("https://example.com/2016/11/29/story", Some("2016-11-29")),
        ("https://example.com/news/2016-11-29/story", Some("2016-11-29")),
        ("https://example.com/news/20161129/story", Some("2016-11-29")),
        ("https://example.com/world/2016/nov/29/story", Some("2016-11-29")),
        ("https://example.com/2016/1/9/story", Some("2016-01-09")),
        ("https://example.com/2016/13/29/story", None),
        ("https://example.com/2016/11/story", None),
        ("https://example.com/story-2016112", None),
        ("https://example.com/story-120161129", None),
        ("https://example.com", None),
    ] {
        assert_eq!(date_from_url(url).as_deref(), expected, "{url}");
    }
}

/// The line of the headline.
fn at(lines: &[&str], url: Option<&str>, title: Option<&str>) -> Option<usize> {
    headline(lines, url, title).map(|headline| headline.line)
}

#[test]
fn headlines() {
    let page = [
        "Home",
        "World News Today",
        "Skip to content please",
        "World",
        "Council to look at harbour plans again",
        "Jane Doe",
        "March 3, 2020",
        PROSE,
        "The plans for the harbour had been put off twice since the summer, the mayor said on Monday evening in the hall.",
        "Nobody on the council spoke against it, but several members asked for the figures that had been promised to them before the vote.",
        "The next meeting is to be held in the old town hall in the first week of October, when the figures are to be on the table.",
    ];
    assert_eq!(at(&page, Some("https://example.com/2020/03/council-look-harbour-plans-again-123.html"), None), Some(4));
    assert_eq!(at(&page, None, Some("Council to look at harbour plans again")), Some(4));
    assert_eq!(at(&page, None, None), Some(4));
    assert_eq!(at(&["One two three four five", PROSE], None, None), Some(0));
    assert_eq!(at(&["", "One.", "Two."], None, None), None);
    assert_eq!(at(&[], None, Some("A title of some words")), None);
}

#[test]
fn strange_lines_are_harmless() {
    let long = "1".repeat(250);
    for line in [
        "",
        " ",
        "0",
        "00",
        "99999999999999999999",
        "٠٠",
        "年月日",
        "1/1/1/1/1/1",
        ":::::",
        "2023年",
        "20:",
        "March",
        "By",
        "by ",
        "@",
        "12:99 32 May 20233",
        "２０２３年８月３０日",
        "\u{200f}30",
        long.as_str(),
    ] {
        for language in [None, Some("en"), Some("ja"), Some("ar")] {
            let cx = LineContext { language, ..head() };
            let _ = read_line(line, &cx);
        }
    }
}

/// Two dozen words, so that a line of them is a paragraph.
const PARAGRAPH: &str = "The committee met on Monday and agreed to look at the matter again in the autumn, when the harbour has been \
                         dug out and the boats are back.";

#[test]
fn headline_over_a_story_that_is_known() {
    let over = |lines: &[&str], url: Option<&str>| {
        let stays: Vec<bool> = lines.iter().map(|line| !line.starts_with("Menu")).collect();
        super::headline_over(lines, &stays, url, None)
    };
    let story = [PARAGRAPH, PARAGRAPH, PARAGRAPH];
    let page = |head: &[&'static str]| [head, &story].concat();
    // Of two lines above a byline the first; what stands between byline and story is a teaser.
    let lines = page(&[
        "Menu of the harbour paper",
        "Ferries",
        "Town votes for the old bridge",
        "The mayor wanted a new one",
        "By Jane Roe",
        "Cat gets a pension after all these years",
    ]);
    assert_eq!(over(&lines, None), Some(2));
    // The name of the site is no headline.
    let lines = page(&["The Harbour Gazette", "Town votes for bridge", "By Jane Roe March 18 at 12:22 PM"]);
    assert_eq!(over(&lines, Some("https://harbourgazette.example/1")), Some(1));
    // The address says which.
    let lines = page(&["What the town said about it all last night", "Town votes for the bridge"]);
    assert_eq!(over(&lines, Some("https://paper.example/town-votes-bridge.html")), Some(1));
    // A tag below the story's beginning is not it, however well it fits.
    let mut lines = page(&["Voters in Linnford want to keep the old bridge"]);
    lines.insert(2, "Linnford bridge old");
    assert_eq!(over(&lines, Some("https://paper.example/linnford-old-bridge-vote")), Some(0));
    assert_eq!(over(&["Menu", "No story"], None), None);
    // Its place alone says too little.
    assert_eq!(over(&page(&["Cat gets a pension after all these years"]), None), None);
}

/// Pages with short paragraphs, bylines under short headlines and breadcrumbs: lines, the headline.
const PAGES: &[(&[&str], Option<&str>)] = &[
    (
        &[
            "A short title here",
            "She rowed out at dawn and came back at ten.",
            "“There is no room for it,” he said.",
            "“I sold it and then I wept.”",
            "The boat left on Friday.",
        ],
        Some("A short title here"),
    ),
    (
        &["Three lines on ferries", "By Jane Roe - The Morning Paper - Thursday, March 30, 2023", PROSE, PROSE],
        Some("Three lines on ferries"),
    ),
    (
        &["Otters get their own bridge", "By Jane Roe | February 6, 2024 | 2 min read", PROSE, PROSE],
        Some("Otters get their own bridge"),
    ),
    (&["Two rowers, one oar", "Submitted by Jane Roe on Wed, 10/04/2023 - 19:20", PROSE, PROSE], Some("Two rowers, one oar")),
    (
        &["Startseite » Lokales » Das Tor bleibt am Montag zu", "Das Tor bleibt am Montag zu", PROSE, PROSE],
        Some("Das Tor bleibt am Montag zu"),
    ),
    (
        &["The price of a wet meadow", "What a miller upstream is paid to leave it alone", "By Jane Roe", STORY, STORY, STORY],
        Some("The price of a wet meadow"),
    ),
    (
        &["The mill stands still again", PROSE, PROSE, PROSE, "Source: Office for Mills and Weirs, 12 June 2024"],
        Some("The mill stands still again"),
    ),
    (&["Source: Office for Mills and Weirs", "– Van Roe, Mill Lane 3: a short note", "[applause in the hall]", PROSE], None),
    (&[PROSE, PROSE, PROSE, "A line of some words"], None),
    (&["“Who is going to pay for all this?”", PROSE], None),
    (&["Who is going to pay for all this?", PROSE, PROSE], Some("Who is going to pay for all this?")),
];

const STORY: &str =
    "The plans for the weir had been put off twice since the summer, the mayor said on Monday evening in the old town hall.";

#[test]
fn headlines_of_short_stories() {
    for (page, expected) in PAGES {
        let got = at(page, Some("https://example.com/x"), None).map(|at| page[at]);
        assert_eq!(got, *expected, "{page:?}");
    }
}

#[test]
fn outlets_are_no_names() {
    for line in [
        "By Jane Roe Fox News",
        "By Jane Roe BBC News",
        "By Jane Roe Reuters",
        "By Jane Roe AP",
        "Authored by Jane Roe via MillNews.example,",
    ] {
        assert_eq!(read_line(line, &head()).map(|f| f.authors), Some(vec!["Jane Roe".to_owned()]), "{line:?}");
    }
    assert_eq!(read_line("By Jane Roe and The Morning Paper", &head()), None);
    assert_eq!(read_line("Jane Roe/AP Jane Roe/AP", &head()), None);
    let both = read_line("By Ann Roe and Leo Park", &head()).unwrap_or_default();
    assert_eq!(both.authors, ["Ann Roe", "Leo Park"]);
}

#[test]
fn bylines_with_a_time_or_a_section() {
    let read = |language, line| read_line(line, &LineContext { language: Some(language), ..head() }).unwrap_or_default();
    assert_eq!(read("en", "Posted by Jane Roe at 9:14 PM").authors, ["Jane Roe"]);
    assert_eq!(read("fr", "par Luc Dupont | 12 janvier 2024 | Vie locale | 3 commentaires").authors, ["Luc Dupont"]);
    let found = read("ja", "山田みのり 2024年1月12日 6時00分");
    assert_eq!((found.authors, found.published.as_deref()), (vec!["山田みのり".to_owned()], Some("2024-01-12T06:00:00")));
}

#[test]
fn the_zone_closes_both_times() {
    let cx = LineContext { language: Some("es"), ..head() };
    let found = read_line("Lugo - 08 oct 2024 - 05:40Actualizado: 08 oct 2024 - 19:12CEST", &cx).unwrap_or_default();
    assert_eq!(found.published.as_deref(), Some("2024-10-08T05:40:00+02:00"));
}

#[test]
fn a_label_is_enough_at_the_end() {
    let tail = |line, previous| {
        let cx = LineContext { index: 19, previous, next: None, prose_before: 15, prose_after: 0, ..head() };
        read_line(line, &cx).and_then(|f| f.published)
    };
    let at = "Published At: 12 Sep 2023, 6:40 pm";
    for previous in ["Ask Jane.", "KSB", PROSE] {
        assert_eq!(tail(at, Some(previous)).as_deref(), Some("2023-09-12T18:40:00"), "{previous:?}");
    }
    assert_eq!(tail(at, Some("Another story's headline")), None);
    assert_eq!(tail("March 9, 2023 at 8:14 pm", Some("Salty Sam says:")), None);
}

#[test]
fn bare_days() {
    assert!(super::is_bare_day("1 March 2022", Some("en"), None));
    assert!(!super::is_bare_day("Published 1 March 2022", Some("en"), None));
    assert!(!super::is_bare_day("1 March 2022, 10:15", Some("en"), None));
}
