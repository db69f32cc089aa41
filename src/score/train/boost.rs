//! Learns the trees: gradient boosting over binned features, one question a level.

use super::super::context::sigmoid;
use super::super::trees::{Forest, Split, Tree};
use super::random::Random;

/// How they are learned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Growth {
    pub trees: usize,
    pub depth: usize,
    pub rate: f32,
    pub lambda: f32,
    pub borders: usize,
    pub rows: f32,
    pub features: f32,
}

/// Rows to learn from, feature by feature.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub columns: Vec<Vec<f32>>,
    pub label: Vec<f32>,
    pub weight: Vec<f32>,
}

/// Values that cut a feature into bins holding about equally many rows; where one value is most rows', half of the cuts are the others'.
fn borders(values: &[f32], most: usize) -> Vec<f32> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f32::total_cmp);
    let common = sorted.chunk_by(|a, b| a == b).max_by_key(|run| run.len()).filter(|run| run.len() * 2 > sorted.len());
    let mut out = match common.and_then(|run| run.first()) {
        Some(&common) => {
            let others: Vec<f32> = sorted.iter().copied().filter(|v| *v != common).collect();
            // The value itself is cut off on both sides.
            let mut out = cuts(&others, (most / 2).saturating_sub(2));
            let above = others.partition_point(|v| *v < common);
            let middle = |low: f32, high: f32| if low + (high - low) * 0.5 < high { low + (high - low) * 0.5 } else { low };
            out.extend(above.checked_sub(1).and_then(|at| others.get(at)).map(|below| middle(*below, common)));
            out.extend(others.get(above).map(|next| middle(common, *next)));
            out.extend(cuts(&sorted, most - most / 2));
            out
        }
        None => cuts(&sorted, most),
    };
    out.sort_unstable_by(f32::total_cmp);
    out.dedup();
    out
}

/// Borders between sorted values, at most so many.
fn cuts(sorted: &[f32], most: usize) -> Vec<f32> {
    let n = sorted.len();
    let mut out: Vec<f32> = Vec::new();
    for k in 1..=most {
        let at = k * n / (most + 1);
        let Some(&high) = sorted.get(at) else { continue };
        // The border lies between this value and the next lower one.
        let below = sorted.partition_point(|v| *v < high);
        let Some(&low) = below.checked_sub(1).and_then(|b| sorted.get(b)) else { continue };
        let border = low + (high - low) * 0.5;
        let border = if border >= high { low } else { border };
        if out.last().is_none_or(|last| border > *last) {
            out.push(border);
        }
    }
    out
}

/// A feature that a tree may ask about: the rows' bins, and sums of gradients by leaf and bin.
struct Chosen {
    feature: usize,
    bins: Vec<u8>,
    sums: Vec<[f32; 2]>,
}

impl Chosen {
    #[allow(clippy::too_many_arguments, reason = "one loop's inputs")]
    fn sum(&mut self, rare: &[u32], answer: Option<bool>, leaf: &[u8], grad: &[f32], hess: &[f32], width: usize, level: usize) {
        let half = if level == 0 { 1 } else { 1 << (level - 1) };
        let mut part = vec![[0.0_f32; 2]; half * width];
        for &i in rare {
            let i = i as usize;
            let cell = &mut part[(leaf[i] as usize & (half - 1)) * width + self.bins[i] as usize];
            cell[0] += grad[i];
            cell[1] += hess[i];
        }
        let Some(answer) = answer else {
            self.sums = part;
            return;
        };
        let rest: Vec<[f32; 2]> = self.sums.iter().zip(&part).map(|(a, b)| [a[0] - b[0], (a[1] - b[1]).max(0.0)]).collect();
        // The last question is the highest bit of a leaf's number.
        let (low, high) = if answer { (rest, part) } else { (part, rest) };
        self.sums = low;
        self.sums.extend(high);
    }
}

/// What a question at each border gains.
fn gains(sums: &[[f32; 2]], width: usize, count: usize, lambda: f64) -> Vec<f64> {
    let mut gains = vec![0.0_f64; count];
    for cells in sums.chunks_exact(width) {
        let cells = &cells[..=count];
        let (tg, th) = cells.iter().fold((0.0_f64, 0.0_f64), |a, c| (a.0 + f64::from(c[0]), a.1 + f64::from(c[1])));
        if th <= 0.0 {
            continue;
        }
        let (mut lg, mut lh) = (0.0_f64, 0.0_f64);
        for (gain, c) in gains.iter_mut().zip(cells) {
            lg += f64::from(c[0]);
            lh += f64::from(c[1]);
            let (rg, rh) = (tg - lg, (th - lh).max(0.0));
            *gain += lg * lg / (lh + lambda) + rg * rg / (rh + lambda);
        }
    }
    gains
}

