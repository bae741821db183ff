//! The door of the volumes: which there are, what they take, and where they are written.

use super::{cube, gdelt, icews, originals};
use clap::Subcommand;
use std::path::{Path, PathBuf};
use tertius::calendar::Day;

/// Which volume.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Write GDELT 2.0 quarter-hours, zipped: real rows repeated, dates shifted together, ids new, `?n=<file>` added to
    /// each URL so that no row is another one word for word
    Gdelt {
        /// Producer's files of 61 columns, plain, .gz or .zip; one after the other becomes a quarter-hour
        #[arg(long, required = true, num_args = 1..)]
        from: Vec<PathBuf>,
        /// A folder that is empty or not there yet
        #[arg(long)]
        out: PathBuf,
        /// Bytes of text to reach, such as 2e9; the last file may go beyond
        #[arg(long, value_parser = originals::number)]
        bytes: u64,
        /// The day of the first quarter-hour, at midnight
        #[arg(long, default_value = "2018-01-01", value_parser = originals::day)]
        begin: Day,
    },
    /// Write ICEWS years: real rows repeated on every day, sorted by date, with new ascending event ids
    Icews {
        /// Producer's files of 20 columns with their header, plain, .gz or .zip
        #[arg(long, required = true, num_args = 1..)]
        from: Vec<PathBuf>,
        /// A folder that is empty or not there yet; each year becomes `events.<year>.tab`
        #[arg(long)]
        out: PathBuf,
        /// Bytes of text to reach, such as 5e9; the last day may go beyond
        #[arg(long, value_parser = originals::number)]
        bytes: u64,
        /// The first day
        #[arg(long, default_value = "1995-01-01", value_parser = originals::day)]
        begin: Day,
    },
    /// Make a lake whose cube is drawn: what events are from real rows, between whom by Zipf's law, evenly over the days
    Cube {
        /// Producer's files of GDELT, plain, .gz or .zip, whose rows say what an event may be
        #[arg(long, required = true, num_args = 1..)]
        from: Vec<PathBuf>,
        /// The lake, a folder that is empty or not there yet
        #[arg(long)]
        out: PathBuf,
        /// Events between states, such as 3e8
        #[arg(long, value_parser = originals::number)]
        events: u64,
        /// Years
        #[arg(long, default_value_t = 10)]
        years: i16,
        /// The first day, which begins a month
        #[arg(long, default_value = "2014-01-01", value_parser = originals::day)]
        begin: Day,
        /// Months that are drawn at once
        #[arg(long, default_value_t = 2)]
        threads: usize,
    },
}

/// Writes the volume and says how much of it there is.
///
/// # Errors
/// If an original cannot be read or is not in the layout, if the folder is not empty, or if a file cannot be written.
pub fn run(command: &Command) -> Result<String, String> {
    match command {
        Command::Gdelt { from, out, bytes, begin } => {
            let originals = originals::each(from, gdelt::Original::read)?;
            gdelt::write(&originals, &empty(out)?, *bytes, *begin)
        }
        Command::Icews { from, out, bytes, begin } => {
            let originals = originals::each(from, icews::Original::read)?;
            icews::write(&originals, &empty(out)?, *bytes, *begin)
        }
        Command::Cube { from, out, events, years, begin, threads } => {
            let originals = originals::each(from, cube::Original::read)?;
            cube::write(originals, &empty(out)?, *events, *years, *begin, *threads)
        }
    }
}

/// The folder, made if need be. One with something in it is refused: a volume mixed with another is neither.
fn empty(folder: &Path) -> Result<PathBuf, String> {
    let failed = |e: std::io::Error| format!("{}: {e}\n", folder.display());
    std::fs::create_dir_all(folder).map_err(failed)?;
    match std::fs::read_dir(folder).map_err(failed)?.next() {
        None => Ok(folder.to_path_buf()),
        Some(_) => Err(format!("{} is not empty: name another folder, or empty it first\n", folder.display())),
    }
}
