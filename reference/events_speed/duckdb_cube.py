"""The cube by DuckDB from text files: what `duckdb_zip.py` and `duckdb_text.py` share."""
import duckdb

from question import COLUMNS, CUBE, TYPES

TOTALS = """SELECT count(*) AS groups, sum(events) AS events, sum(mentions) AS mentions,
    sum(goldstein_tenths) AS goldstein_tenths, sum(root_events) AS root_events FROM cube"""


def connect(threads):
    connection = duckdb.connect()
    connection.execute(f"SET threads = {threads}")
    # Order of the input is asked of nobody, and keeping it costs time.
    connection.execute("SET preserve_insertion_order = false")
    return connection


def reader(folder):
    """`read_csv` of all columns by name; only those that a query names are parsed. No quotes: GDELT has none."""
    columns = ", ".join(f"'{name}': '{TYPES.get(name, 'VARCHAR')}'" for name in COLUMNS)
    return f"""read_csv('{folder}/*.CSV', delim='\t', header=false, quote='', escape='', auto_detect=false,
        columns={{{columns}}})"""


def cube(connection, folder):
    connection.execute(f"CREATE VIEW events AS SELECT * FROM {reader(folder)}")
    connection.execute(f"CREATE TABLE cube AS {CUBE}")


def checks(connection):
    names = ["groups", "events", "mentions", "goldstein_tenths", "root_events"]
    return dict(zip(names, connection.execute(TOTALS).fetchall()[0]))


def rows(connection):
    return connection.execute("SELECT * FROM cube").fetchall()
