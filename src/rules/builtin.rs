//! The rules in the binary: every file under `rules/`, listed by `build.rs`.

include!(concat!(env!("OUT_DIR"), "/builtin_rules.rs"));
