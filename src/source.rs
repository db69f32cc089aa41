//! Where documents come from: files, folders, globs and standard input.

pub mod jsonl;

use std::{
    ffi::OsStr,
    io,
    path::{Component, Path, PathBuf},
};

use crate::error::Error;

/// How a file holds its documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The file is the text.
    Text,
    /// One JSON object a line.
    Jsonl,
}

impl Format {
    /// The format that a file's name tells.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase).as_deref() {
            Some("txt" | "text" | "md") => Some(Self::Text),
            Some("jsonl" | "ndjson") => Some(Self::Jsonl),
            _ => None,
        }
    }
}

/// A file to clean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Where it is; `-` for standard input.
    pub path: PathBuf,
    /// Its place under the input that named it: what its output and its ledger are called.
    pub relative: PathBuf,
    /// How it holds its documents.
    pub format: Format,
}

impl Input {
    /// Whether it is standard input.
    pub fn is_stdin(&self) -> bool {
        self.path == Path::new("-")
    }

    /// Its name in ledgers and messages.
    pub fn name(&self) -> String {
        self.relative.to_string_lossy().replace('\\', "/")
    }

    /// The site that a folder above the file names, such as `independent.co.uk/article.txt`.
    pub fn site(&self) -> Option<String> {
        let folder = self.path.parent()?.file_name()?.to_str()?;
        (folder.contains('.') && psl::domain_str(folder).is_some()).then(|| folder.to_ascii_lowercase())
    }
}

/// The files behind what a user named, sorted, and what could not be read on the way.
///
/// # Errors
/// When an input does not exist, or holds no file of a known format.
pub fn discover(named: &[PathBuf], format: Option<Format>) -> Result<(Vec<Input>, Vec<Error>), Error> {
    let (mut inputs, mut problems) = (Vec::new(), Vec::new());
    for path in named {
        if path == Path::new("-") {
            inputs.push(Input { path: path.clone(), relative: "stdin".into(), format: format.unwrap_or(Format::Text) });
        } else if path.is_dir() {
            walk(path, format, None, &mut inputs, &mut problems);
        } else if path.is_file() || path.exists() {
            let name = path.file_name().map_or_else(|| path.clone(), PathBuf::from);
            let format = format.or_else(|| Format::of(path)).unwrap_or(Format::Text);
            inputs.push(Input { path: path.clone(), relative: name, format });
        } else if let Some((root, glob)) = as_glob(path) {
            let matcher = globset::Glob::new(&glob).map_err(|error| Error::Usage(format!("{}: {error}", path.display())))?;
            let before = inputs.len();
            walk(&root, format, Some(&matcher.compile_matcher()), &mut inputs, &mut problems);
            if inputs.len() == before {
                return Err(Error::Usage(format!("{}: no file matches", path.display())));
            }
        } else {
            let source = io::Error::from(io::ErrorKind::NotFound);
            return Err(Error::Read { path: path.clone(), source });
        }
    }
    if inputs.is_empty() && problems.is_empty() {
        return Err(Error::Usage("nothing to read: no .txt or .jsonl file there (--format says how others are to be read)".into()));
    }
    Ok((inputs, problems))
}

/// A path with `*`, `?` or `[`: the folder before the first of them, and the pattern.
fn as_glob(path: &Path) -> Option<(PathBuf, String)> {
    let text = path.to_str()?;
    let special = text.find(['*', '?', '[', '{'])?;
    let root = text[..special].rfind('/').map_or("", |slash| &text[..=slash]);
    let pattern = text[root.len()..].to_owned();
    Some((if root.is_empty() { PathBuf::from(".") } else { PathBuf::from(root) }, pattern))
}

fn walk(
    root: &Path,
    format: Option<Format>,
    glob: Option<&globset::GlobMatcher>,
    inputs: &mut Vec<Input>,
    problems: &mut Vec<Error>,
) {
    let walk = ignore::WalkBuilder::new(root).standard_filters(false).sort_by_file_path(Path::cmp).build();
    for entry in walk {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| !kind.is_dir()) => {
                let path = entry.into_path();
                let relative = path.strip_prefix(root).unwrap_or(&path).to_owned();
                if glob.is_some_and(|glob| !glob.is_match(&relative)) {
                    continue;
                }
                if let Some(format) = Format::of(&path).or(glob.and(Some(Format::Text))).map(|found| format.unwrap_or(found)) {
                    inputs.push(Input { path, relative, format });
                }
            }
            Ok(_) => {}
            Err(error) => {
                let path = match &error {
                    ignore::Error::WithPath { path, .. } => path.clone(),
                    _ => root.to_owned(),
                };
                let source = error.into_io_error().unwrap_or_else(|| io::Error::other("unreadable"));
                problems.push(Error::Read { path, source });
            }
        }
    }
}

/// An absolute path without `.` and `..`, as far as the file system can tell: to see whether two paths are the same.
pub fn absolute(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match (absolute.parent(), absolute.file_name()) {
        (Some(parent), Some(name)) if parent != absolute => self::absolute(parent).join(name),
        _ => absolute.components().filter(|part| *part != Component::CurDir).collect(),
    }
}
