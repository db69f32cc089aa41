//! Where documents come from: files, folders, globs and standard input.

pub mod archive;
#[cfg(feature = "csv")]
pub mod csv;
pub mod html;
pub mod jsonl;
pub mod open;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod record;
pub mod text;
#[cfg(feature = "warc")]
pub mod warc;
pub mod window;

use std::{
    ffi::OsStr,
    io,
    path::{Component, Path, PathBuf},
    sync::{Arc, atomic::AtomicU64},
};

use crate::error::Error;
use archive::Member;
use jsonl::FieldNames;
use open::Packing;
use record::{Records, Shape};
use window::{LARGEST_RECORD, Window};

/// How a file holds its documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The file is the text.
    Text,
    /// One JSON object a line.
    Jsonl,
    /// Rows of cells between commas.
    Csv,
    /// Rows of cells between tabs.
    Tsv,
    /// The file is a web page.
    Html,
    /// Pages as a crawler kept them, or the texts made from them.
    Warc,
    /// Columns of values, packed.
    Parquet,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Text, Self::Jsonl, Self::Csv, Self::Tsv, Self::Html, Self::Warc, Self::Parquet];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            other => other.ending(),
        }
    }

    /// The format that is called so.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format that a file's name tells, without `.gz` or `.zst`.
    pub fn of(path: &Path) -> Option<Self> {
        match Packing::strip(path).extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase).as_deref() {
            Some("txt" | "text" | "md") => Some(Self::Text),
            Some("jsonl" | "ndjson") => Some(Self::Jsonl),
            Some("csv") => Some(Self::Csv),
            Some("tsv") => Some(Self::Tsv),
            Some("html" | "htm" | "xhtml") => Some(Self::Html),
            Some("warc" | "wet") => Some(Self::Warc),
            Some("parquet" | "pq") => Some(Self::Parquet),
            _ => None,
        }
    }

    /// How its files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Html => "html",
            Self::Warc => "warc",
            Self::Parquet => "parquet",
        }
    }

    /// Whether a file is one document.
    pub fn is_whole(self) -> bool {
        matches!(self, Self::Text | Self::Html)
    }

    /// The format in which its documents leave.
    pub fn output(self) -> Self {
        match self {
            Self::Html => Self::Text,
            Self::Warc => Self::Jsonl,
            same => same,
        }
    }
}

/// How files are to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The largest record, in bytes: a larger one is refused.
    pub largest: usize,
    /// Which fields of a record hold what.
    pub names: FieldNames,
    /// What stands between the cells of a CSV file, when it is not what its name tells.
    pub delimiter: Option<u8>,
    /// What stands around cells, when it is not `"`.
    pub quote: Option<u8>,
    /// What stands before a quote inside a cell, when it is not doubled.
    pub escape: Option<u8>,
}

impl Default for Options {
    fn default() -> Self {
        Self { largest: LARGEST_RECORD, names: FieldNames::default(), delimiter: None, quote: None, escape: None }
    }
}

impl From<FieldNames> for Options {
    fn from(names: FieldNames) -> Self {
        Self { names, ..Self::default() }
    }
}

/// A file to clean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Where it is; `-` for standard input.
    pub path: PathBuf,
    /// Its place under the input that named it: what its ledger is called.
    pub relative: PathBuf,
    /// How it holds its documents.
    pub format: Format,
    /// Where it stands in the archive at `path`, when it is a member of one.
    pub member: Option<Member>,
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

    /// Its name without endings: what its document is called among others.
    pub fn stem(&self) -> String {
        Packing::strip(&self.relative).with_extension("").to_string_lossy().replace('\\', "/")
    }

    /// Its place under an output folder: its own, with another ending when it leaves in another format.
    pub fn place(&self) -> PathBuf {
        let ending = match self.format {
            Format::Html => "txt",
            Format::Warc => "jsonl",
            _ => return self.relative.clone(),
        };
        let mut name = Packing::strip(&self.relative).with_extension(ending).into_os_string();
        if let (true, Some(packing)) = (Packing::of(&self.relative) != Packing::None, self.relative.extension()) {
            name.push(".");
            name.push(packing);
        }
        name.into()
    }

    /// Where it is, for people.
    pub fn show(&self) -> PathBuf {
        if self.is_member() { self.path.join(&self.relative) } else { self.path.clone() }
    }

    /// Whether it is a member of an archive.
    pub fn is_member(&self) -> bool {
        self.member.is_some()
    }

    /// The bytes that it takes on the disk, when they can be told.
    pub fn size(&self) -> Option<u64> {
        match &self.member {
            Some(member) => Some(member.packed()),
            None => std::fs::metadata(&self.path).ok().map(|found| found.len()),
        }
    }

    /// The name of [`place`](Self::place) in ledgers.
    pub fn output_name(&self) -> String {
        self.place().to_string_lossy().replace('\\', "/")
    }

    /// The site that a folder above the file names, such as `independent.co.uk/article.txt`.
    pub fn site(&self) -> Option<String> {
        let path = if self.is_member() { &self.relative } else { &self.path };
        let folder = path.parent()?.file_name()?.to_str()?;
        (folder.contains('.') && psl::domain_str(folder).is_some()).then(|| folder.to_ascii_lowercase())
    }

    /// Its records; `shape` says how they are going to leave, and `read` counts the bytes taken from the disk.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(&self, options: &Options, shape: Shape, read: &Arc<AtomicU64>) -> Result<Box<dyn Records>, Error> {
        #[cfg(not(all(feature = "csv", feature = "parquet", feature = "warc")))]
        let left_out = |feature| Err(Error::Read { path: self.show(), source: left_out(feature) });
        #[cfg(not(feature = "parquet"))]
        let _ = shape;
        let window = || Ok::<_, Error>(Window::new(open::open(self, read)?, options.largest));
        Ok(match self.format {
            Format::Text => Box::new(text::Whole::text(window()?, self)),
            Format::Html => Box::new(html::file(window()?, self)),
            Format::Jsonl => Box::new(jsonl::Lines::new(window()?, options.names.clone())),
            #[cfg(feature = "csv")]
            Format::Csv => Box::new(csv::Rows::new(window()?, csv::Dialect::CSV.or(options), options.names.clone())),
            #[cfg(feature = "csv")]
            Format::Tsv => Box::new(csv::Rows::new(window()?, csv::Dialect::TSV.or(options), options.names.clone())),
            #[cfg(not(feature = "csv"))]
            Format::Csv | Format::Tsv => return left_out("csv"),
            #[cfg(feature = "warc")]
            Format::Warc => Box::new(warc::Pages::new(window()?)),
            #[cfg(not(feature = "warc"))]
            Format::Warc => return left_out("warc"),
            #[cfg(feature = "parquet")]
            Format::Parquet => parquet::open(self, options, shape, read)?,
            #[cfg(not(feature = "parquet"))]
            Format::Parquet => return left_out("parquet"),
        })
    }
}

