//! What can be asked on the command line. Words only; nothing is done here.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Tests an argument about three states: how much does a third drive the relation between two others?
#[derive(Parser, Debug)]
#[command(name = "tertius", version, max_term_width = 100, arg_required_else_help = true)]
#[command(
    after_help = "Begin with `tertius report`: it runs the bundled dossier on Iran and Russia with the United States as the third.\nA dossier is a TOML file; `tertius new IRN RUS USA` writes one with comments."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub global: Global,
}

/// Options of every command.
#[derive(Args, Debug, Clone)]
pub(crate) struct Global {
    /// Print nothing but data and complaints
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Threads to use; the printed digits are the same for any number [default: all cores]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// Run anew even if nothing changed since a run that is kept, and keep nothing
    #[arg(long, global = true)]
    pub no_cache: bool,
    /// When to use colour; colour never carries a meaning alone
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto)]
    pub colour: Colour,
}

/// When to use colour.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colour {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Run a dossier: print the verdicts, write report.html, report.json and the tables
    #[command(
        after_help = "Examples:\n  tertius report\n  tertius report my.toml --out results\n  tertius report iran-iraq-united-states --format json | jq '.claims.claims[].verdict'\n\nA claim that is added after a first run into the same folder is marked post hoc; settings that were\nchanged since are named."
    )]
    Report {
        /// A dossier file, or the name of a bundled one [default: iran-russia-united-states]
        dossier: Option<String>,
        /// Folder to write into, made if it is not there [default: tertius-report, or DOSSIER-report]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// What goes to stdout
        #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
        format: ReportFormat,
    },
    /// Find everything that is wrong with a dossier and its files; test nothing
    Check {
        /// A dossier file, or the name of a bundled one
        dossier: String,
        /// What goes to stdout
        #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
        format: ReportFormat,
    },
    /// Write a commented dossier to start from
    #[command(after_help = "Example:\n  tertius new IRN RUS USA > my.toml")]
    New {
        /// First state of the pair (three letters)
        a: String,
        /// Second state of the pair
        b: String,
        /// The third
        third: String,
        /// Write into this file instead of stdout; an existing file is left alone
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Print one stage's values as a table
    #[command(
        after_help = "Stages: events, series, triangle, hypotheses, claims.\n\nExamples:\n  tertius show claims\n  tertius show series my.toml --format csv > series.csv\n  tertius show events --trail --instrument \"KEDS Gulf\""
    )]
    Show {
        /// The stage
        stage: String,
        /// A dossier file, or the name of a bundled one [default: iran-russia-united-states]
        dossier: Option<String>,
        /// How the table is printed
        #[arg(long, value_enum, default_value_t = TableFormat::Table)]
        format: TableFormat,
        /// Go down to the rows behind the readings, with file and line (stage events)
        #[arg(long)]
        trail: bool,
        /// One row per directed dyad and period: counts by quad class, sum and mean score (stage series)
        #[arg(long)]
        directed: bool,
        /// The fused relations by period: mean, interval, and who reads (stage series)
        #[arg(long, conflicts_with_all = ["directed", "trail"])]
        fused: bool,
        /// Probabilities of the types of triangle by period (stage triangle)
        #[arg(long, conflicts_with_all = ["directed", "trail", "fused"])]
        types: bool,
        /// Only this instrument
        #[arg(long, value_name = "NAME")]
        instrument: Option<String>,
    },
    /// Draw up the states of a table as a signed network: who is friendly and hostile with whom, how balanced that is
    #[command(
        after_help = "Examples:\n  tertius network --instrument \"ICEWS events 2014\"\n  tertius network --instrument \"ICEWS conflict rate\" --from 2003 --to 2004 --edges --format csv > edges.csv\n\nPeriods that lie wholly between --from and --to count. A dyad is friendly or hostile where it is more than half a\nstandard deviation of all dyads from what it is compared with, which the table says."
    )]
    Network {
        /// A dossier file, or the name of a bundled one [default: iran-russia-united-states]
        dossier: Option<String>,
        /// First date of the stretch, such as 2009 or 2009-03 [default: where the instrument begins]
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        /// Last date of the stretch
        #[arg(long, value_name = "DATE")]
        to: Option<String>,
        /// Only this instrument
        #[arg(long, value_name = "NAME")]
        instrument: Option<String>,
        /// Print the edges: sign, value, and events or readings
        #[arg(long)]
        edges: bool,
        /// How the table is printed
        #[arg(long, value_enum, default_value_t = TableFormat::Table)]
        format: TableFormat,
    },
    /// Draw a world whose answer is known: events, indicators, a dossier that asks about them, and the truth
    #[command(
        after_help = "Examples:\n  tertius simulate direct --out world\n  tertius report world/dossier.toml\n  tertius simulate --example > my-world.toml\n  tertius simulate my-world.toml --out world --layout icews\n  tertius simulate --list\n\nThe same world gives the same bytes. A folder that this command wrote is written anew; any other that is not empty is\nleft alone."
    )]
    Simulate {
        /// A world file, or the name of a bundled one
        #[arg(required_unless_present_any = ["example", "list"])]
        world: Option<String>,
        /// Folder to write into, made if it is not there
        #[arg(long, value_name = "DIR", required_unless_present_any = ["example", "list"])]
        out: Option<PathBuf>,
        /// How events are written
        #[arg(long, value_enum, default_value_t = EventLayout::Counted)]
        layout: EventLayout,
        /// Draw with this seed instead of the world's
        #[arg(long, value_name = "N")]
        seed: Option<u64>,
        /// Print a commented world file and stop
        #[arg(long)]
        example: bool,
        /// List the bundled worlds and stop
        #[arg(long)]
        list: bool,
    },
    /// What could these data have shown? Smallest effects caught with a power of .8, and the periods that are missing
    #[command(
        after_help = "Examples:\n  tertius power --gates response\n  tertius power my.toml --instrument ICEWS --seeds 200 --curves --format csv > curves.csv\n\nEffects are put into the dossier's own series, with the third's sides turned in time so that nothing else is there,\nand the rule is run. Gates that take a sampler are left out, and named. All gates on all eras take minutes to hours:\nbegin with --gates response."
    )]
    Power {
        /// A dossier file, or the name of a bundled one [default: iran-russia-united-states]
        dossier: Option<String>,
        /// Simulated outcomes for each effect
        #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(20..=100_000))]
        seeds: u32,
        /// Which gates an effect has to pass
        #[arg(long, value_enum, default_value_t = PowerGates::All)]
        gates: PowerGates,
        /// The effect that more periods are counted for, where a claim states none
        #[arg(long, value_name = "SD", default_value_t = 0.2)]
        effect: f64,
        /// Only this instrument
        #[arg(long, value_name = "NAME")]
        instrument: Option<String>,
        /// Print the power curves instead of the smallest effects
        #[arg(long)]
        curves: bool,
        /// How the table is printed
        #[arg(long, value_enum, default_value_t = TableFormat::Table)]
        format: TableFormat,
    },
    /// Screen every pair of a table with every third, and put what survives to the full rule
    #[command(
        after_help = "Examples:\n  tertius atlas events.csv --ontology quad --measure \"conflict rate\" --observed 1995-01..2013-12\n  tertius atlas my.toml --instrument \"ICEWS conflict rate\" --out atlas\n  tertius atlas events.csv --ontology cameo --measure balance --resume\n\nA screened response is no verdict. A run that was stopped goes on with --resume and ends with the same files."
    )]
    Atlas(Box<AtlasArguments>),
    /// Fetch a producer's own files of events: resumable, checked, polite; a second run fetches only what is new
    #[command(
        after_help = "Examples:\n  tertius download gdelt2 --from 2020-01-01 --to 2020-01-31 --out gdelt --dry-run\n  tertius download gdelt2 --from 2020-01-01 --to 2020-01-31 --out gdelt\n  tertius download icews --from 2012 --to 2014 --out icews\n\nStopped at any moment, the same command goes on where it was. For Dataverse (icews, polecat) the key in\nDATAVERSE_KEY is used where it is set. Exit code 1: files are missing, which are named."
    )]
    Download(Box<DownloadArguments>),
    /// Read producers' event files into a lake: open Parquet, with a cube that answers questions about any pair
    #[command(
        after_help = "Examples:\n  tertius import gdelt downloads/ --lake lake\n  tertius import icews events.2018.tab --lake lake --one-a-day\n  tertius import keds gulf.weis.csv --ontology weis --name gulf --lake lake\n  tertius import table ours.csv --mapping columns.toml --name ours --lake lake\n  tertius import gdelt downloads/ --lake lake --replace\n\nFiles may be plain, .gz, .zip with any number of members, or .tar.gz; folders are searched. What is in the lake\nalready is not taken again, so the same command over a growing folder takes what is new. Stopped or killed at any\nmoment, the lake stands as it was at the last commit, and the same command goes on from there."
    )]
    Import(Box<ImportArguments>),
    /// What a lake holds: sources, periods, gaps, rows removed and rejected, with their reasons
    #[command(
        after_help = "Examples:\n  tertius lake lake\n  tertius lake lake --format json | jq '.[].gaps'\n  duckdb -c \"select count(*) from read_parquet([$(tertius lake lake --files | grep /cube/ | sed \"s/.*/'&'/\" | paste -sd,)])\""
    )]
    Lake {
        /// Folder of the lake
        lake: PathBuf,
        /// Read every part: does it say what the log says? Prints a hash of all rows, equal for lakes of equal content
        #[arg(long, conflicts_with = "files")]
        verify: bool,
        /// List the parts of Parquet that stand, for other tools
        #[arg(long)]
        files: bool,
        /// What goes to stdout
        #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
        format: ReportFormat,
    },
    /// A quick look at one pair from a lake: events by period and direction, with a plot
    #[command(
        after_help = "Examples:\n  tertius relation IRN RUS --lake lake\n  tertius relation IRN RUS --lake lake --period quarter --roles leader,government --format csv\n  tertius relation IRN RUS --lake lake --source gdelt --counted > irn-rus.csv\n\nA table made with --counted is read by a dossier: source = \"counted\"."
    )]
    Relation(Box<RelationArguments>),
    /// Print BibTeX for exactly what a dossier uses
    Cite {
        /// A dossier file, or the name of a bundled one [default: iran-russia-united-states]
        dossier: Option<String>,
    },
    /// List the runs that are kept, so that the same question over the same files is answered at once
    #[command(
        after_help = "A run is kept with the checksums of the program, the dossier and every file it read; where one of them\nchanged, it is not used. The folder is TERTIUS_CACHE, or `tertius` in the user's folder for caches. The\nsixteen runs that were used last are kept. --no-cache neither uses nor keeps any."
    )]
    Cache {
        /// Remove them all
        #[arg(long)]
        drop: bool,
    },
    /// Explain a kind of claim: what it says, what not, what it needs, what would refute it
    Explain {
        /// The kind, such as "third-party response"; left out, all kinds are listed
        kind: Option<String>,
        /// How it is printed
        #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
        format: ReportFormat,
    },
}

