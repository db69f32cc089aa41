//! The one common word that an unknown word is a slip of the pen away from.

use super::words::WordLists;

/// What has more letters is no word: a line of letters must not cost the square of its length.
const LONGEST: usize = 40;

/// A slip in the middle of a long word: a letter left out, doubled or put in, two letters swapped, a vowel taken for another.
/// The word must be common, and no other one as near may be nearly as common.
pub(super) fn slip(word: &str, lists: &WordLists) -> Option<String> {
    if !(8..=LONGEST).contains(&word.len()) || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    // "worksout" lost a space, not a letter.
    let common = |part: &str| part.len() >= 3 && lists.rank(part) >= 9;
    if (3..word.len() - 2).any(|i| common(&word[..i]) && common(&word[i..])) {
        return None;
    }
    let mut best: Option<(u8, String)> = None;
    let mut second = 0;
    neighbours(word.as_bytes(), 1..word.len() - 2, |near| {
        let Ok(near) = std::str::from_utf8(near) else { return true };
        let Some(rank) = lists.word_rank(near) else { return true };
        match &best {
            Some((_, same)) if same == near => {}
            Some((top, _)) if rank <= *top => second = second.max(rank),
            _ => {
                second = best.as_ref().map_or(second, |b| b.0);
                best = Some((rank, near.to_owned()));
            }
        }
        true
    });
    let (rank, near) = best?;
    (rank >= 11 && second + 5 <= rank).then_some(near)
}

/// Is a common word one letter away?
pub(super) fn is_near_common(word: &str, lists: &WordLists) -> bool {
    let mut found = false;
    if word.is_ascii() && (5..=LONGEST).contains(&word.len()) {
        let word = word.to_ascii_lowercase();
        neighbours(word.as_bytes(), 1..word.len(), |near| {
            found = std::str::from_utf8(near).is_ok_and(|near| lists.word_rank(near).is_some_and(|rank| rank >= 11));
            !found
        });
    }
    found
}

/// Calls `each` for the word after every slip at one of these places, until it says no.
fn neighbours(word: &[u8], places: std::ops::Range<usize>, mut each: impl FnMut(&[u8]) -> bool) {
    const VOWELS: &[u8] = b"aeiouy";
    let mut near = Vec::with_capacity(word.len() + 1);
    for i in places {
        // One letter too many: doubled, or a vowel. "sharding" is a word that the list lacks.
        if VOWELS.contains(&word[i]) || word[i] == word[i - 1] {
            near.clear();
            near.extend_from_slice(&word[..i]);
            near.extend_from_slice(&word[i + 1..]);
            if !each(&near) {
                return;
            }
        }
        // Two swapped.
        if i + 1 < word.len() {
            near.clear();
            near.extend_from_slice(word);
            near.swap(i, i + 1);
            if !each(&near) {
                return;
            }
        }
        // Another vowel.
        if VOWELS.contains(&word[i]) {
            for &v in VOWELS {
                near.clear();
                near.extend_from_slice(word);
                near[i] = v;
                if !each(&near) {
                    return;
                }
            }
        }
        // One left out.
        for letter in b'a'..=b'z' {
            near.clear();
            near.extend_from_slice(&word[..i]);
            near.push(letter);
            near.extend_from_slice(&word[i..]);
            if !each(&near) {
                return;
            }
        }
    }
}

#[test]
fn slips_are_found() {
    let lists = WordLists::built_in();
    for (wrong, right) in [("parliment", "parliament"), ("neigbours", "neighbours")] {
        assert_eq!(slip(wrong, lists).as_deref(), Some(right));
    }
    assert_eq!(slip(&"a".repeat(1 << 20), lists), None);
    for word in ["walkabout", "sharding", "gluten", "lederhosen"] {
        assert_eq!(slip(word, lists), None);
    }
}
