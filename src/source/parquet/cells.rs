//! The cells of a row that are read and written, as bytes on their way through a run.

/// A cell: nothing, or its bytes.
pub type Cell<'b> = Option<&'b [u8]>;

/// Set in a cell's length: it holds something.
const SOME: u32 = 1;
/// Set in a cell's length: it is not what it was.
const CHANGED: u32 = 2;

/// Appends a cell. Longer ones than a record may be do not come here.
pub fn put(cell: Cell<'_>, changed: bool, out: &mut Vec<u8>) {
    let length = cell.map_or(0, <[u8]>::len) as u32;
    let head = length << 2 | if cell.is_some() { SOME } else { 0 } | if changed { CHANGED } else { 0 };
    out.extend_from_slice(&head.to_le_bytes());
    out.extend_from_slice(cell.unwrap_or_default());
}

/// The length of a cell, from the four bytes before it.
pub fn length(head: [u8; 4]) -> usize {
    (u32::from_le_bytes(head) >> 2) as usize
}

/// Whether there is something in a cell, from the four bytes before it.
pub fn holds(head: [u8; 4]) -> bool {
    u32::from_le_bytes(head) & SOME != 0
}

/// Takes the cell at the start of `bytes`, and whether it is not what it was.
pub fn take<'b>(bytes: &mut &'b [u8]) -> Option<(Cell<'b>, bool)> {
    let (head, rest) = bytes.split_first_chunk::<4>()?;
    let (cell, rest) = rest.split_at_checked(length(*head))?;
    *bytes = rest;
    Some((holds(*head).then_some(cell), u32::from_le_bytes(*head) & CHANGED != 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_is_taken() {
        let mut bytes = Vec::new();
        let cells = [(Some(b"one".as_slice()), true), (None, false), (Some(b"".as_slice()), false), (None, true)];
        for (cell, changed) in cells {
            put(cell, changed, &mut bytes);
        }
        let mut rest = bytes.as_slice();
        for cell in cells {
            assert_eq!(take(&mut rest), Some(cell));
        }
        assert_eq!(take(&mut rest), None);
        assert_eq!(take(&mut &bytes[..6]), None);
    }
}
