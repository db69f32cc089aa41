//! The weights file: what is in it, how it is read and written.

use std::fmt;
use std::path::{Path, PathBuf};

use super::fold;
use super::linear::{HEADS, Linear};
use super::overlap;
use super::trees::{Forest, Split, Tree};

const MAGIC: &[u8; 8] = b"CDSCORE3";

/// How likely to be content a line must be to stay; set by the content lost, not by the balance of both kinds of error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// On a page where nothing is surely chrome.
    pub clean: f32,
    /// On a page where a twentieth or more is surely chrome; in between, in between.
    pub marked: f32,
    /// On a short page, if that is less.
    pub short: f32,
    /// For a sentence, if that is less: losing one costs more than keeping a teaser.
    pub prose: f32,
    /// For a line right under the headline, if that is less: a standfirst looks like a teaser.
    pub standfirst: f32,
    /// For a line with the story on both sides, on a page where rules took next to nothing, if that is less: a list of the story.
    pub inside: f32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { clean: 0.04, marked: 0.55, short: 0.2, prose: 0.55, standfirst: 0.1, inside: 0.04 }
    }
}

/// A weights file that cannot be used.
#[derive(Debug)]
#[non_exhaustive]
pub enum WeightsError {
    /// The file could not be read.
    Read(PathBuf, std::io::Error),
    /// The bytes are not a weights file, or a damaged one.
    Damaged(&'static str),
}

impl fmt::Display for WeightsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(path, error) => write!(f, "cannot read {}: {error}", path.display()),
            Self::Damaged(what) => write!(f, "not a usable weights file: {what}"),
        }
    }
}

impl std::error::Error for WeightsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read(_, error) => Some(error),
            Self::Damaged(_) => None,
        }
    }
}

/// Everything that was learned.
#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    pub linear: Linear,
    /// How rare a word is in stories, by its slot.
    pub rarity: Vec<u8>,
    pub first: Forest,
    pub second: Forest,
    pub thresholds: Thresholds,
    pub digest: u64,
}

impl Model {
    pub(crate) fn load(path: &Path) -> Result<Self, WeightsError> {
        let bytes = std::fs::read(path).map_err(|e| WeightsError::Read(path.to_path_buf(), e))?;
        Self::read(&bytes)
    }

    pub(crate) fn read(bytes: &[u8]) -> Result<Self, WeightsError> {
        let (body, sum) = bytes.split_last_chunk::<8>().ok_or(WeightsError::Damaged("too short"))?;
        let digest = fold::digest(body);
        let body = body.strip_prefix(MAGIC).ok_or(WeightsError::Damaged("another format or version"))?;
        if digest != u64::from_le_bytes(*sum) {
            return Err(WeightsError::Damaged("its check sum is wrong"));
        }
        let mut r = Reader(body);
        let slots = r.length(1 << 22)?;
        if !slots.is_power_of_two() {
            return Err(WeightsError::Damaged("table size"));
        }
        let mut scale = [0.0; HEADS];
        for s in &mut scale {
            *s = r.float()?;
        }
        let (weights, _) = r.bytes(slots * HEADS)?.as_chunks::<HEADS>();
        let weights = weights.iter().map(|w| w.map(|b| i8::from_le_bytes([b]))).collect();
        let rare = r.length(overlap::SLOTS)?;
        let rarity = r.bytes(rare)?.to_vec();
        let first = r.forest()?;
        let second = r.forest()?;
        let thresholds = Thresholds {
            clean: r.float()?,
            marked: r.float()?,
            short: r.float()?,
            prose: r.float()?,
            standfirst: r.float()?,
            inside: r.float()?,
        };
        Ok(Self { linear: Linear { weights, scale }, rarity, first, second, thresholds, digest })
    }