/// Grows a forest.
pub(crate) fn fit(table: &Table, growth: Growth, seed: u64) -> Forest {
    let n = table.label.len();
    let features = table.columns.len();
    let cuts: Vec<Vec<f32>> = table.columns.iter().map(|c| borders(c, growth.borders)).collect();
    let bins: Vec<Vec<u8>> = table
        .columns
        .iter()
        .zip(&cuts)
        .map(|(column, cuts)| column.iter().map(|v| cuts.partition_point(|c| v > c) as u8).collect())
        .collect();
    let total: f64 = table.weight.iter().map(|w| f64::from(*w)).sum();
    let mean_weight = (total / n.max(1) as f64) as f32;
    let weight: Vec<f32> = table.weight.iter().map(|w| w / mean_weight).collect();
    let positive: f64 = weight.iter().zip(&table.label).map(|(w, y)| f64::from(w * y)).sum::<f64>() / n.max(1) as f64;
    let base = (positive / (1.0 - positive).max(1e-6)).ln() as f32;
    let mut sum = vec![base; n];
    let mut random = Random(seed);
    let width = growth.borders + 1;
    let mut trees: Vec<(Vec<Split>, Vec<f32>)> = Vec::new();
    let mut rows: Vec<u32> = Vec::new();
    let (mut grad, mut hess, mut leaf) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..growth.trees {
        rows.clear();
        rows.extend((0..n as u32).filter(|_| random.unit() < growth.rows));
        grad.clear();
        hess.clear();
        for &r in &rows {
            let r = r as usize;
            let p = sigmoid(sum[r]);
            grad.push(weight[r] * (table.label[r] - p));
            hess.push(weight[r] * (p * (1.0 - p)).max(1e-4));
        }
        leaf.clear();
        leaf.resize(rows.len(), 0_u8);
        let mut chosen: Vec<Chosen> = (0..features)
            .filter(|f| !cuts[*f].is_empty() && random.unit() < growth.features)
            .map(|f| Chosen { feature: f, bins: rows.iter().map(|r| bins[f][*r as usize]).collect(), sums: Vec::new() })
            .collect();
        let mut splits: Vec<Split> = Vec::new();
        // Only the rows of the last question's rarer answer are summed; the others' sums are what is left.
        let mut rare: Vec<u32> = (0..rows.len() as u32).collect();
        let mut rare_answer = None;
        for level in 0..growth.depth {
            let mut best = (f64::MIN, Split { feature: 0, bin: 0 });
            for c in &mut chosen {
                let count = cuts[c.feature].len();
                c.sum(&rare, rare_answer, &leaf, &grad, &hess, width, level);
                let gains = gains(&c.sums, width, count, f64::from(growth.lambda));
                for (bin, gain) in gains.iter().enumerate() {
                    let split = Split { feature: c.feature as u8, bin: bin as u8 };
                    if *gain > best.0 && !splits.contains(&split) {
                        best = (*gain, split);
                    }
                }
            }
            if best.0 == f64::MIN {
                break;
            }
            let split = best.1;
            let Some(c) = chosen.iter().find(|c| c.feature == split.feature as usize) else { break };
            for (l, b) in leaf.iter_mut().zip(&c.bins) {
                *l |= u8::from(*b > split.bin) << level;
            }
            let above = c.bins.iter().filter(|b| **b > split.bin).count();
            let answer = above * 2 < rows.len();
            rare.clear();
            rare.extend(c.bins.iter().enumerate().filter(|(_, b)| (**b > split.bin) == answer).map(|(i, _)| i as u32));
            rare_answer = Some(answer);
            splits.push(split);
        }
        let mut sums = vec![[0.0_f64; 2]; 1 << splits.len()];
        for ((l, g), h) in leaf.iter().zip(&grad).zip(&hess) {
            sums[*l as usize][0] += f64::from(*g);
            sums[*l as usize][1] += f64::from(*h);
        }
        let values: Vec<f32> = sums.iter().map(|s| (s[0] / (s[1] + f64::from(growth.lambda))) as f32 * growth.rate).collect();
        let mut index = vec![0_u8; n];
        for (level, split) in splits.iter().enumerate() {
            for (i, b) in index.iter_mut().zip(&bins[split.feature as usize]) {
                *i |= u8::from(*b > split.bin) << level;
            }
        }
        for (s, i) in sum.iter_mut().zip(&index) {
            *s += values[*i as usize];
        }
        trees.push((splits, values));
    }
    finish(cuts, trees, base)
}

