//! Learns the linear model: logistic regression over hashed pieces by AdaGrad.

use super::super::context::sigmoid;
use super::super::linear::{HEADS, Linear};
use super::data::Doc;
use super::random::Random;

/// How it is learned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rates {
    pub bits: u32,
    pub heads: usize,
    pub epochs: usize,
    pub rate: f32,
    pub decay: f32,
}

impl Default for Rates {
    fn default() -> Self {
        Self { bits: 18, heads: HEADS, epochs: 6, rate: 0.15, decay: 2e-3 }
    }
}

fn line_pieces(doc: &Doc, i: usize) -> &[u32] {
    let at = |k: usize| doc.starts.get(k).map_or(0, |s| *s as usize);
    doc.pieces.get(at(i)..at(i + 1)).unwrap_or_default()
}

/// Learns from the lines of these pages.
pub(crate) fn fit(docs: &[&Doc], rates: Rates, seed: u64) -> Linear {
    let slots = 1_usize << rates.bits;
    let mut rows: Vec<(u32, u32)> = Vec::new();
    let mut total = 0.0_f64;
    for (d, doc) in docs.iter().enumerate() {
        for (i, w) in doc.weight.iter().enumerate() {
            if *w > 0.0 {
                rows.push((d as u32, i as u32));
                total += f64::from(*w);
            }
        }
    }
    let mean = (total / rows.len().max(1) as f64) as f32;
    let mut weights = vec![[0_i8; HEADS]; slots];
    let mut scale = [0.0_f32; HEADS];
    for head in 0..rates.heads.min(HEADS) {
        let learned = learn(docs, &mut rows.clone(), rates, mean, head, seed + head as u64);
        let mut sizes: Vec<f32> = learned.iter().map(|w| w.abs()).filter(|w| *w > 0.0).collect();
        sizes.sort_unstable_by(f32::total_cmp);
        let top = sizes.get(sizes.len().saturating_sub(1 + sizes.len() / 2000)).copied().unwrap_or(1.0);
        scale[head] = top / 127.0;
        for (slot, w) in weights.iter_mut().zip(learned) {
            slot[head] = (w / scale[head]).round().clamp(-127.0, 127.0) as i8;
        }
    }
    Linear { weights, scale }
}

/// One head: the weights before rounding.
fn learn(docs: &[&Doc], rows: &mut [(u32, u32)], rates: Rates, mean: f32, head: usize, seed: u64) -> Vec<f32> {
    let slots = 1_usize << rates.bits;
    let mut random = Random(seed);
    let mut weights = vec![0.0_f32; slots];
    let mut squares = vec![1e-6_f32; slots];
    let epochs = if head == 0 { rates.epochs } else { 3 };
    for epoch in 0..epochs {
        random.shuffle(rows);
        let rate = rates.rate / (1.0 + 0.5 * epoch as f32);
        for &(d, i) in rows.iter() {
            let Some(doc) = docs.get(d as usize) else { continue };
            let target = match head {
                0 => &doc.label,
                1 => &doc.after,
                _ => &doc.before,
            };
            let own = line_pieces(doc, i as usize);
            let scale = 1.0 / (own.len().max(1) as f32).sqrt();
            let weight = (doc.weight[i as usize] / mean).sqrt().min(4.0);
            let sum: f32 = own.iter().map(|h| weights[Linear::slot(*h, slots)]).sum();
            let push = (sigmoid(sum * scale) - target[i as usize]) * weight * scale;
            for h in own {
                let s = Linear::slot(*h, slots);
                let g = push + rates.decay * weights[s] * weight;
                squares[s] += g * g;
                weights[s] -= rate * g / squares[s].sqrt();
            }
        }
    }
    weights
}

/// The scores of every line of a page.
pub(crate) fn score(model: &Linear, doc: &Doc) -> Vec<[f32; HEADS]> {
    (0..doc.lines.len()).map(|i| model.sum(line_pieces(doc, i).iter().copied())).collect()
}