/// What `tertius atlas` takes.
#[derive(Args, Debug)]
pub(crate) struct AtlasArguments {
    /// A table of counted events (date, initiator, target, code, count), a dossier file, or the name of a bundled one
    #[arg(value_name = "TABLE|DOSSIER")]
    pub what: String,
    /// Which of a dossier's instruments
    #[arg(long, value_name = "NAME")]
    pub instrument: Option<String>,
    /// The codes of a table: cameo, weis or quad
    #[arg(long)]
    pub ontology: Option<String>,
    /// What is made of a table's events: balance, conflict rate, score sum or score mean
    #[arg(long)]
    pub measure: Option<String>,
    /// When a table's source was watching, such as 1995-01..2013-12; may be given again
    #[arg(long, value_name = "SPAN")]
    pub observed: Vec<String>,
    /// Table of the states' events with everybody, beside the table, for conflict rates of some dyads only
    #[arg(long, value_name = "FILE")]
    pub exposure: Option<String>,
    /// What a silent period of a table counts as: missing or zero
    #[arg(long)]
    pub silence: Option<String>,
    /// By how much repeated stories inflate a table's sampling variance
    #[arg(long, value_name = "X")]
    pub design_effect: Option<f64>,
    /// First date of a table that is asked about
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// Last date
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
    /// The period of a table's series: week, month, quarter or year [default: month]
    #[arg(long)]
    pub period: Option<String>,
    /// Lags of all three relations, for a table [default: by period, 2 for months]
    #[arg(long)]
    pub lags: Option<usize>,
    /// Seed of the sampler, for a table [default: 1]
    #[arg(long)]
    pub seed: Option<u64>,
    /// Fewest periods in which a dyad must have an event
    #[arg(long, default_value_t = 24)]
    pub active: usize,
    /// Bound on the expected share of false discoveries
    #[arg(long, default_value_t = 0.05)]
    pub level: f64,
    /// Folder to write into, made if it is not there [default: tertius-atlas]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Go on with a run into the same folder that was stopped
    #[arg(long)]
    pub resume: bool,
}

