#!/usr/bin/env python3
"""Labels of lines, without the text: joined with the texts they speak of, and what a cleaner does with them.

  labels.py make LABELS DUMPS -o OUT.jsonl     the labelled set that train_scorer and score.py read
  labels.py measure SET OUT.jsonl              what was removed of it, in words: precision and recall, by class
  labels.py agree LABELS                       how far the documents that were labelled twice agree

LABELS is a tab separated file, `dump index spec` a line: the index counts the dump's records from 0, the spec's line numbers the lines
of its text that are not blank, from 1: `1-2=navigation,14=related`, `-` for nothing, `no-article` for all. DUMPS is the folder of the
dumps, `<dump>.jsonl.gz` each. Where two labels of a document disagree on a line, nobody is sure of it. Standard library only.
"""
import argparse, collections, gzip, json, re
from pathlib import Path

WORD = re.compile(r"\w+")
# Classes that say neither: a line that holds both, a line that nobody could decide.
UNSURE = {"partial", "unsure"}


def parse(spec):
    """The class of each line that has one; None where the whole document is chrome."""
    if spec == "no-article":
        return None
    found = {}
    for part in spec.split(",") if spec != "-" else []:
        lines, name = part.split("=")
        first, _, last = lines.partition("-")
        found.update((n, name) for n in range(int(first), int(last or first) + 1))
    return found


def read(path):
    """All labels of each document, in order."""
    labels = collections.OrderedDict()
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            dump, index, spec = line.split("\t")
            labels.setdefault((dump, int(index)), []).append(parse(spec.strip()))
    return labels


def joined(specs):
    """One label of several: what they agree on, and `unsure` where they do not."""
    if any(s is None for s in specs):
        return None if all(s is None for s in specs) else {}
    chrome = lambda name: name is not None and name not in UNSURE
    merged = {}
    for n in sorted(set().union(*specs)):
        names = [s.get(n) for s in specs]
        merged[n] = names[0] if all(map(chrome, names)) else "unsure"
    return merged


def words(text):
    return collections.Counter(WORD.findall(text.lower()))



def make(a):
    labels, dumps = read(a.labels), {}
    with open(a.output, "w", encoding="utf-8") as out:
        for (dump, index), specs in labels.items():
            if dump not in dumps:
                with gzip.open(a.dumps / f"{dump}.jsonl.gz", "rt", encoding="utf-8") as f:
                    dumps[dump] = [json.loads(line) for line in f]
            record = dumps[dump][index]
            lines = [line.strip() for line in record["text"].split("\n") if line.strip()]
            spec = joined(specs)
            if spec is None:
                spec = dict.fromkeys(range(1, len(lines) + 1), "no-article")
            assert all(1 <= n <= len(lines) for n in spec), (dump, index)
            gone = {n for n, name in spec.items() if name not in UNSURE}
            gold = "\n".join(line for n, line in enumerate(lines, 1) if n not in gone)
            made = {
                "id": f"{dump}/{index}", "url": record.get("url") or "", "text": "\n".join(lines), "gold": gold,
                "gold_title": record.get("title") or "", "ceiling": 1.0 if gold else 0.0,
                "skip": [line for n, line in enumerate(lines, 1) if spec.get(n) in UNSURE],
                "classes": {str(n): name for n, name in spec.items()},
            }
            out.write(json.dumps(made, ensure_ascii=False) + "\n")


def load(path):
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def measure(a):
    removed = chrome = hit = lost = content = 0
    by_class = collections.defaultdict(lambda: [0, 0, 0])
    for r, o in zip(load(a.set), load(a.out)):
        lines = r["text"].split("\n")
        left, taken = words(o["text"]), words(r["text"])
        taken -= left
        for line in r["skip"]:
            taken -= words(line)
        bad = sum((words(lines[int(n) - 1]) for n, c in r["classes"].items() if c not in UNSURE), collections.Counter())
        good = words(r["gold"])
        for line in r["skip"]:
            good -= words(line)
        removed += sum(taken.values())
        chrome += sum(bad.values())
        hit += sum((taken & bad).values())
        lost += sum((taken - bad).values())
        content += sum(good.values())
        kept = collections.Counter(line.strip() for line in o["text"].split("\n") if line.strip())
        for n, name in sorted(r["classes"].items(), key=lambda item: int(item[0])):
            line, size = lines[int(n) - 1], sum(words(lines[int(n) - 1]).values())
            cell = by_class[name]
            cell[0] += 1
            cell[1] += size
            if kept[line] > 0:
                kept[line] -= 1
            else:
                cell[2] += size
    print(f"removed {removed} words, precision {hit / max(1, removed):.3f}, recall {hit / max(1, chrome):.3f} of {chrome} words of chrome, "
          f"lost {1e6 * lost / max(1, content):,.0f} per million of {content:,} words of content")
    for name, (n, size, gone) in sorted(by_class.items(), key=lambda item: -item[1][1]):
        print(f"  {name:12} {n:5} lines {size:6} words, gone {gone / max(1, size):.2f}")


def agree(a):
    both = one = pages = 0
    for specs in read(a.labels).values():
        if len(specs) < 2:
            continue
        pages += 1
        sets = [{n for n, c in (s or {}).items() if c not in UNSURE} for s in specs]
        doubt = {n for s in specs for n, c in (s or {}).items() if c in UNSURE}
        both += 2 * len((sets[0] & sets[1]) - doubt)
        one += len(sets[0] - doubt) + len(sets[1] - doubt)
    print(f"{pages} documents twice: {both // 2} lines are chrome to both, {one - both} to one; F1 {both / max(1, one):.3f}")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = ap.add_subparsers(dest="verb", required=True)
    p = sub.add_parser("make")
    p.add_argument("labels", type=Path)
    p.add_argument("dumps", type=Path)
    p.add_argument("-o", "--output", required=True)
    p = sub.add_parser("measure")
    p.add_argument("set", type=Path)
    p.add_argument("out", type=Path)
    p = sub.add_parser("agree")
    p.add_argument("labels", type=Path)
    a = ap.parse_args()
    {"make": make, "measure": measure, "agree": agree}[a.verb](a)


if __name__ == "__main__":
    main()
