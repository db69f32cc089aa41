//! `copydesk rules`.

use std::io::Write;

use anstream::{eprintln, stdout};
use anyhow::Result;
use copydesk::{
    Error, RuleSet,
    rules::{
        diagnostic::{Diagnostic, Severity},
        schema, verify,
    },
};

use super::{
    Outcome,
    args::{Rules, RulesCommand, Selection},
    lint, scaffold,
};

pub fn run(args: &Rules) -> Result<Outcome> {
    match &args.command {
        RulesCommand::List { name, selection } => {
            let rules = RuleSet::choose(&selection.choice()).map_err(Error::from)?;
            let mut out = stdout().lock();
            for rule in rules.rules() {
                if name.as_ref().is_none_or(|name| rule.name.contains(name.as_str())) {
                    writeln!(out, "{}\t{}\t{}:{}\t{}", rule.name, rule.class, rule.source.path, rule.line(), rule.why)?;
                }
            }
            Ok(Outcome::Done)
        }
        RulesCommand::Show { id, selection } => {
            let rules = RuleSet::choose(&selection.choice()).map_err(Error::from)?;
            let Some(rule) = rules.get(id) else {
                let help = rules
                    .nearest(id)
                    .map_or_else(|| "see `copydesk rules list`".to_owned(), |near| format!("did you mean `{near}`?"));
                return Err(Error::Usage(format!("no rule is called `{id}`: {help}")).into());
            };
            let mut out = stdout().lock();
            writeln!(out, "# {}, {}:{}", rule.name, rule.source.path, rule.line())?;
            writeln!(out, "{}", rule.text())?;
            Ok(Outcome::Done)
        }
        RulesCommand::New { site, from, folder } => scaffold::run(site, from.as_deref(), folder),
        RulesCommand::Schema => {
            writeln!(stdout().lock(), "{:#}", schema::schema())?;
            Ok(Outcome::Done)
        }
        RulesCommand::Lint { dump, today, json, reading, selection } => lint::run(dump, *today, *json, reading, selection),
        RulesCommand::Test { watch: false, selection } => test(selection),
        #[cfg(not(feature = "watch"))]
        RulesCommand::Test { watch: true, .. } => {
            Err(Error::Usage("this copydesk was built without its feature `watch`".into()).into())
        }
        #[cfg(feature = "watch")]
        RulesCommand::Test { watch: true, selection } => {
            super::watch::run(&selection.rules, || match test(selection).map_err(anyhow::Error::downcast::<Error>) {
                Ok(_) => Ok(()),
                Err(Ok(Error::Rules(error))) => {
                    show(&error.diagnostics);
                    Ok(())
                }
                Err(Ok(error)) => Err(error.into()),
                Err(Err(error)) => Err(error),
            })?;
            Ok(Outcome::Done)
        }
    }
}

fn show(diagnostics: &[Diagnostic]) {
    diagnostics.iter().for_each(|diagnostic| eprintln!("{}\n", diagnostic.render(true)));
}

fn test(selection: &Selection) -> Result<Outcome> {
    let rules = RuleSet::choose(&selection.choice()).map_err(Error::from)?;
    let (ran, found) = verify::all(&rules);
    show(&found);
    let failed = found.iter().filter(|found| found.severity == Severity::Error).count();
    let warned = found.len() - failed;
    let missing = if warned > 0 { format!(", {warned} missing") } else { String::new() };
    writeln!(
        stdout().lock(),
        "{} rules: {} examples passed, {failed} failed{missing}",
        rules.rules().len(),
        ran - failed.min(ran)
    )?;
    Ok(if failed == 0 { Outcome::Done } else { Outcome::Found })
}
