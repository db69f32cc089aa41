//! Boosted trees whose every level asks one question, so that a tree is a few comparisons and one look-up, many lines at a time.

/// Lines evaluated together.
const LANES: usize = 32;

/// What a feature speaks of; `explain` weighs features together by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Group {
    /// The line's own words.
    #[default]
    Words,
    /// Its length, its end, its capitals.
    Form,
    /// Dates, addresses, separators and other signs.
    Signs,
    /// The lines around it.
    Near,
    /// Its place on the page and in the story.
    Place,
    /// The address and the title.
    Address,
    /// Its copies on the page.
    Copies,
    /// Words it shares with the story.
    Overlap,
    /// What rules took from around it.
    Rules,
    /// The page as a whole.
    Page,
    /// Other articles of the site; no feature of the trees.
    Elsewhere,
    /// What the stage before said of the line.
    Before,
}

impl Group {
    /// The groups that can be a reason.
    pub(crate) const REASONS: [Self; 10] = [
        Self::Words,
        Self::Form,
        Self::Signs,
        Self::Near,
        Self::Place,
        Self::Address,
        Self::Copies,
        Self::Overlap,
        Self::Rules,
        Self::Page,
    ];
}

/// Columns of feature values, one a feature, each as long as the page has lines.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    data: Vec<f32>,
    rows: usize,
    groups: Vec<Group>,
    group: Group,
}

impl Columns {
    /// Empties the table, for so many rows.
    pub(crate) fn reset(&mut self, rows: usize) {
        self.rows = rows;
        self.groups.clear();
        self.data.clear();
    }
    /// The columns from here on speak of this.
    pub(crate) fn of(&mut self, group: Group) {
        self.group = group;
    }
    pub(crate) fn groups(&self) -> &[Group] {
        &self.groups
    }
    /// A table of one row of this one; `value` may change what it holds, knowing the column and its group.
    pub(crate) fn row(&self, row: usize, mut value: impl FnMut(usize, Group, f32) -> f32) -> Self {
        let data = self.groups.iter().enumerate().map(|(c, g)| value(c, *g, self.get(c).get(row).copied().unwrap_or(0.0)));
        Self { data: data.collect(), rows: 1, groups: self.groups.clone(), group: self.group }
    }
    /// Adds a column of zeros and returns it.
    pub(crate) fn add(&mut self) -> &mut [f32] {
        let at = self.data.len();
        self.data.resize(at + self.rows, 0.0);
        self.groups.push(self.group);
        self.data.get_mut(at..).unwrap_or_default()
    }
    /// Adds a column, row by row.
    pub(crate) fn push(&mut self, value: impl FnMut(usize) -> f32) {
        self.data.extend((0..self.rows).map(value));
        self.groups.push(self.group);
    }
    pub(crate) fn get(&self, column: usize) -> &[f32] {
        self.data.get(column * self.rows..(column + 1) * self.rows).unwrap_or_default()
    }
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }
    pub(crate) fn count(&self) -> usize {
        self.groups.len()
    }
}

/// A question: is the feature's bin above this one?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Split {
    pub feature: u8,
    pub bin: u8,
}

/// A tree: a question a level, and a value for every combination of answers (the first question is the lowest bit).
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    pub splits: Vec<Split>,
    pub leaves: Vec<i16>,
}

/// Trees, and the borders that cut their features into bins.
#[derive(Clone, Debug, Default)]
pub(crate) struct Forest {
    /// For every feature its borders, rising; a value's bin is how many borders it is above.
    pub borders: Vec<Vec<f32>>,
    pub trees: Vec<Tree>,
    pub base: f32,
    pub scale: f32,
}

/// Room to work in.
#[derive(Debug, Default)]
pub(crate) struct Bins {
    bins: Vec<u8>,
    sums: Vec<i32>,
}

impl Forest {
    /// Sets `bins` to the bin of every value of a feature.
    pub(crate) fn bin(borders: &[f32], values: &[f32], bins: &mut [u8]) {
        bins.fill(0);
        for &border in borders {
            for (bin, &value) in bins.iter_mut().zip(values) {
                *bin += u8::from(value > border);
            }
        }
    }

    /// The log-odds of content, line by line.
    pub(crate) fn score(&self, columns: &Columns, room: &mut Bins, out: &mut Vec<f32>) {
        let rows = columns.rows();
        let stride = rows.div_ceil(LANES) * LANES;
        room.bins.clear();
        room.bins.resize(stride * self.borders.len(), 0);
        for ((f, borders), bins) in self.borders.iter().enumerate().zip(room.bins.chunks_exact_mut(stride.max(1))) {
            if !borders.is_empty() {
                Self::bin(borders, columns.get(f), bins.get_mut(..rows).unwrap_or_default());
            }
        }
        room.sums.clear();
        room.sums.resize(stride, 0);
        for tree in &self.trees {
            for (block, sums) in room.sums.chunks_exact_mut(LANES).enumerate() {
                let mut index = [0_u8; LANES];
                for (level, split) in tree.splits.iter().enumerate() {
                    let at = split.feature as usize * stride + block * LANES;
                    let Some(bins) = room.bins.get(at..at + LANES) else { continue };
                    for (i, &bin) in index.iter_mut().zip(bins) {
                        *i |= u8::from(bin > split.bin) << level;
                    }
                }
                for (sum, &i) in sums.iter_mut().zip(&index) {
                    *sum += tree.leaves.get(i as usize).map_or(0, |v| i32::from(*v));
                }
            }
        }
        out.clear();
        out.extend(room.sums.iter().take(rows).map(|&s| self.base + s as f32 * self.scale));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_asks_and_adds() {
        let forest = Forest {
            borders: vec![vec![0.5, 1.5], vec![10.0]],
            trees: vec![Tree {
                splits: vec![Split { feature: 0, bin: 1 }, Split { feature: 1, bin: 0 }],
                leaves: vec![1, 2, 3, 4],
            }],
            base: 0.5,
            scale: 0.25,
        };
        let mut columns = Columns::default();
        columns.reset(3);
        columns.push(|i| i as f32);
        columns.push(|i| 20.0 - 10.0 * i as f32);
        let mut out = Vec::new();
        forest.score(&columns, &mut Bins::default(), &mut out);
        assert_eq!(out, [0.5 + 0.75, 0.75, 0.5 + 0.5]);
    }
}
