#!/usr/bin/env python3
"""Score copydesk as it will do on sites it has not seen: rules and scorer together, the weights cross-validated by site.

  folds.py --copydesk PATH --folds DIR [--data DIR] [--set NAME ...] [--track NAME ...] [--args ARGS] [--keep DIR]

DIR of --folds holds fold0.bin, fold1.bin …, as `train_scorer --folds DIR` writes them: the weights of a fold have seen no page of
the fold's sites, and a page is cleaned with the weights of its own fold. The figures are those of score.py, over all pages at once.
The rules are the same for all folds; they were written with some of these pages in view. Standard library only.
"""
import argparse, importlib.util, json, os, shlex, subprocess, sys, tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def site(url):
    """The key by which the trainer tells sites apart: the host's last two labels, three where the last but one is short."""
    host = url.split("://", 1)[-1]
    for mark in "/?#:":
        host = host.split(mark, 1)[0]
    labels = host.lower().split(".")
    take = 3 if len(labels) >= 3 and len(labels[-2].encode()) <= 3 else 2
    return ".".join(labels[-take:])


def fold(url, folds):
    value = 0xCBF29CE484222325
    for byte in site(url).encode():
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return (value >> 7) % folds


def by_fold(weights, args):
    """A stand-in for score.py's `run`: each fold's records go through the program with the fold's own weights."""
    def run(binary, src, dst):
        with open(src, encoding="utf-8") as f:
            records = [json.loads(line) for line in f]
        parts = [fold(r.get("url") or "", len(weights)) for r in records]

        def part(k):
            own, out = f"{src}.{k}.jsonl", f"{dst}.{k}.jsonl"
            with open(own, "w", encoding="utf-8") as f:
                f.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r, p in zip(records, parts) if p == k)
            done = subprocess.run([binary, "clean", own, "-o", out, "--weights", weights[k], *args], capture_output=True, text=True)
            if done.returncode:
                sys.exit(f"{binary} clean failed ({done.returncode}): {done.stderr[-2000:]}")
            with open(out, encoding="utf-8") as f:
                return f.readlines()

        cleaned = [iter(part(k)) for k in range(len(weights))]
        with open(dst, "w", encoding="utf-8") as f:
            f.writelines(next(cleaned[p]) for p in parts)
        return 1
    return run


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--copydesk", default=str(ROOT / "target/release/copydesk"))
    ap.add_argument("--folds", type=Path, required=True)
    ap.add_argument("--data", type=Path, default=ROOT.parent / "shared")
    ap.add_argument("--set", action="append", help="news, more, dev")
    ap.add_argument("--track", action="append", choices=("raw", "residue", "control"))
    ap.add_argument("--args", default="", help="more arguments for copydesk, as one string")
    ap.add_argument("--keep", help="keep inputs and outputs in this folder")
    a = ap.parse_args()

    spec = importlib.util.spec_from_file_location("score", a.data / "score/score.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    weights = sorted(str(p) for p in a.folds.glob("fold*.bin"))
    if not weights:
        sys.exit(f"{a.folds}: no fold*.bin")
    score.run = by_fold(weights, shlex.split(a.args))
    keep = a.keep or tempfile.mkdtemp(prefix="folds-")
    os.makedirs(keep, exist_ok=True)

    print("| | documents | headroom closed | F1 (as it came, ceiling) | P | R | chrome left | lost |\n|---|--:|--:|---|--:|--:|--:|--:|")
    clean = []
    for name in a.set or ["news", "more", "dev"]:
        for track in a.track or ["raw", "residue", "control"]:
            path = str(a.data / f"corpus/{name}_{track if track != 'control' else 'residue'}.jsonl.gz")
            if track == "control":
                f = score.control(a.copydesk, path, keep)
                clean.append(f"| {name} | {f['documents']} | {f['documents_changed']} | {f['lost_per_million']:,.0f} | {f['added_per_million']:,.0f} |")
                continue
            f = score.labelled(a.copydesk, path, keep, f"{name}-{track}")
            c = f["cleaned"]
            print(f"| {name}/{track} | {f['documents']} | {f['headroom_closed']:.3f} | {c['F1']:.3f} ({f['identity']['F1']:.3f}, "
                  f"{f['ceiling_F1']:.3f}) | {c['P']:.3f} | {c['R']:.3f} | {c['chrome_left']:.3f} | {c['lost']:.4f} |", flush=True)
            if "metadata" in f:
                clean.append(f"<!-- {name}/{track} metadata {f['metadata']} -->")
    print("\n| clean text | documents | changed | words lost per million | words added per million |\n|---|--:|--:|--:|--:|")
    print("\n".join(clean))


if __name__ == "__main__":
    main()
