"""Limits, peers and our own import in turn on the same files, best of several rounds, as one Markdown table.

README.md has the command line. A program named `tertius` may come in several parts and variants (`--ours`).

Every file is read once before the first round, so that all find them in the memory of the system. A round runs each
program once, one after the other, so that a slow minute of the machine hits all of them. Peers take their own time, after
Python and the engine are loaded; the time of our command is that of its whole process, its start included.
"""
import argparse
import glob
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

import question

HERE = os.path.dirname(os.path.abspath(__file__))
CHECKS = ["groups", "events", "mentions", "goldstein_tenths", "root_events", "digest"]


def main():
    a = arguments()
    scratch = tempfile.mkdtemp(prefix="events-speed-", dir=a.scratch)
    try:
        return measure(a, scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zips", help="a folder of GDELT 2.0 zips: `xtask volume gdelt`")
    parser.add_argument("--icews", help="a folder of ICEWS tab files: `xtask volume icews`")
    parser.add_argument("--limits", help="the release build of `crates/lake/examples/limits.rs`")
    parser.add_argument("--ours", action="append", default=[], metavar="PART=COMMAND",
                        help="part is cube, lake or icews, with a name after a colon if there are several (cube:1 thread);"
                        " {zips}, {icews}, {lake} and {scratch} are filled in, and {lake} is a new folder each time")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--scratch", default=None, help="where unzipped files and lakes go: four times the text at least")
    parser.add_argument("--without", action="append", default=[], help="leave out the programs whose name has this in it")
    parser.add_argument("--pandas-rounds", type=int, default=1, help="pandas is slow, so it is asked less often")
    parser.add_argument("--json", help="write every single run into this file too")
    return parser.parse_args()


def programs(a, scratch):
    """Part, name, command, most rounds. What has to be unzipped beforehand is unzipped here."""
    all_of_them = []
    if a.zips:
        apart, joined = os.path.join(scratch, "apart"), os.path.join(scratch, "joined")
        for folder in [apart, joined]:
            os.mkdir(folder)
        zips = question.files(a.zips, ".zip")
        question.apart(zips, apart, a.threads, scratch)
        question.joined(zips, joined, a.threads)

        def peer(name, *more):
            return [sys.executable, os.path.join(HERE, name), *more, f"--threads={a.threads}", f"--scratch={scratch}"]

        if a.limits:
            for n in sorted({1, a.threads}):
                all_of_them.append(("cube", f"limit: inflate, {n}", [a.limits, "inflate", a.zips, str(n)], a.rounds))
        all_of_them += [
            ("cube", "DuckDB on text", peer("duckdb_text.py", apart), a.rounds),
            ("cube", "DuckDB on joined text", peer("duckdb_text.py", joined), a.rounds),
            ("cube", "unzip, DuckDB", peer("duckdb_zip.py", a.zips), a.rounds),
            ("cube", "joined, DuckDB", peer("duckdb_zip.py", a.zips, "--unzip=joined"), a.rounds),
            ("cube", "unzip, Polars", peer("polars_zip.py", a.zips), a.rounds),
            ("cube", "joined, Polars", peer("polars_zip.py", a.zips, "--unzip=joined"), a.rounds),
            ("cube", "pandas", peer("pandas_zip.py", a.zips), a.pandas_rounds),
            ("lake", "unzip, DuckDB to Parquet", peer("duckdb_parquet.py", a.zips), a.rounds),
            ("lake", "joined, DuckDB to Parquet", peer("duckdb_parquet.py", a.zips, "--unzip=joined"), a.rounds),
        ]
    if a.icews and a.limits:
        for n in sorted({1, a.threads}):
            all_of_them.append(("icews", f"limit: lines, {n}", [a.limits, "lines", a.icews, str(n)], a.rounds))
    for ours in a.ours:
        part, command = ours.split("=", 1)
        part, _, name = part.partition(":")
        if part not in ("cube", "lake", "icews"):
            raise SystemExit(f"--ours {ours}: the part is cube, lake or icews")
        all_of_them.append((part, f"tertius {name}".strip(), command, a.rounds))
    return [p for p in all_of_them if not any(word in p[1] for word in a.without)]


def warm(folder):
    """Reads every file once; gives the bytes."""
    size = 0
    for name in glob.glob(os.path.join(folder, "*")):
        with open(name, "rb") as file:
            while block := file.read(1 << 22):
                size += len(block)
    return size


def once(command, a, scratch):
    """Runs a command. Its seconds (its own, if it prints them), its largest memory, and what it printed."""
    lake = tempfile.mkdtemp(prefix="lake-", dir=scratch)
    ours = isinstance(command, str)
    if ours:
        names = {"zips": a.zips, "icews": a.icews, "lake": os.path.join(lake, "lake"), "scratch": scratch}
        words = [word.format(**names) for word in shlex.split(command)]
        command = [name for word in words for name in (sorted(glob.glob(word)) or [word] if "*" in word else [word])]
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    shutil.rmtree(lake)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command[:6])} ... ended with {process.returncode}")
    said = {} if ours else json.loads(out.decode().strip().splitlines()[-1])
    own = {"seconds": wall, "peak_mb": usage.ru_maxrss // 1024, "cpu_s": usage.ru_utime + usage.ru_stime}
    return own | said


def measure(a, scratch):
    sizes = {}
    if a.zips:
        warm(a.zips)
    if a.icews:
        sizes["icews"] = warm(a.icews)
    listed = programs(a, scratch)
    if a.zips:
        warm(os.path.join(scratch, "apart"))
        sizes["cube"] = sizes["lake"] = warm(os.path.join(scratch, "joined"))
    runs = {}
    for round_number in range(a.rounds):
        for part, name, command, rounds in listed:
            if round_number >= rounds:
                continue
            first = round_number == 0 and part == "cube" and isinstance(command, list) and command[0] == sys.executable
            run = once(command + ["--digest"] if first else command, a, scratch)
            runs.setdefault((part, name), []).append(run)
            print(f"round {round_number + 1}: {name} ({part}): {run['seconds']:.2f} s", file=sys.stderr, flush=True)
    if a.json:
        with open(a.json, "w") as file:
            json.dump([{"part": p, "name": n, "runs": r} for (p, n), r in runs.items()], file, indent=1)
    complaints = disagreements(runs)
    print(table(runs, sizes, a))
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


def disagreements(runs):
    """A peer that answers another question is not a slow peer: what each counted has to be the same."""
    complaints, seen = [], {}
    for (part, name), each in runs.items():
        for check in CHECKS + ["rows"]:
            for run in each:
                if check in run:
                    first = seen.setdefault(check, (name, run[check]))
                    if first[1] != run[check]:
                        complaints.append(f"{name}: {check} {run[check]}, but {first[0]}: {first[1]}")
    return complaints


def table(runs, sizes, a):
    best = {key: min(each, key=lambda run: run["seconds"]) for key, each in runs.items()}
    lines = []
    titles = {"cube": "GDELT zips to a cube", "lake": "GDELT zips to Parquet", "icews": "ICEWS text"}
    for part, title in titles.items():
        ours = next((run for (p, n), run in best.items() if p == part and n.startswith("tertius")), None)
        rows = [(n, run) for (p, n), run in best.items() if p == part]
        if not rows:
            continue
        lines += ["", f"{title}: {sizes[part] / 1e6:,.0f} MB of text, best of {a.rounds}, {a.threads} threads", ""]
        lines.append("| program | seconds | CPU s | MB/s of text | peak MB | tertius is ... times as fast |")
        lines.append("|---|---:|---:|---:|---:|---:|")
        for name, run in sorted(rows, key=lambda row: row[1]["seconds"]):
            ratio = f"{run['seconds'] / ours['seconds']:.2f}" if ours else ""
            text = name
            speed = sizes[part] / 1e6 / run["seconds"]
            cells = [name, f"{run['seconds']:.2f}", f"{run['cpu_s']:.1f}", f"{speed:,.0f}", f"{run['peak_mb']:,}", ratio]
            lines.append(f"| {' | '.join(cells)} |")
    versions = sorted({run["program"].split(" + ")[-1].split(" to ")[0].split(" on ")[0]
                       for (_, name), run in best.items() if not name.startswith(("limit", "tertius"))})
    return "\n".join(lines + ["", ", ".join(versions)])


if __name__ == "__main__":
    sys.exit(main())
