"""Counts the events of a producer's file per directed dyad and code, with plain DuckDB: a second opinion on our readers.

    python count.py KIND FILE OUT.csv

KIND is gdelt, icews, keds, phoenix or icews-named. FILE may be plain, .gz, .zip or .tar.gz (all its members together).
OUT.csv gets `initiator,target,code,events`, sorted; on the screen comes one line with the rows that were read, those
that count, and the events.

The counts of some sets may not be published, so none are stored beside this script: it writes where it is told to.
"""
import gzip
import os
import shutil
import sys
import tarfile
import tempfile
import zipfile

import duckdb

# Each rule reads the view `lines` (one text column `line`, without header) or `rows` (columns by the header's names), and
# gives day, initiator, target, code and what makes a row another event. All take the text as the producer wrote it: no
# state is looked up, no code is checked.
#
# gdelt: country of the first and the second actor by column (CAMEO letters); an event is an id. The first 35 columns of
#   all layouts (57, 58 and 61 columns) are the same; lines of any other length are no events.
# icews: country columns (full names); an event is an id on a date, for ids alone come back.
# keds: the first three letters of the actor's code stand for its state; every row is an event. Tabs without header
#   (yymmdd, initiator, target, code) or commas with one.
# phoenix: the actor columns, which hold the state's letters, IGO, NGO and the like; an event is a GID.
# icews-named: subject and object by name, the code as text; every row is an event.
RULES = {
    "gdelt": """
        SELECT try_strptime(f[2], '%Y%m%d') AS day, f[8] AS initiator, f[18] AS target, f[27] AS code, f[1] AS event
        FROM (SELECT string_split(line, chr(9)) AS f FROM lines) WHERE len(f) IN (57, 58, 61)""",
    "icews": """
        SELECT try_strptime("Event Date", '%Y-%m-%d') AS day, "Source Country" AS initiator, "Target Country" AS target,
            "CAMEO Code" AS code, "Event ID" || ' ' || "Event Date" AS event
        FROM rows""",
    "keds-commas": """
        SELECT try_strptime(date, '%Y-%m-%d') AS day, trim(source)[1:3] AS initiator, trim(target)[1:3] AS target,
            trim(code) AS code, row_number() OVER () AS event
        FROM rows""",
    "keds-tabs": """
        SELECT try_strptime(CASE WHEN f[1] >= '4' THEN '19' ELSE '20' END || f[1], '%Y%m%d') AS day,
            trim(f[2])[1:3] AS initiator, trim(f[3])[1:3] AS target, trim(f[4]) AS code, row_number() OVER () AS event
        FROM (SELECT string_split(line, chr(9)) AS f FROM lines) WHERE len(f) >= 4""",
    "phoenix": """
        SELECT try_strptime("Date", '%Y%m%d') AS day, "SrcActor" AS initiator, "TgtActor" AS target, "CAMEO" AS code,
            "GID" AS event
        FROM rows""",
    "icews-named": """
        SELECT try_strptime(date, '%Y-%m-%d') AS day, s AS initiator, o AS target, r AS code, row_number() OVER () AS event
        FROM rows""",
}

# What all rules share: a date that exists, two actors that are named and differ.
COUNT = """
    SELECT initiator, target, code, count(DISTINCT event) AS events
    FROM taken
    WHERE day IS NOT NULL AND initiator <> '' AND target <> '' AND initiator <> target
    GROUP BY ALL ORDER BY ALL
"""

# How the header's names are separated, and whether quotes mean anything.
HEADERS = {
    "icews": "delim='\t', quote='', escape=''",
    "keds-commas": "delim=',', quote='\"', escape='\"'",
    "phoenix": "delim=',', quote='\"', escape='\"'",
    "icews-named": "delim='\t', quote='', escape=''",
}


def unpacked(file, folder):
    """Plain files that hold the same text. DuckDB reads .gz by itself."""
    if file.endswith((".tar.gz", ".tgz")):
        with tarfile.open(file) as archive:
            archive.extractall(folder, filter="data")
    elif file.endswith(".zip"):
        with zipfile.ZipFile(file) as archive:
            archive.extractall(folder)
    else:
        return [file]
    return sorted(os.path.join(at, name) for at, _, names in os.walk(folder) for name in names)


def first_line(file):
    with (gzip.open if file.endswith(".gz") else open)(file, "rb") as text:
        return text.readline()


def count(kind, file, folder):
    connection = duckdb.connect()
    texts = unpacked(file, folder)
    if kind == "keds":
        kind = "keds-tabs" if b"\t" in first_line(texts[0]) else "keds-commas"
    sources = "[" + ", ".join("'" + t.replace("'", "''") + "'" for t in texts) + "]"
    if kind in HEADERS:
        # Everything as text: a code 010 is no number.
        connection.execute(f"""CREATE VIEW rows AS SELECT COLUMNS(*) FROM read_csv({sources}, header=true,
            all_varchar=true, strict_mode=false, {HEADERS[kind]})""")
        read = connection.execute("SELECT count(*) FROM rows").fetchall()[0][0]
    else:
        # A separator that no text holds keeps the line whole, however many columns it has.
        connection.execute(f"""CREATE VIEW lines AS SELECT coalesce(line, '') AS line FROM read_csv({sources},
            header=false, auto_detect=false, delim='\x1f', quote='', escape='', columns={{'line': 'VARCHAR'}})""")
        read = connection.execute("SELECT count(*) FROM lines").fetchall()[0][0]
    connection.execute(f"CREATE TABLE taken AS {RULES[kind]}")
    connection.execute(f"CREATE TABLE counted AS {COUNT}")
    return connection, read


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in {"gdelt", "icews", "keds", "phoenix", "icews-named"}:
        raise SystemExit(__doc__)
    kind, file, out = sys.argv[1:]
    folder = tempfile.mkdtemp(prefix="counts-")
    try:
        connection, read = count(kind, file, folder)
        connection.execute(f"COPY (SELECT * FROM counted ORDER BY ALL) TO '{out}' (HEADER, DELIMITER ',')")
        groups, events = connection.execute("SELECT count(*), coalesce(sum(events), 0) FROM counted").fetchall()[0]
        print(f"{read} rows read, {events} events of {groups} dyads and codes: {out}")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
