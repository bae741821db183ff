"""Parallel unzip, then DuckDB's `read_csv` of the needed columns and one GROUP BY. The clock runs over both."""
import shutil

import duckdb

import duckdb_cube
from question import Watch, arguments, say, unzipped

a = arguments()
connection = duckdb_cube.connect(a.threads)
watch = Watch()
folder = unzipped(a)
watch.lap("unzipped")
duckdb_cube.cube(connection, folder)
watch.lap("end")
shutil.rmtree(folder)
rows = duckdb_cube.rows(connection) if a.digest else None
say(f"{a.unzip} + DuckDB {duckdb.__version__}", watch, duckdb_cube.checks(connection), rows)
