#!/usr/bin/env python3
"""Score copydesk and other text cleaners on the same labelled texts, and print one Markdown table.

  compare.py [--data DIR] [--copydesk PATH] [--only TOOL ...]

DIR holds corpus/, seeds/ and score/score.py. The scorer calls this file too, as the wrapper around the other tools:

  compare.py clean IN.jsonl -o OUT.jsonl --tool NAME [--languages FILE]
  compare.py clean IN_DIR   -o OUT_DIR   --tool NAME      (a folder of .txt files)
"""
import argparse, functools, gzip, html, json, os, re, resource, subprocess, sys, tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETS = ("news", "more", "dev")

# ---------------------------------------------------------------- the tools: (text, language) -> text


def by_line(keep):
    return lambda text, language: "\n".join(line for line in text.splitlines() if keep(line.strip()))


POLICY = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")


def c4_line(line):
    """C4's rules for lines, as in its code (c4_utils.py in TensorFlow Datasets). What C4 does to a page, this does to the line."""
    low = line.lower()
    return (line.endswith((".", "?", "!", '"')) and not line.endswith("...") and len(line.split()) >= 5
            and "javascript" not in low and "lorem ipsum" not in low and "{" not in line
            and not any(p in low for p in POLICY))


def refinedweb_line(line):
    """The line rules of RefinedWeb (Penedo et al. 2023, appendix G.2); of its unpublished patterns only the three in the paper."""
    words, letters = line.split(), [c for c in line if c.isalpha()]
    if len(words) < 2 or not letters or sum(c.isupper() for c in letters) > len(letters) / 2:
        return False
    if re.fullmatch(r"[\d.,]+[kKmM]?\s+\w+", line):
        return False
    return len(words) > 10 or not re.search(r"(?i)^sign[ -]in\b|\bread more\W*$|\bitems in (your )?cart\b", line)


@functools.cache
def datatrove_c4():
    """datatrove's C4 filter with its rules for lines only: a page is never dropped."""
    from datatrove.pipeline.filters.c4_filters import C4QualityFilter
    return C4QualityFilter(min_num_sentences=-1, filter_lorem_ipsum=False, filter_curly_bracket=False)


def datatrove(text, language):
    from datatrove.data import Document
    doc = Document(text=text, id="")
    datatrove_c4().filter(doc)
    return doc.text


