"""The one question that every peer answers, and how each of them is timed and says what it found.

Nothing here reads a file of events but `unzipped`; how that is done is the business of each peer.
"""
import argparse
import glob
import hashlib
import json
import multiprocessing
import os
import resource
import shutil
import subprocess
import tempfile
import time
import zipfile

# The 61 columns of GDELT 2.0 in their order, with the producer's names, and the types of those that are asked for.
PLACE = ["Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID"]
ACTOR = ["Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code"]
ACTOR += ["Type1Code", "Type2Code", "Type3Code"]
COLUMNS = ["GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"]
COLUMNS += [f"Actor{i}{name}" for i in (1, 2) for name in ACTOR]
COLUMNS += ["IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"]
COLUMNS += ["NumMentions", "NumSources", "NumArticles", "AvgTone"]
COLUMNS += [f"{who}Geo_{name}" for who in ("Actor1", "Actor2", "Action") for name in PLACE]
COLUMNS += ["DATEADDED", "SOURCEURL"]
assert len(COLUMNS) == 61

# The cube: what events are grouped by. What is counted: events, mentions, the Goldstein scale in tenths, root events.
# A row counts if both countries are named and differ.
GROUP = ["SQLDATE", "Actor1CountryCode", "Actor2CountryCode", "Actor1Code", "Actor2Code", "EventCode"]
COUNTED = ["NumMentions", "GoldsteinScale", "IsRootEvent"]

# The columns that `duckdb_parquet.py` writes: the rows of our lake. SQL over the producer's names.
LAKE = """
    GLOBALEVENTID AS event_id, SQLDATE AS day,
    Actor1Code AS initiator_code, Actor1Name AS initiator_name, Actor1CountryCode AS initiator_country,
    Actor2Code AS target_code, Actor2Name AS target_name, Actor2CountryCode AS target_country,
    EventCode AS code, IsRootEvent AS is_root, GoldsteinScale AS goldstein,
    NumMentions AS mentions, NumSources AS sources, NumArticles AS articles, AvgTone AS tone,
    ActionGeo_FullName AS place, ActionGeo_CountryCode AS place_country, DATEADDED AS added, SOURCEURL AS url
"""
TYPES = {
    "GLOBALEVENTID": "BIGINT",
    "SQLDATE": "INTEGER",
    "IsRootEvent": "SMALLINT",
    "GoldsteinScale": "DOUBLE",
    "NumMentions": "INTEGER",
    "NumSources": "INTEGER",
    "NumArticles": "INTEGER",
    "AvgTone": "DOUBLE",
    "DATEADDED": "BIGINT",
}

# The same cube in SQL, for any engine that has read the columns.
CUBE = f"""
    SELECT {", ".join(GROUP)}, count(*) AS events, sum(NumMentions) AS mentions,
        sum(CAST(round(GoldsteinScale * 10) AS INTEGER)) AS goldstein_tenths,
        count(*) FILTER (WHERE IsRootEvent = 1) AS root_events
    FROM events
    WHERE Actor1CountryCode <> '' AND Actor2CountryCode <> '' AND Actor1CountryCode <> Actor2CountryCode
    GROUP BY ALL
"""


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("input", help="the folder of the zips, or of the text")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--scratch", default=None, help="where unzipped files go (default: the temporary folder)")
    parser.add_argument("--unzip", choices=["unzip", "joined"], default="unzip",
                        help="the program, file by file; or zlib in Python, into one large text for each process")
    parser.add_argument("--digest", action="store_true", help="after the time is taken, a digest of the whole cube")
    return parser.parse_args()


def files(folder, ending):
    found = sorted(glob.glob(os.path.join(folder, f"*{ending}")))
    if not found:
        raise SystemExit(f"{folder} holds no *{ending}")
    return found


def join_part(task):
    part, text = task
    with open(text, "wb") as out:
        for name in part:
            with zipfile.ZipFile(name) as archive:
                for member in archive.namelist():
                    out.write(archive.read(member))


def joined(zips, folder, threads):
    """The text of all zips in as many files as threads, made by as many processes."""
    tasks = [(zips[i::threads], os.path.join(folder, f"{i}.CSV")) for i in range(threads)]
    with multiprocessing.get_context("fork").Pool(threads) as pool:
        pool.map(join_part, tasks)


def apart(zips, folder, threads, scratch):
    """A text for each zip, by as many processes of the program unzip as there are threads. One process for each zip
    costs more than the work; unzip takes several only as a pattern, so each process gets a folder of links."""
    running, links = [], tempfile.mkdtemp(prefix="peers-links-", dir=scratch)
    for i in range(threads):
        part = os.path.join(links, str(i))
        os.mkdir(part)
        for name in zips[i::threads]:
            os.symlink(os.path.abspath(name), os.path.join(part, os.path.basename(name)))
        command = ["unzip", "-q", "-o", "-d", folder, os.path.join(part, "*.zip")]
        running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    if any([process.wait() != 0 for process in running]):
        raise SystemExit("unzip failed")
    shutil.rmtree(links)


def unzipped(a):
    """A folder with the text of every zip. The caller removes it."""
    zips = files(a.input, ".zip")
    folder = tempfile.mkdtemp(prefix="peers-", dir=a.scratch)
    if a.unzip == "joined":
        joined(zips, folder, a.threads)
    else:
        apart(zips, folder, a.threads, a.scratch)
    return folder


class Watch:
    """Seconds from its making; the start of Python and the loading of the engine lie before."""

    def __init__(self):
        self.begun = time.perf_counter()
        self.laps = {}

    def lap(self, name):
        self.laps[name] = round(time.perf_counter() - self.begun, 3)


def say(program, watch, checks, cube=None):
    """Prints one line of JSON: what was found, how long it took, and the largest memory of this process or a child."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    line = {"program": program, "seconds": watch.laps["end"], "laps": watch.laps, "peak_mb": max(own, children) // 1024}
    line |= {name: int(value) for name, value in checks.items()}
    if cube is not None:
        line["digest"] = digest(cube)
    print(json.dumps(line), flush=True)


def digest(rows):
    """SHA-256 of the cube as text, one line a group, sorted: equal only if every group has equal counts."""
    lines = sorted("\t".join("" if v is None else str(v) for v in row) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
