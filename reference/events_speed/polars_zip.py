"""Parallel unzip, then a lazy scan of the needed columns by Polars and one group-by. The clock runs over both.

Polars reads the number of its threads when it is loaded, so the arguments come first. Its streaming engine is asked for:
it is the faster one here, and the only one of the two that would do this in bounded memory.
"""
import os
import shutil

from question import COLUMNS, COUNTED, GROUP, Watch, arguments, say, unzipped

a = arguments()
os.environ["POLARS_MAX_THREADS"] = str(a.threads)
import polars as pl  # noqa: E402

TYPES = {"SQLDATE": pl.Int32, "NumMentions": pl.Int64, "GoldsteinScale": pl.Float64, "IsRootEvent": pl.Int8}
schema = {name: TYPES.get(name, pl.String) for name in COLUMNS}
watch = Watch()
folder = unzipped(a)
watch.lap("unzipped")
initiator, target = pl.col("Actor1CountryCode"), pl.col("Actor2CountryCode")
events = pl.scan_csv(f"{folder}/*.CSV", separator="\t", has_header=False, quote_char=None, schema=schema)
cube = (
    events.select(GROUP + COUNTED)
    # What is empty is null here, and a comparison with null keeps no row; two empty text fields would not differ.
    .filter((initiator != "") & (target != "") & (initiator != target))
    .with_columns(pl.col(["Actor1Code", "Actor2Code", "EventCode"]).fill_null(""))
    .group_by(GROUP)
    .agg(
        events=pl.len(),
        mentions=pl.col("NumMentions").sum(),
        goldstein_tenths=(pl.col("GoldsteinScale") * 10).round().cast(pl.Int64).sum(),
        root_events=(pl.col("IsRootEvent") == 1).sum(),
    )
    .collect(engine="streaming")
)
watch.lap("end")
shutil.rmtree(folder)
checks = {"groups": cube.height}
for name in ["events", "mentions", "goldstein_tenths", "root_events"]:
    checks[name] = cube[name].cast(pl.Int64).sum()
say(f"{a.unzip} + Polars {pl.__version__}", watch, checks, cube.iter_rows() if a.digest else None)
