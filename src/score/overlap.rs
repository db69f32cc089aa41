//! How many of a line's telling words the story uses elsewhere.

use super::context::Facts;

/// Slots of the word tables.
pub(crate) const SLOTS: usize = 1 << 16;

/// The slot of a word.
pub(crate) fn slot(word: u32) -> u16 {
    (word ^ (word >> 16)) as u16
}

/// One line's shares, by rarity: of its words that the story uses elsewhere, earlier, later, in the line before.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shared {
    pub story: f32,
    pub before: f32,
    pub after: f32,
    pub previous: f32,
    pub mass: f32,
    pub words: f32,
}

/// Room to work in, and the result.
#[derive(Debug, Default)]
pub(crate) struct Overlap {
    all: Vec<f32>,
    so_far: Vec<f32>,
    last: Vec<u32>,
    pub lines: Vec<Shared>,
}

impl Overlap {
    /// Measures all lines; `words` holds the slots of the page's words, `p` the probability that a line is content.
    pub(crate) fn measure(&mut self, rows: &[Facts], words: &[u16], rarity: &[u8], p: &[f32]) {
        self.all.resize(SLOTS, 0.0);
        self.so_far.resize(SLOTS, 0.0);
        self.last.resize(SLOTS, 0);
        self.lines.clear();
        let of = |r: &Facts| words.get(r.words.0 as usize..r.words.1 as usize).unwrap_or_default();
        let core = |r: &Facts, p: f32| if r.chars() > 49.0 { p } else { 0.0 };
        for (i, (r, &p)) in rows.iter().zip(p).enumerate() {
            let core = core(r, p);
            for &w in of(r) {
                let w = w as usize;
                if self.last[w] != i as u32 + 1 {
                    self.last[w] = i as u32 + 1;
                    self.all[w] += core;
                }
            }
        }
        for r in rows {
            for &w in of(r) {
                self.last[w as usize] = 0;
            }
        }
        for (i, (r, &p)) in rows.iter().zip(p).enumerate() {
            let core = core(r, p);
            let mut s = Shared { mass: 1e-3, ..Shared::default() };
            let now = i as u32 + 1;
            for &w in of(r) {
                let w = w as usize;
                let last = self.last[w];
                if last == now {
                    continue;
                }
                self.last[w] = now;
                let rare = f32::from(rarity.get(w).copied().unwrap_or(0));
                s.mass += rare;
                s.words += 1.0;
                let others = self.all[w] - core;
                let earlier = self.so_far[w];
                if others > 0.3 {
                    s.story += rare;
                }
                if earlier > 0.3 {
                    s.before += rare;
                }
                if others - earlier > 0.3 {
                    s.after += rare;
                }
                if last + 1 == now && i > 0 {
                    s.previous += rare;
                }
                self.so_far[w] += core;
            }
            s.story /= s.mass;
            s.before /= s.mass;
            s.after /= s.mass;
            s.previous /= s.mass;
            self.lines.push(s);
        }
        for r in rows {
            for &w in of(r) {
                let w = w as usize;
                self.all[w] = 0.0;
                self.so_far[w] = 0.0;
                self.last[w] = 0;
            }
        }
    }
}