/// Drops borders that no tree asks about, and rounds the leaves.
fn finish(cuts: Vec<Vec<f32>>, trees: Vec<(Vec<Split>, Vec<f32>)>, base: f32) -> Forest {
    let mut used: Vec<Vec<bool>> = cuts.iter().map(|c| vec![false; c.len()]).collect();
    for split in trees.iter().flat_map(|t| &t.0) {
        used[split.feature as usize][split.bin as usize] = true;
    }
    let borders: Vec<Vec<f32>> =
        cuts.iter().zip(&used).map(|(c, u)| c.iter().zip(u).filter(|(_, u)| **u).map(|(c, _)| *c).collect()).collect();
    let top = trees.iter().flat_map(|t| &t.1).fold(1e-9_f32, |a, v| a.max(v.abs()));
    let scale = top / 32_000.0;
    let trees = trees
        .into_iter()
        .map(|(splits, values)| Tree {
            splits: splits
                .iter()
                .map(|s| Split {
                    feature: s.feature,
                    bin: used[s.feature as usize].iter().take(s.bin as usize).filter(|u| **u).count() as u8,
                })
                .collect(),
            leaves: values.iter().map(|v| (v / scale).round() as i16).collect(),
        })
        .collect();
    Forest { borders, trees, base, scale }
}

/// Which of the rows to learn from, so that about `most` remain: heavy rows always, light ones by lot and then weighing more.
pub(crate) fn sample(weights: &[f32], most: usize, random: &mut Random) -> Vec<f32> {
    let expected = |limit: f32| weights.iter().map(|w| f64::from((w / limit).min(1.0))).sum::<f64>();
    let (mut low, mut high) = (1e-9_f32, 1e9_f32);
    for _ in 0..60 {
        let mid = (f64::from(low) * f64::from(high)).sqrt() as f32;
        if expected(mid) > most as f64 { low = mid } else { high = mid }
    }
    weights
        .iter()
        .map(|w| {
            let p = (w / high).min(1.0);
            if *w > 0.0 && random.unit() < p { w / p } else { 0.0 }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::trees::{Bins, Columns};
    use super::*;

    #[test]
    fn learns_a_rule_of_two_questions() {
        let mut random = Random(1);
        let mut table = Table { columns: vec![Vec::new(); 3], ..Table::default() };
        for _ in 0..4000 {
            let x: Vec<f32> = (0..3).map(|_| random.unit()).collect();
            table.label.push(f32::from(u8::from((x[0] > 0.5) != (x[2] > 0.3))));
            table.weight.push(1.0);
            for (c, v) in table.columns.iter_mut().zip(&x) {
                c.push(*v);
            }
        }
        let growth = Growth { trees: 40, depth: 3, rate: 0.3, lambda: 1.0, borders: 15, rows: 0.8, features: 1.0 };
        let forest = fit(&table, growth, 7);
        let mut columns = Columns::default();
        columns.reset(4000);
        for c in &table.columns {
            columns.push(|i| c[i]);
        }
        let mut out = Vec::new();
        forest.score(&columns, &mut Bins::default(), &mut out);
        let right = out.iter().zip(&table.label).filter(|(o, y)| (**o > 0.0) == (**y > 0.5)).count();
        assert!(right > 3800, "{right}");
    }

    #[test]
    fn borders_rise_and_lie_between_values() {
        assert_eq!(borders(&[0.0, 0.0, 1.0, 1.0], 8), [0.5]);
        assert_eq!(borders(&[3.0; 9], 8), [0.0_f32; 0]);
    }

    #[test]
    fn rare_values_are_told_apart() {
        let mut values = vec![99.0_f32; 980];
        values.extend((0..20).map(|i| i as f32));
        let borders = borders(&values, 32);
        assert!(borders.len() <= 32 && borders.windows(2).all(|w| w[0] < w[1]));
        assert!(borders.iter().filter(|b| **b < 19.0).count() > 8, "{borders:?}");
        assert!(borders.iter().any(|b| (19.0..99.0).contains(b)), "{borders:?}");
    }
}
