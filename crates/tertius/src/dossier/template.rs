//! The commented dossier that `tertius new A B C` writes. It is a sound dossier but for its files.

use crate::actors::StateId;

/// A dossier for the pair `a`, `b` with `third` as the third, with every key explained.
pub fn template(a: StateId, b: StateId, third: StateId) -> String {
    let names = [a, b, third].map(|s| s.state().name);
    let (a, b, c) = (a.code(), b.code(), third.code());
    format!(
        r#"# A dossier: an argument about three states, written so that it can be tested.
# Lines that begin with # are comments. `tertius check THIS-FILE` finds what is wrong with it.

title = "{0} and {1}, with {2} as the third"

[triangle]
pair = ["{a}", "{b}"]      # the relation that is explained
third = "{c}"              # the state that may drive it
period = "month"           # week, month, quarter or year
# from = "1992-01"         # first and last period asked about; left out, all that is observed
# to = "2023-12"
# allies = ["GBR"]         # allies of the third: shown among the placebo thirds, not ranked
# placebos = ["TUR"]       # left out, every state with enough data serves as a placebo third

# [settings]
# seed = 1                 # of all random draws
# rows_min = 60            # the fewest periods that a test may rest on
# power_seeds = 40         # outcomes simulated to say what the rule would have caught; 0 for none

# What measures the relations. One table for each set of files.
[[instrument]]
name = "my events"
source = "counted"         # counted, gdelt, icews, icews by name, phoenix, polecat, keds, table, indicator, in force, roll calls or ideal points
files = ["events/*.csv"]   # relative to this file; * and ? stand for anything within a name
ontology = "quad"          # cameo, weis, plover or quad; GDELT, ICEWS, Phoenix and POLECAT need none
measure = "balance"        # balance, conflict rate, score sum, score mean; indicators: level or trade share; votes: agreement, kappa, pi, S
# observed = ["1992-01..2013-12"]   # when the source was watching; left out, it is inferred and the report says so
# break = [{{ from = "2007-01", because = "a new coder" }}]
# silence = "missing"      # or "zero": a period in which the source saw nothing
# filter = "none"          # or "one a day"
# design_effect = 1.3      # how much repeated stories inflate the variance
# duplicate_rate = 0.13    # or: the share of rows that repeat another row's event
# coder_error = 0.05       # how often an event is coded to the wrong side; balances are corrected for it
# field = "economic"       # only the events whose codes are of one field; needs CAMEO or WEIS codes

# Any other table: say which of its columns is what. This one has a column for each dyad.
# [[instrument]]
# name = "my index"
# source = "indicator"
# files = ["index.csv"]
# columns = {{ date = "day", value = {{ "{c}-{b}" = "first_column", "{a}-{b}" = "second_column" }} }}
# arithmetical = true      # if it places states on a line, as votes do
# fused = false            # drawn alone: another instrument reads the same rows already

# Measures in force, such as sanctions: one row for each case.
# [[instrument]]
# name = "sanctions"
# source = "in force"
# files = ["sanctions.csv"]
# observed = ["1990..2023"]
# columns = {{ a = "sanctioning", b = "sanctioned", begin = "from", end = "until", kind = "type" }}

# The choices that could be defended as well: gate *specification curve* tries all their combinations. Left out, the usual ones.
# [curve]
# lags = [1, 2, 3, 4]
# periods = ["month", "quarter"]   # the dossier's or longer
# samples = ["whole", "without first fifth", "without last fifth"]   # or first half, second half
# measures = ["balance", "score mean", "score sum"]
# scales = ["CAMEO-Goldstein (ICEWS)"]
# filters = ["none", "one a day"]
# instruments = ["my events"]

# What happened when. Episodes are drawn and described; they decide nothing by themselves.
[[episode]]
name = "a warm spell"
from = "2009-03"
to = "2012-05"
expect = {{ relation = "{c}-{b}", direction = "warming" }}
because = "who said or signed what, and where that can be read"

# Who governed when: drawn, and compared by claims of boldness. Without `to`, the term has not ended.
# [[term]]
# leader = "a leader"
# state = "{c}"
# office = "president"
# from = "2009-01-20"
# to = "2017-01-20"

# The sentences that are tested. State the direction before you look at the data.
[[claim]]
kind = "third-party response"
says = "Relations between {0} and {1} cool when {2} and {1} grow close, and warm in their tension"
between = "{a}-{b}"
driver = "{c}-{b}"
direction = "opposite"     # or same
# half = "both"            # or thaw, or tension: then it is a claim about that half alone
# smallest_effect = 0.2    # in standard deviations; without it no claim can be answered "no effect"
# instrument = "my events" # the one that decides; left out, the one with the most periods

# Parts of the data in which the same sentence is asked as well; each counts as a test.
# [[claim.subset]]
# name = "before the treaty"
# to = "2012-06"           # from, to; or instrument, field; or one direction as between, driver, other

# Other kinds of claim; `tertius explain KIND` says what each needs and what would refute it.
# [[claim]]
# kind = "consolidation"
# says = "{0} and {1} are closer than they were"
# since = "2012-06"        # or: episode = "a warm spell", and its first day is meant
#
# [[claim]]
# kind = "moderation"
# says = "{2} moves the two less than it did"
# driver = "{c}-{b}"
# direction = "opposite"   # of the influence that is said to be weaker
# since = "2012-06"
#
# [[claim]]
# kind = "boldness"
# says = "a leader's term is bolder than the one before"
# state = "{c}"
# leader = "a leader"      # of a [[term]] of that state
# begins = "2009"          # which of the leader's terms, if there are several
# against = "a forerunner" # left out, the last term of that office before it
# towards = "{a}"          # left out, all states
"#,
        names[0], names[1], names[2]
    )
}
