"""pandas, which reads a zip by itself: one file after the other, grouped as it comes, the groups added up at the end."""
import csv

import pandas as pd

from question import COLUMNS, COUNTED, GROUP, Watch, arguments, files, say

KEEP = 200  # so many files' groups are held before they are added up

a = arguments()
zips = files(a.input, ".zip")
types = {"SQLDATE": "int32", "NumMentions": "int64", "GoldsteinScale": "float64", "IsRootEvent": "int8"}
types = {name: types.get(name, "str") for name in GROUP + COUNTED}
sums = ["events", "mentions", "goldstein_tenths", "root_events"]


def groups(parts):
    return pd.concat(parts, ignore_index=True).groupby(GROUP, as_index=False, sort=False)[sums].sum()


watch = Watch()
parts = []
for name in zips:
    # "NA" is a text here like any other, so the words that pandas takes for nothing are switched off for the codes.
    t = pd.read_csv(
        name,
        sep="\t",
        header=None,
        names=COLUMNS,
        usecols=GROUP + COUNTED,
        dtype=types,
        quoting=csv.QUOTE_NONE,
        keep_default_na=False,
        na_values={"GoldsteinScale": [""]},
        compression="zip",
    )
    t = t[(t.Actor1CountryCode != "") & (t.Actor2CountryCode != "") & (t.Actor1CountryCode != t.Actor2CountryCode)]
    t = t.assign(
        events=1,
        mentions=t.NumMentions,
        goldstein_tenths=(t.GoldsteinScale * 10).round().fillna(0).astype("int64"),
        root_events=(t.IsRootEvent == 1).astype("int64"),
    )
    parts.append(t.groupby(GROUP, as_index=False, sort=False)[sums].sum())
    if len(parts) == KEEP:
        parts = [groups(parts)]
cube = groups(parts)
watch.lap("end")
checks = {"groups": len(cube)} | {name: cube[name].sum() for name in sums}
rows = cube[GROUP + sums].itertuples(index=False, name=None) if a.digest else None
say(f"pandas {pd.__version__}", watch, checks, rows)