/// What to say of a file that this build cannot read.
#[allow(dead_code, reason = "a build with everything leaves nothing out")]
pub(crate) fn left_out(feature: &str) -> io::Error {
    io::Error::new(io::ErrorKind::Unsupported, format!("this copydesk was built without its feature `{feature}`"))
}

/// The files behind what a user named, sorted, and what could not be read on the way.
///
/// # Errors
/// When an input does not exist, or holds no file of a known format.
pub fn discover(named: &[PathBuf], format: Option<Format>) -> Result<(Vec<Input>, Vec<Error>), Error> {
    let (mut inputs, mut problems) = (Vec::new(), Vec::new());
    for path in named {
        if path == Path::new("-") {
            let format = format.unwrap_or(Format::Text);
            if format == Format::Parquet {
                let why = "Parquet cannot be read from standard input: what it holds is said at its end; name a file";
                return Err(Error::Usage(why.into()));
            }
            inputs.push(Input { path: path.clone(), relative: "stdin".into(), format, member: None });
        } else if archive::is_archive(path) && path.is_file() {
            unpack(path, Path::new(""), format, &mut inputs, &mut problems);
        } else if path.is_dir() {
            walk(path, format, None, &mut inputs, &mut problems);
        } else if path.is_file() || path.exists() {
            let name = path.file_name().map_or_else(|| path.clone(), PathBuf::from);
            let format = format.or_else(|| Format::of(path)).unwrap_or(Format::Text);
            inputs.push(Input { path: path.clone(), relative: name, format, member: None });
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
        return Err(Error::Usage(
            "nothing to read: no .txt, .html, .jsonl, .csv, .tsv, .parquet, .warc or .zip file there (--format says how others are \
             to be read)"
                .into(),
        ));
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
                if archive::is_archive(&path) {
                    unpack(&path, &relative, format, inputs, problems);
                } else if let Some(found) = Format::of(&path).or(glob.and(Some(Format::Text))) {
                    inputs.push(Input { path, relative, format: format.unwrap_or(found), member: None });
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

/// Adds the members of an archive; their places are under `under`.
fn unpack(path: &Path, under: &Path, format: Option<Format>, inputs: &mut Vec<Input>, problems: &mut Vec<Error>) {
    match archive::members(path) {
        Ok((members, wrong)) => {
            problems.extend(wrong);
            let known = members.into_iter().filter_map(|(place, member)| Some((Format::of(&place)?, place, member)));
            let mut found: Vec<Input> = known
                .map(|(own, place, member)| Input {
                    path: path.to_owned(),
                    relative: under.join(place),
                    format: format.unwrap_or(own),
                    member: Some(member),
                })
                .collect();
            found.sort_by(|a, b| a.relative.cmp(&b.relative));
            inputs.append(&mut found);
        }
        Err(error) => problems.push(error),
    }
}

/// An absolute path without `.` and `..`, as far as the file system can tell: to see whether two paths are the same.
pub fn absolute(path: &Path) -> PathBuf {
    followed(path, LINKS)
}

/// Links that are followed one after the other, as most systems do.
const LINKS: usize = 40;

fn followed(path: &Path, links: usize) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    // A link to what does not exist yet.
    if let (Ok(to), Some(parent), Some(left)) = (absolute.read_link(), absolute.parent(), links.checked_sub(1)) {
        return followed(&parent.join(to), left);
    }
    match (absolute.parent(), absolute.file_name()) {
        (Some(parent), Some(name)) if parent != absolute => followed(parent, links).join(name),
        _ => absolute.components().filter(|part| *part != Component::CurDir).collect(),
    }
}
