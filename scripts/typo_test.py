#!/usr/bin/env python3
"""How many real misspellings come back right, and at what price: copydesk beside symspellpy and pyspellchecker.

  scripts/typo_test.py --bin 'PROGRAM' --text CLEAN.jsonl --pairs FILE [--own rules/words/en.typos] [--seed 1] [--every 150]

CLEAN.jsonl has sound English texts in the field "text". Into them go misspellings from FILE, one in about --every words, only such as
are no words themselves and have one right form in FILE, chosen and placed at random with --seed. FILE is either codespell's
dictionary.txt (`wrong->right`, on PyPI) or nlpaug's spelling_en.txt (`right wrong wrong …`, on PyPI: collections of misspellings that
people wrote by hand).
With --own the test is made twice: with all pairs, many of which the program's own list has too, and with those alone that it has not.

PROGRAM is called as `PROGRAM clean IN.jsonl -o OUT.jsonl --no-score`. The two others correct every word in small letters of three letters or
more that they do not know, with their best suggestion within two edits, which is how their manuals use them.
A change counts against precision wherever it is made, but not where the same program also changes the sound text.
"""
import argparse, glob, json, os, random, re, shlex, subprocess, sys, tempfile
from collections import Counter

WORD = re.compile(r"\w+")
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))


def words(text):
    return Counter(WORD.findall(text.lower()))


def read_pairs(path):
    pairs = []
    for line in open(path, encoding="utf-8"):
        line = line.strip().lower()
        if "->" in line:
            wrong, right = line.split("->")
            if "," not in right:
                pairs.append((wrong, right))
        else:
            right, *wrongs = line.split()
            pairs += [(w, right) for w in wrongs]
    rights = {}
    for wrong, right in pairs:
        rights.setdefault(wrong, set()).add(right)
    sound = lambda w: re.fullmatch("[a-z]{4,}", w)
    return [(w, r) for w, r in pairs if w != r and sound(w) and sound(r) and len(rights[w]) == 1]


def read_own(path):
    """The program's list: see scripts/words.py."""
    own, word, at, data = set(), b"", 0, open(path, "rb").read()
    while at < len(data):
        keep, at = data[at], at + 1
        if keep == 10:
            continue
        end = at
        while not 65 <= data[end] <= 90:
            end += 1
        word = word[: keep - 33] + data[at:end]
        stop = data.index(b".", end)
        # "A", "A" and nothing between them: no right form is known.
        if data[end:stop] != b"AA":
            own.add(word.decode())
        at = stop + 1
    return own


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--bin", required=True)
    ap.add_argument("--text", required=True)
    ap.add_argument("--pairs", required=True)
    ap.add_argument("--own", help="the program's list of misspellings")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--every", type=int, default=150)
    ap.add_argument("--show", action="store_true", help="print what went wrong")
    ap.add_argument("--only", help="run this one alone: copydesk, symspellpy or pyspellchecker")
    a = ap.parse_args()

    import symspellpy
    from spellchecker import SpellChecker

    sym = symspellpy.SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
    sym.load_dictionary(glob.glob(os.path.join(os.path.dirname(symspellpy.__file__), "frequency_dictionary_en*"))[0], 0, 1)
    spell = SpellChecker()

    own = read_own(a.own) if a.own else set()
    # A misspelling that any of the two others takes for a word cannot be told from one.
    pairs = [(w, r) for w, r in read_pairs(a.pairs) if w not in sym.words and w not in spell]
    listed = sum(w in own for w, _ in pairs)
    if own:
        print(f"{len(pairs)} pairs, {listed} of them in the program's own list")
        test(a, "all pairs", pairs, sym, spell, symspellpy)
        test(a, "pairs that the program's list has not", [p for p in pairs if p[0] not in own], sym, spell, symspellpy)
    else:
        test(a, "all pairs", pairs, sym, spell, symspellpy)


def test(a, title, pairs, sym, spell, symspellpy):
    wrongs = {}
    for wrong, right in pairs:
        wrongs.setdefault(right, []).append(wrong)

    place = re.compile(r"(?<![\w@#/.&’'-])[a-z]{4,}(?![\w@/’'-]|\.\w)")
    rng = random.Random(a.seed)
    clean = [json.loads(line)["text"] for line in open(a.text, encoding="utf-8")]
    damaged, spots = [], []
    can = sum(m.group() in wrongs for text in clean for m in place.finditer(text))
    share = sum(len(WORD.findall(text)) for text in clean) / a.every / can
    for text in clean:
        here = []

        def damage(m):
            options = wrongs.get(m.group())
            if not options or rng.random() > share:
                return m.group()
            wrong = rng.choice(options)
            here.append((wrong, m.group()))
            return wrong

        damaged.append(place.sub(damage, text))
        spots.append(here)

    def copydesk(texts):
        with tempfile.TemporaryDirectory() as folder:
            src, dst = os.path.join(folder, "in.jsonl"), os.path.join(folder, "out.jsonl")
            with open(src, "w", encoding="utf-8") as f:
                for i, t in enumerate(texts):
                    f.write(json.dumps({"id": str(i), "text": t, "language": "en"}, ensure_ascii=False) + "\n")
            subprocess.run([*shlex.split(a.bin), "clean", src, "-o", dst, "--no-score"], check=True, capture_output=True)
            return [json.loads(line)["text"] for line in open(dst, encoding="utf-8")]

    def each_word(correct):
        cache = {}

        def one(m):
            w = m.group()
            if w not in cache:
                cache[w] = correct(w) or w
            return cache[w]

        return lambda texts: [re.sub(r"(?<![\w@#/.&’'-])[a-z]{3,}(?![\w@/’'-]|\.\w)", one, t) for t in texts]

    def by_sym(w):
        found = sym.lookup(w, symspellpy.Verbosity.TOP, max_edit_distance=2)
        return found[0].term if found else None

    tools = {"copydesk": copydesk, "symspellpy": each_word(by_sym), "pyspellchecker": each_word(lambda w: None if w in spell else spell.correction(w))}
    total = sum(map(len, spots))
    all_words = sum(len(WORD.findall(t)) for t in clean)
    print(f"{title}: {total} misspellings in {all_words} words of {len(clean)} texts, seed {a.seed}")
    for name, tool in tools.items():
        if a.only and name != a.only:
            continue
        before, after = tool(clean), tool(damaged)
        right = wrong = 0
        bad = Counter()
        # Price on sound text: words that the tool changes there.
        spoilt = sum(sum((words(x) - words(y)).values()) for x, y in zip(clean, before))
        for b, d, here in zip(before, after, spots):
            extra = words(d) - words(b)
            left = Counter(w for w, _ in here) & extra
            miss = extra - left
            right += len(here) - sum(left.values()) - sum(miss.values())
            wrong += sum(miss.values())
            bad += miss
        print(f"{name:15} recall {right / total:.4f}  precision {right / max(1, right + wrong):.4f}  words changed in the sound texts: {1e6 * spoilt / all_words:.0f} per million")
        if a.show:
            print("   ", bad.most_common(60))


if __name__ == "__main__":
    main()
