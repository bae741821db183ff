"""DuckDB's `read_csv` of the needed columns and one GROUP BY, on text that somebody else has unzipped."""
import duckdb

import duckdb_cube
from question import Watch, arguments, files, say

a = arguments()
files(a.input, ".CSV")
connection = duckdb_cube.connect(a.threads)
watch = Watch()
duckdb_cube.cube(connection, a.input)
watch.lap("end")
rows = duckdb_cube.rows(connection) if a.digest else None
say(f"DuckDB {duckdb.__version__} on text", watch, duckdb_cube.checks(connection), rows)
