//! A rules folder as a git revision has it.

use std::{
    fs,
    io::{Seek, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::Result;
use copydesk::Error;

/// The folder that is named: one that exists, or `REV` or `REV:PATH` of the git repository here, put into a temporary folder that
/// lives as long as the guard. The path of a bare `REV` is `other` when that is a folder, and `rules` when not.
///
/// # Errors
/// When there is neither.
pub fn folder(named: &str, other: &Path) -> Result<(PathBuf, Option<tempfile::TempDir>)> {
    if Path::new(named).exists() {
        return Ok((PathBuf::from(named), None));
    }
    let fallback = if other.exists() { other } else { Path::new("rules") };
    let (revision, path) = named.split_once(':').map_or((named, fallback), |(revision, path)| (revision, Path::new(path)));
    let wrong = |what: String| Error::Usage(format!("{named}: neither a folder nor a git revision with one: {what}"));
    if revision.starts_with('-') || revision.is_empty() {
        return Err(wrong("a revision is a branch, a tag or a commit".to_owned()).into());
    }
    let git = |args: &[&std::ffi::OsStr], stdin: Stdio| -> Result<Vec<u8>, Error> {
        let output = Command::new("git").args(args).stdin(stdin).output().map_err(|error| wrong(format!("git: {error}")))?;
        if !output.status.success() {
            return Err(wrong(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
        }
        Ok(output.stdout)
    };
    let list = ["ls-tree", "-r", "-z", "--name-only", revision, "--"].map(std::ffi::OsStr::new);
    let list: Vec<&std::ffi::OsStr> = list.into_iter().chain([path.as_os_str()]).collect();
    let names = git(&list, Stdio::null())?;
    let names = String::from_utf8(names).map_err(|_| wrong("a file's name is not UTF-8".to_owned()))?;
    let names: Vec<&str> = names.split('\0').filter(|name| name.ends_with(".toml") && !name.contains('\n')).collect();
    if names.is_empty() {
        return Err(wrong(format!("no .toml file under {} there", path.display())).into());
    }
    let target = tempfile::tempdir().map_err(|error| wrong(error.to_string()))?;
    let mut request = tempfile::tempfile().map_err(|error| wrong(error.to_string()))?;
    for name in &names {
        writeln!(request, "{revision}:./{name}").map_err(|error| wrong(error.to_string()))?;
    }
    request.rewind().map_err(|error| wrong(error.to_string()))?;
    let batch = git(&["cat-file", "--batch"].map(std::ffi::OsStr::new), Stdio::from(request))?;
    let mut rest = batch.as_slice();
    for name in names {
        let blob = blob(&mut rest).ok_or_else(|| wrong(format!("git cannot show {name}")))?;
        let relative = Path::new(name).strip_prefix(path).ok().filter(|left| !left.as_os_str().is_empty());
        let place = target.path().join(relative.unwrap_or_else(|| Path::new(Path::new(name).file_name().unwrap_or_default())));
        let write = |place: &Path| -> std::io::Result<()> {
            fs::create_dir_all(place.parent().unwrap_or(target.path()))?;
            fs::write(place, blob)
        };
        write(&place).map_err(|error| wrong(error.to_string()))?;
    }
    Ok((target.path().to_owned(), Some(target)))
}

/// Takes one object from what `git cat-file --batch` says: `HASH blob SIZE`, a newline, the bytes, a newline.
fn blob<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let end = rest.iter().position(|&byte| byte == b'\n')?;
    let head = std::str::from_utf8(&rest[..end]).ok()?;
    let size: usize = head.strip_suffix(char::is_whitespace).unwrap_or(head).rsplit(' ').next()?.parse().ok()?;
    let start = end + 1;
    let blob = rest.get(start..start + size)?;
    *rest = rest.get(start + size + 1..).unwrap_or(&[]);
    Some(blob)
}