/// What `tertius relation` takes.
#[derive(Args, Debug)]
pub(crate) struct RelationArguments {
    /// First state of the pair (three letters)
    pub a: String,
    /// Second state
    pub b: String,
    /// Folder of the lake
    #[arg(long, value_name = "DIR")]
    pub lake: PathBuf,
    /// Only this source of the lake; may be given again
    #[arg(long, value_name = "NAME")]
    pub source: Vec<String>,
    /// Period: week, month, quarter or year
    #[arg(long, default_value = "month")]
    pub period: String,
    /// First date, such as 2018 or 2018-03
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// Last date
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
    /// Only actors of these roles, both of them, such as leader,government
    #[arg(long, value_name = "ROLES", value_delimiter = ',')]
    pub roles: Vec<String>,
    /// Print a table of counted events that a dossier can read
    #[arg(long)]
    pub counted: bool,
    /// How the table is printed
    #[arg(long, value_enum, default_value_t = TableFormat::Table)]
    pub format: TableFormat,
}

/// What `tertius import` takes.
#[derive(Args, Debug)]
pub(crate) struct ImportArguments {
    /// Who made the files: gdelt, icews, keds, phoenix, polecat, counted, table; or auto, to have it recognised
    pub source: String,
    /// Files, or folders with files
    #[arg(required = true, value_name = "FILES")]
    pub files: Vec<PathBuf>,
    /// Folder of the lake, made if it is not there
    #[arg(long, value_name = "DIR")]
    pub lake: PathBuf,
    /// The source's name within the lake, where several sets have one layout [default: the source]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The codes, where the source does not fix them: cameo, weis or quad
    #[arg(long)]
    pub ontology: Option<String>,
    /// Keep no rows, only the cube: faster and smaller, but nothing to go back to
    #[arg(long)]
    pub cube_only: bool,
    /// Count one row a day of the same initiator, target and code as the producer writes them
    #[arg(long)]
    pub one_a_day: bool,
    /// Count one row a day of the same initiator, target, code and place, whatever the story
    #[arg(long)]
    pub one_story: bool,
    /// Count only events in the lead of their story
    #[arg(long)]
    pub root_only: bool,
    /// Fewest mentions of an event that counts
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub min_mentions: u32,
    /// Fewest sources of an event that counts
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub min_sources: u32,
    /// Only actors of these roles, both of them, such as government,military
    #[arg(long, value_name = "ROLES", value_delimiter = ',')]
    pub roles: Vec<String>,
    /// Let a file that stands in the lake with other bytes be replaced: exactly its rows leave
    #[arg(long)]
    pub replace: bool,
    /// For the source table: a file (TOML) that says which column is what
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// Count rows also where they repeat another one
    #[arg(long, conflicts_with_all = ["one_a_day", "one_story"])]
    pub keep_repeats: bool,
    /// Bytes of text after which a commit is made; tests make it small, to be interrupted between commits
    #[arg(long, value_name = "N", hide = true)]
    pub commit_bytes: Option<u64>,
    /// What goes to stdout
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
}

