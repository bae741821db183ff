//! Progress on stderr: a bar with an ETA on a terminal, a line a step elsewhere, nothing when quiet.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Mutex;
use tertius::progress::Progress;

/// What a terminal shows of the work.
pub(crate) struct Shown {
    bar: Mutex<Option<ProgressBar>>,
    on_terminal: bool,
    quiet: bool,
}

impl Shown {
    pub(crate) fn new(quiet: bool) -> Shown {
        Shown { bar: Mutex::new(None), on_terminal: std::io::stderr().is_terminal(), quiet }
    }

    fn with_bar(&self, f: impl FnOnce(&mut Option<ProgressBar>)) {
        if let Ok(mut bar) = self.bar.lock() {
            f(&mut bar);
        }
    }
}

impl Progress for Shown {
    fn begin(&self, step: &str, total: Option<u64>) {
        if self.quiet {
            return;
        }
        if !self.on_terminal {
            eprintln!("{step} ...");
            return;
        }
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{msg:<40} {wide_bar} {pos}/{len} {eta:>4}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style);
        bar.set_message(step.to_owned());
        self.with_bar(|b| *b = Some(bar));
    }

    fn advance(&self, units: u64) {
        self.with_bar(|b| {
            if let Some(bar) = b {
                bar.inc(units);
            }
        });
    }

    fn end(&self) {
        self.with_bar(|b| {
            if let Some(bar) = b.take() {
                bar.finish_and_clear();
            }
        });
    }
}
