#!/usr/bin/env python3
"""Time copydesk and other tools on the same bytes, in turns, and print one Markdown table.

  speed.py --copydesk PATH [--input FILE.jsonl[.gz]] [--mb N] [--part-mb N] [--rounds N] [--skip TOOL ...]

Times are CPU seconds (user and system) of one process with one thread, start included, the median of the rounds. rg, grep and
aho-corasick search for the literals in rules/, blind to case, and clean nothing. With -c, rg and grep leave a record at the
first literal they find in it; "every match" reads all the bytes, as a cleaner must, and gets only the first --part-mb.
"""
import argparse, gzip, os, resource, statistics, subprocess, sys, tempfile, tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
AHO = """import sys, ahocorasick_rs
literals, text = (open(p, encoding="utf-8").read().lower().splitlines() for p in sys.argv[1:])
find = ahocorasick_rs.AhoCorasick(sorted(set(literals))).find_matches_as_indexes
print(sum(len(find(line, overlapping=True)) for line in text))"""
MATCHERS = ("line", "starts", "ends", "contains", "from", "to", "after", "before", "menu")


def literals(folder):
    found = set()
    for path in folder.rglob("*.toml"):
        for rule in tomllib.loads(path.read_text(encoding="utf-8")).get("rule", []):
            for key in MATCHERS:
                value = rule.get(key, [])
                found.update([value] if isinstance(value, str) else value)
    return sorted(x.strip() for x in found if x.strip() and "\n" not in x)


def sample(source, target, limit):
    """The first whole lines of the source, up to so many bytes."""
    size = 0
    with (gzip.open if source.suffix == ".gz" else open)(source, "rb") as src, open(target, "wb") as dst:
        for line in src:
            if size and size + len(line) > limit:
                break
            size += dst.write(line)
    return size / 1e6


def cpu(command, limit):
    """CPU seconds, or None when the command was not done within the limit."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        with tempfile.TemporaryFile() as out:  # not /dev/null: grep would stop at the first match
            done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, timeout=limit)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode and not (command[0] in ("rg", "grep") and done.returncode == 1):
        sys.exit(f"{command[0]} failed: {done.stderr.decode()[-500:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--copydesk", required=True)
    ap.add_argument("--input", type=Path, default=ROOT.parent / "shared/corpus/dumps/us_sites.jsonl.gz")
    ap.add_argument("--rules", type=Path, default=ROOT / "rules")
    ap.add_argument("--mb", type=float, default=25)
    ap.add_argument("--part-mb", type=float, default=1)
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--limit", type=float, default=120, help="seconds a run may take")
    ap.add_argument("--skip", action="append", default=[], metavar="TOOL")
    a = ap.parse_args()

    with tempfile.TemporaryDirectory() as tmp:
        whole, part, words, out = (f"{tmp}/{n}" for n in ("whole.jsonl", "part.jsonl", "literals.txt", "out.jsonl"))
        mb, part_mb = sample(a.input, whole, a.mb * 1e6), sample(a.input, part, a.part_mb * 1e6)
        found = literals(a.rules)
        Path(words).write_text("\n".join(found) + "\n", encoding="utf-8")
        find = ["-i", "-F", "-f", words]
        rg = ["rg", "-j", "1", "--regex-size-limit", "1G", "--dfa-size-limit", "1G", *find]
        wrap = [sys.executable, str(HERE / "compare.py"), "clean", whole, "-o", out, "--tool"]
        tools = {"copydesk": (mb, [a.copydesk, "clean", whole, "-o", out, "--jobs", "1"]),
                 "c4": (mb, [*wrap, "c4"]),
                 "ftfy": (mb, [*wrap, "ftfy"]),
                 "rg -c": (mb, [*rg, "-c", whole]),
                 "grep -c": (mb, ["grep", *find, "-c", whole]),
                 "aho-corasick, every match": (mb, [sys.executable, "-c", AHO, words, whole]),
                 "rg, every match": (part_mb, [*rg, "--count-matches", part]),
                 "grep, every match": (part_mb, ["grep", *find, "-o", part])}
        tools = {name: t for name, t in tools.items() if name not in a.skip}
        times = {name: [] for name in tools}
        for _ in range(a.rounds):
            for name, (_, command) in tools.items():
                if None not in times[name]:
                    times[name].append(cpu(command, a.limit))

    print(f"{mb:.1f} MB ({part_mb:.1f} MB for rg and grep, every match), {len(found):,} literals, {a.rounds} rounds\n")
    print("| tool | CPU s | MB/s | copydesk is … times as fast |\n|---|--:|--:|--:|")
    base = None
    for name, (size, command) in tools.items():
        if None in times[name]:
            print(f"| {name} | over {a.limit:.0f} | | |")
            continue
        seconds = statistics.median(times[name])
        base = base or size / seconds  # copydesk comes first
        print(f"| {name} | {seconds:.2f} | {size / seconds:.1f} | {base / (size / seconds):.2f} |")


if __name__ == "__main__":
    main()
