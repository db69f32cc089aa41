#!/usr/bin/env python3
"""Runs ../shared/score/score.py and holds every figure of .ci/floors.json: floors only ever rise, ceilings only ever fall."""
import json, os, subprocess, sys

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.dirname(here)
score = os.path.join(root, "..", "shared", "score", "score.py")
limits = json.load(open(os.path.join(here, "floors.json"), encoding="utf-8"))
wrong = 0
for run in limits:
    command = [sys.executable, score, "--bin", os.path.join(root, "target", "release", "copydesk"), "--json", f"--args={run['args']}"]
    for track in run["tracks"]:
        command += ["--track", track]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    got = json.loads(done.stdout.strip().splitlines()[-1])
    for kind, better in (("floors", lambda value, limit: value >= limit), ("ceilings", lambda value, limit: value <= limit)):
        for name, limit in run.get(kind, {}).items():
            track, figure = name.rsplit(" ", 1)
            value = got[track]
            for part in figure.split("."):
                value = value[part]
            held = better(value, limit)
            wrong += not held
            print(f"{'ok' if held else 'BROKEN':7}{run['args'] or 'defaults':12} {name}: {value} ({kind[:-1]} {limit})")
sys.exit(wrong > 0)