def page(text):
    lines = (re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", line) for line in text.splitlines())
    return "<html><body>" + "".join(f"<p>{html.escape(line)}</p>" for line in lines if line.strip()) + "</body></html>"


STOPLISTS = {"ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "es": "Spanish", "fr": "French", "hi": "Hindi",
             "is": "Icelandic", "it": "Italian", "ko": "Korean", "lt": "Lithuanian", "nl": "Dutch", "no": "Norwegian_Bokmal",
             "pl": "Polish", "pt": "Portuguese", "ru": "Russian", "sv": "Swedish", "tr": "Turkish", "vi": "Vietnamese"}


@functools.cache
def stoplist(language):
    import justext
    return justext.get_stoplist(STOPLISTS.get(language, "English"))


def justext(text, language):
    import justext
    return "\n".join(p.text for p in justext.justext(page(text), stoplist(language)) if not p.is_boilerplate)


def trafilatura(text, language):
    import trafilatura
    return trafilatura.extract(page(text))


def ftfy(text, language):
    import ftfy
    return ftfy.fix_text(text)


TOOLS = {  # name: (row of the table, function)
    "identity": ("nothing done", lambda text, language: text),
    "ftfy": ("ftfy 6.3.1 (repair only)", ftfy),
    "refinedweb": ("RefinedWeb's line rules", by_line(refinedweb_line)),
    "c4": ("C4's line rules", by_line(c4_line)),
    "datatrove": ("datatrove 0.10.1, C4 filter", datatrove),
    "justext": ("jusText 3.0.2", justext),
    "trafilatura": ("trafilatura 2.3.1", trafilatura),
}

# ---------------------------------------------------------------- the wrapper


def clean(argv):
    ap = argparse.ArgumentParser()
    ap.add_argument("input", type=Path)
    ap.add_argument("-o", dest="output", type=Path, required=True)
    ap.add_argument("--tool", choices=TOOLS, required=True)
    ap.add_argument("--languages", type=Path, help="JSON: the language of each record, by id")
    a = ap.parse_args(argv)
    tool = TOOLS[a.tool][1]
    languages = json.loads(a.languages.read_text()) if a.languages else {}

    def run(text, language="en"):  # a tool that leaves nothing at all gets its text back
        return (tool(text, language) or text) if text.strip() else text

    if a.input.is_dir():
        a.output.mkdir(parents=True, exist_ok=True)
        for f in a.input.glob("*.txt"):
            (a.output / f.name).write_text(run(f.read_text(encoding="utf-8")), encoding="utf-8")
        return
    with open(a.input, encoding="utf-8") as src, open(a.output, "w", encoding="utf-8") as dst:
        for line in src:
            record = json.loads(line)
            record["text"] = run(record["text"], languages.get(record.get("id"), "en"))
            dst.write(json.dumps(record, ensure_ascii=False) + "\n")


# ---------------------------------------------------------------- the table


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def row(score, data, name, binary, args):
    score.EXTRA[:] = args
    closed, lost, speed = [], [], 0
    with tempfile.TemporaryDirectory() as keep:
        for s in SETS:
            for level in ("raw", "residue"):
                start = cpu()
                figures = score.labelled(binary, str(data / f"corpus/{s}_{level}.jsonl.gz"), keep, f"{s}-{level}")
                if (s, level) == ("dev", "raw"):
                    speed = os.path.getsize(f"{keep}/dev-raw.in.jsonl") / 1e6 / (cpu() - start)
                closed.append(f"{figures['headroom_closed']:.3f}")
            figures = score.control(binary, str(data / f"corpus/{s}_residue.jsonl.gz"), keep)
            lost.append(f"{figures['lost_per_million']:,.0f}")
        exact = score.seeds(binary, str(data / "seeds"), keep, False)
    print("|", " | ".join([name, *closed, *lost, f"{exact['exact']}/{exact['of']}", f"{speed:.1f}"]), "|", flush=True)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", type=Path, default=ROOT.parent / "shared")
    ap.add_argument("--copydesk", help="the binary; without it only the others are scored")
    ap.add_argument("--only", action="append", choices=[*TOOLS, "copydesk"], help="score only this tool (may be repeated)")
    a = ap.parse_args()
    sys.path.insert(0, str(a.data / "score"))
    import score

    languages = {}
    for path in a.data.glob("corpus/*_*.jsonl.gz"):
        with gzip.open(path, "rt", encoding="utf-8") as f:
            languages.update((r["id"], r["language"]) for r in map(json.loads, f) if r.get("language"))
    os.environ["PATH"] = f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}"  # this file, called, finds this Python

    header = ["", *(f"{s}/{level}" for s in SETS for level in ("raw", "residue")), *(f"{s} lost" for s in SETS), "seeds exact", "MB/s"]
    print("|", " | ".join(header), "|\n|---" + "|--:" * (len(header) - 1) + "|", flush=True)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as f:
        json.dump(languages, f)
        f.flush()
        for name, (title, _) in TOOLS.items():
            if not a.only or name in a.only:
                row(score, a.data, title, __file__, ["--tool", name, "--languages", f.name])
    if a.copydesk and (not a.only or "copydesk" in a.only):
        help_text = subprocess.run([a.copydesk, "clean", "--help"], capture_output=True, text=True).stdout
        if "--no-score" in help_text:
            row(score, a.data, "copydesk, rules alone (`--no-score`)", a.copydesk, ["--jobs", "1", "--no-score"])
        row(score, a.data, "**copydesk**", a.copydesk, ["--jobs", "1"])


if __name__ == "__main__":
    if sys.argv[1:2] == ["clean"]:
        clean(sys.argv[2:])
    else:
        main()