    pub(crate) fn write(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        put(&mut out, self.linear.weights.len());
        out.extend(self.linear.scale.iter().flat_map(|s| s.to_le_bytes()));
        out.extend(self.linear.weights.iter().flatten().map(|w| w.to_le_bytes()[0]));
        put(&mut out, self.rarity.len());
        out.extend(&self.rarity);
        for forest in [&self.first, &self.second] {
            put(&mut out, forest.borders.len());
            for borders in &forest.borders {
                put(&mut out, borders.len());
                out.extend(borders.iter().flat_map(|b| b.to_le_bytes()));
            }
            put(&mut out, forest.trees.len());
            for tree in &forest.trees {
                put(&mut out, tree.splits.len());
                out.extend(tree.splits.iter().flat_map(|s| [s.feature, s.bin]));
                out.extend(tree.leaves.iter().flat_map(|v| v.to_le_bytes()));
            }
            out.extend(forest.base.to_le_bytes());
            out.extend(forest.scale.to_le_bytes());
        }
        let Thresholds { clean, marked, short, prose, standfirst, inside } = self.thresholds;
        out.extend([clean, marked, short, prose, standfirst, inside].iter().flat_map(|p| p.to_le_bytes()));
        let sum = fold::digest(&out);
        out.extend(sum.to_le_bytes());
        out
    }
}

fn put(out: &mut Vec<u8>, n: usize) {
    out.extend((n as u32).to_le_bytes());
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn bytes(&mut self, n: usize) -> Result<&'a [u8], WeightsError> {
        let (head, rest) = self.0.split_at_checked(n).ok_or(WeightsError::Damaged("cut short"))?;
        self.0 = rest;
        Ok(head)
    }
    fn four(&mut self) -> Result<[u8; 4], WeightsError> {
        self.bytes(4)?.try_into().map_err(|_| WeightsError::Damaged("cut short"))
    }
    fn length(&mut self, most: usize) -> Result<usize, WeightsError> {
        let n = u32::from_le_bytes(self.four()?) as usize;
        if n > most { Err(WeightsError::Damaged("a length is out of range")) } else { Ok(n) }
    }
    fn float(&mut self) -> Result<f32, WeightsError> {
        let x = f32::from_le_bytes(self.four()?);
        if x.is_finite() { Ok(x) } else { Err(WeightsError::Damaged("a number is not finite")) }
    }
    fn forest(&mut self) -> Result<Forest, WeightsError> {
        let features = self.length(255)?;
        let mut borders = Vec::with_capacity(features);
        for _ in 0..features {
            let n = self.length(255)?;
            borders.push((0..n).map(|_| self.float()).collect::<Result<Vec<_>, _>>()?);
        }
        let count = self.length(10_000)?;
        let mut trees = Vec::with_capacity(count);
        for _ in 0..count {
            let depth = self.length(7)?;
            let mut splits = Vec::with_capacity(depth);
            for _ in 0..depth {
                let &[feature, bin] = self.bytes(2)? else { return Err(WeightsError::Damaged("cut short")) };
                if feature as usize >= features {
                    return Err(WeightsError::Damaged("an unknown feature"));
                }
                splits.push(Split { feature, bin });
            }
            let leaves = self.bytes(2 << depth)?;
            let leaves = leaves.chunks_exact(2).map(|b| i16::from_le_bytes([b[0], b[1]])).collect();
            trees.push(Tree { splits, leaves });
        }
        Ok(Forest { borders, trees, base: self.float()?, scale: self.float()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Model {
        Model {
            linear: Linear { weights: vec![[3, 1, 0], [-4, 0, 2], [127, 5, 6], [-127, 7, 8]], scale: [0.5; HEADS] },
            rarity: vec![1, 2, 3],
            first: Forest {
                borders: vec![vec![0.5], vec![]],
                trees: vec![Tree { splits: vec![Split { feature: 0, bin: 0 }], leaves: vec![-5, 9] }],
                base: 0.1,
                scale: 0.01,
            },
            ..Model::default()
        }
    }

    #[test]
    fn written_and_read() {
        let bytes = small().write();
        let back = Model::read(&bytes).unwrap();
        assert_eq!(back.write(), bytes);
        assert_eq!(back.first.trees[0].leaves, [-5, 9]);
    }

    #[test]
    fn damage_is_noticed() {
        let mut bytes = small().write();
        assert!(Model::read(&bytes[..20]).is_err());
        bytes[14] ^= 1;
        assert!(matches!(Model::read(&bytes), Err(WeightsError::Damaged(_))));
        assert!(Model::read(b"").is_err());
    }
}
