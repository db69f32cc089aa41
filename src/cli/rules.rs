//! `copydesk rules`.

use std::io::Write;

use anstream::{eprintln, stdout};
use anyhow::Result;
use copydesk::{Error, RuleSet, rules::verify};

use super::{
    Outcome,
    args::{Rules, RulesCommand},
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
        RulesCommand::Test { selection } => {
            let rules = RuleSet::choose(&selection.choice()).map_err(Error::from)?;
            let (ran, failures) = verify::all(&rules);
            for failure in &failures {
                eprintln!("{}\n", failure.render(true));
            }
            let failed = failures.len();
            writeln!(stdout().lock(), "{} rules: {} examples passed, {failed} failed", rules.rules().len(), ran - failed.min(ran))?;
            Ok(if failed == 0 { Outcome::Done } else { Outcome::Found })
        }
    }
}