impl AtlasArguments {
    /// The options given that say how a table is read.
    pub(crate) fn of_table(&self) -> Vec<&'static str> {
        let given = [
            ("--ontology", self.ontology.is_some()),
            ("--measure", self.measure.is_some()),
            ("--observed", !self.observed.is_empty()),
            ("--exposure", self.exposure.is_some()),
            ("--silence", self.silence.is_some()),
            ("--design-effect", self.design_effect.is_some()),
            ("--from", self.from.is_some()),
            ("--to", self.to.is_some()),
            ("--period", self.period.is_some()),
            ("--lags", self.lags.is_some()),
            ("--seed", self.seed.is_some()),
        ];
        given.into_iter().filter(|(_, given)| *given).map(|(name, _)| name).collect()
    }
}

/// What `tertius download` takes.
#[derive(Args, Debug)]
pub(crate) struct DownloadArguments {
    /// gdelt2 (quarter-hours since February 2015), gdelt1 (since 1979), icews or polecat
    pub source: String,
    /// First date whose events are wanted, such as 2014, 2014-03 or 2014-03-08
    #[arg(long, value_name = "DATE")]
    pub from: String,
    /// Last date [default: as far as the producer has come]
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
    /// Folder for the files, made if it is not there
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Another server with the producer's layout below this address
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Another dataset of a Dataverse, such as doi:10.7910/DVN/28075; may be given again
    #[arg(long, value_name = "DOI")]
    pub doi: Vec<String>,
    /// Say how many files and bytes there are, what is there already and what is missing; write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// What goes to stdout
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
    /// Files fetched at the same time
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=16))]
    pub connections: u8,
    /// How often a request is tried again after a passing fault
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u32).range(0..=100))]
    pub retries: u32,
    /// Bytes per second over all connections, such as 500K or 2M [default: no limit]
    #[arg(long, value_name = "BYTES")]
    pub limit: Option<String>,
}

/// What goes to stdout.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReportFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// How a world's events are written.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EventLayout {
    /// Date, initiator, target, quad class, count
    Counted,
    /// The daily tab-separated layout of ICEWS
    Icews,
}

/// Which gates a simulated effect has to pass.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PowerGates {
    /// All that these data allow and that take no sampler
    All,
    /// Gate response alone
    Response,
}

/// How a table is printed.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TableFormat {
    /// Aligned columns
    Table,
    /// Comma-separated
    Csv,
    /// A list of objects
    Json,
}
