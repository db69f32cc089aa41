//! What copydesk promises of every text: nothing unaudited, nothing twice, the same on any number of threads.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use copydesk::{Cleaned, Document, Fields, Pipeline, RuleSet, Settings, replay, revert, source::jsonl, stage::decode};
use proptest::prelude::*;
use rayon::prelude::*;

use crate::{files, root};

fn clean(document: Document) -> Cleaned {
    let settings = Settings::default();
    Pipeline::new(RuleSet::builtin().unwrap(), &settings).clean(document)
}

/// Checks every promise on one document; says what is broken.
fn check(document: &Document) -> Result<(), String> {
    let cleaned = clean(document.clone());
    let wrong = |what: &str| Err(format!("{}: {what}", document.id));
    if replay(&document.text, &cleaned.edits).as_ref() != Ok(&cleaned.text) {
        return wrong("the ledger does not lead from the original to the output");
    }
    if revert(&cleaned.text, &cleaned.edits).as_ref() != Ok(&document.text) {
        return wrong("the ledger does not lead from the output to the original");
    }
    if let Some(edit) = cleaned.edits.iter().find(|edit| document.text.get(edit.span.range()).is_none()) {
        return wrong(&format!("an edit points outside the original: {edit:?}"));
    }
    let again = clean(Document { text: cleaned.text.clone(), fields: cleaned.fields.clone(), ..document.clone() });
    if again.text != cleaned.text {
        let causes: Vec<String> =
            again.edits.iter().take(4).map(|edit| format!("{} {:?} -> {:?}", edit.cause, edit.before, edit.after)).collect();
        return wrong(&format!("cleaning twice is not cleaning once: {}", causes.join("; ")));
    }
    Ok(())
}

fn check_all(documents: Vec<Document>) {
    let broken: Vec<String> = documents.par_iter().filter_map(|document| check(document).err()).collect();
    assert!(
        broken.is_empty(),
        "{} of {} documents break a promise:\n{}",
        broken.len(),
        documents.len(),
        broken[..broken.len().min(12)].join("\n")
    );
}

fn cases() -> Vec<Document> {
    let read = |path: PathBuf| Document {
        id: path.display().to_string(),
        site: path.parent().and_then(Path::file_name).map(|site| site.to_string_lossy().into_owned()),
        text: decode::decode(fs::read(&path).unwrap()).text,
        final_newline: true,
        ..Document::default()
    };
    files(&root().join("tests/cases"), &["txt"]).into_iter().map(read).collect()
}

#[test]
fn hold_for_every_case() {
    check_all(cases());
}

#[test]
fn hold_for_every_case_cut_in_the_middle() {
    let documents = cases()
        .into_iter()
        .flat_map(|document| {
            [3, 2].map(|part| {
                let end = (document.text.len() / part..).find(|&at| document.text.is_char_boundary(at)).unwrap_or(0);
                Document { text: document.text[..end].to_owned(), final_newline: part == 2, ..document.clone() }
            })
        })
        .collect();
    check_all(documents);
}

/// Every document of the shared corpus, where it stands beside this checkout.
#[test]
fn hold_for_the_shared_corpus() {
    let corpus = root().join("../shared/corpus");
    let mut documents = Vec::new();
    for path in files(&corpus, &["gz"]).into_iter().filter(|path| path.to_string_lossy().ends_with(".jsonl.gz")) {
        let mut text = String::new();
        flate2::read::MultiGzDecoder::new(fs::File::open(&path).unwrap()).read_to_string(&mut text).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for (number, line) in text.lines().enumerate() {
            for field in ["text", "gold"] {
                let names = jsonl::FieldNames { text: field.into(), ..jsonl::FieldNames::default() };
                let Ok((_, document)) = jsonl::Record::read(line, &names, String::new) else { continue };
                let id = format!("{name}:{}:{field}", number + 1);
                documents.push(Document { id, fields: Fields::default(), ..document });
            }
        }
    }
    check_all(documents);
}

/// Pieces of the texts that copydesk is made for, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "Leave a Reply",
        "Advertisement",
        "ADVERTISEMENT",
        "Read more:",
        "Related Posts",
        "Share this:",
        "Home",
        "News",
        "Sport",
        "Politics",
        "By Jane Roe",
        "March 7, 2023 3:04 PM",
        "The council voted for the bridge on Monday, after a debate of six hours.",
        "Comments",
        "“Sign up for our newsletter,” she said.",
        "<div>",
        "</div>",
        "<br>",
        "&amp;",
        "&lt;p&gt;",
        "\u{a0}",
        "\u{200b}",
        "\u{feff}",
        "  ",
        " ,",
        "\\n",
        "said.The",
        "Ukrainesaid",
        "Ã©",
        "\r\n",
        "\n",
        "\n\n\n",
        "café",
        "e\u{301}",
        "—",
        "x < y",
        "<3",
        "{{tag}}",
        "Source :",
        "“",
        "’",
        "漢字",
        "मंत्री",
    ]);
    prop::collection::vec((piece, prop::sample::select(vec!["\n", "\n\n", " ", ""])), 0..24)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, end)| format!("{piece}{end}")).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn hold_for_any_mixture(text in pieces(), final_newline in any::<bool>()) {
        check(&Document { text, final_newline, ..Document::default() }).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn hold_for_any_text(text in "\\PC{0,300}|(?s).{0,120}") {
        check(&Document { text, ..Document::default() }).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_bytes_decode(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let decoded = decode::decode(bytes);
        check(&Document { text: decoded.text, ..Document::default() }).map_err(TestCaseError::fail)?;
    }
}
