//! The rules in the binary.

use copydesk::{
    Document, Pipeline, RuleSet, Settings,
    rules::{Choice, diagnostic::Severity, verify},
};

use crate::root;

/// The same as `copydesk rules test`.
#[test]
fn every_example_of_every_built_in_rule_passes() {
    let rules = RuleSet::builtin().unwrap_or_else(|error| panic!("{error}"));
    let (ran, failures) = verify::all(rules);
    assert!(ran > 2 * rules.rules().len(), "each rule has both kinds of examples");
    let shown: Vec<String> = failures.iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{}", shown.join("\n\n"));
}

/// Built-in files load without their regular expressions being compiled; here they are, as a user's would be.
#[test]
fn the_rules_folder_loads_as_a_users_folder_does() {
    let choice = Choice { folders: vec![root().join("rules")], no_builtin: true, ..Choice::default() };
    let rules = RuleSet::choose(&choice).unwrap_or_else(|error| panic!("{error}"));
    let builtin = RuleSet::builtin().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(rules.rules().len(), builtin.rules().len());
    assert!(rules.warnings().iter().all(|warning| warning.severity == Severity::Warning));
    assert!(rules.warnings().is_empty(), "{}", rules.warnings()[0]);
}

/// One name, one rule: a second file that uses it would replace the first.
#[test]
fn domains_belong_to_one_site() {
    let rules = RuleSet::builtin().unwrap_or_else(|error| panic!("{error}"));
    let mut owners = std::collections::BTreeMap::new();
    for index in 0..rules.rules().len() {
        let Some(site) = rules.site_of(index) else { continue };
        for domain in &site.domains {
            let owner = owners.entry(domain.clone()).or_insert_with(|| site.name.clone());
            assert_eq!(*owner, site.name, "{domain} is claimed twice");
        }
    }
}

#[test]
fn a_menu_ends_before_the_headline_that_the_address_names() {
    let text = "Politik\nWirtschaft\nSport\nKultur\nPanorama\nWetter\nStadtrat stimmt für die neue Brücke am Mühlgraben\n\n\
        Der Stadtrat hat am Montag nach langer Debatte für die neue Brücke gestimmt, die im Mai gebaut werden soll.\n\n\
        „Wir haben lange genug gewartet“, sagte die Bürgermeisterin nach der Sitzung im alten Rathaus.\n";
    let url = Some("https://talbote.example/lokales/stadtrat-stimmt-fuer-neue-bruecke-am-muehlgraben.html".to_owned());
    let settings = Settings::default();
    let cleaned =
        Pipeline::new(RuleSet::builtin().unwrap(), &settings).clean(Document { text: text.into(), url, ..Document::default() });
    assert!(cleaned.text.starts_with("Stadtrat stimmt für die neue Brücke am Mühlgraben\n\nDer Stadtrat"), "{}", cleaned.text);
    assert_eq!(cleaned.fields.title.as_deref(), Some("Stadtrat stimmt für die neue Brücke am Mühlgraben"));
}
