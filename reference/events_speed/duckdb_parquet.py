"""Parallel unzip, then DuckDB's COPY of the columns of our lake to Parquet (zstd), one folder a month of events.

The rows are not sorted, no cube is made and nothing is checked: less work than ours, to DuckDB's advantage.
"""
import os
import shutil
import tempfile

import duckdb

import duckdb_cube
from question import LAKE, Watch, arguments, say, unzipped

a = arguments()
connection = duckdb_cube.connect(a.threads)
lake = tempfile.mkdtemp(prefix="peers-lake-", dir=a.scratch)
watch = Watch()
folder = unzipped(a)
watch.lap("unzipped")
connection.execute(f"""
    COPY (SELECT {LAKE}, SQLDATE // 100 AS month FROM {duckdb_cube.reader(folder)})
    TO '{lake}' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (month), OVERWRITE_OR_IGNORE)
""")
watch.lap("end")
rows = connection.execute(f"SELECT count(*) FROM read_parquet('{lake}/*/*.parquet')").fetchall()[0][0]
size = sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(lake) for name in names)
shutil.rmtree(folder)
shutil.rmtree(lake)
say(f"{a.unzip} + DuckDB {duckdb.__version__} to Parquet", watch, {"rows": rows, "parquet_mb": size / 1e6})
