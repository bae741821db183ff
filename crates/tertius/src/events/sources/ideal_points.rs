//! Ideal points of the General Assembly in the producer's table: `ccode` (Correlates of War number) or `iso3c`, `session`,
//! `IdealPointAll` and the quantiles `Q5%All` and `Q95%All`.

use super::event_row::Actor;
use super::row::{HeaderFault, Layout, RawRow, RowFault, columns, number, shorten, split_row};
use crate::actors::Coding;
use crate::dossier::Source;
use crate::events::card::SourceCard;
use crate::events::ledger::Rejection;
use crate::events::lines::split_commas;

/// From the 5 % to the 95 % quantile of a normal distribution, in standard deviations.
const QUANTILES_APART: f64 = 2.0 * 1.644_853_626_951_472_6;

/// The card of ideal points.
pub(super) const CARD: SourceCard = SourceCard {
    source: Source::IdealPoints,
    name: "General Assembly ideal points",
    producer: "Michael Bailey, Anton Strezhnev, Erik Voeten",
    bibtex: "@article{bailey2017, author = {Bailey, Michael A. and Strezhnev, Anton and Voeten, Erik}, title = {Estimating Dynamic State Preferences from {United Nations} Voting Data}, journal = {Journal of Conflict Resolution}, volume = {61}, number = {2}, pages = {430--456}, year = {2017}, doi = {10.1177/0022002715595700}}",
    licence: "public, under the terms of Harvard Dataverse",
    coverage: "members of the United Nations, by session from 1946; roll calls on which resolutions recur tie the sessions together",
    absent_row: "the state cast too few votes in that session, or was no member: unobserved",
    known_faults: &[
        "One dimension: distances of three states on a line are tied to each other by arithmetic.",
        "The published points are smoothed from session to session, so that turns look slower than they were.",
        "The errors of two states are taken as independent, which the table cannot show; they share the line's scale.",
        "Near distance 0 the standard error is too small and lopsided, because a distance cannot fall below 0.",
    ],
};

/// The layout; set up by the header.
#[derive(Debug, Default)]
pub(super) struct IdealPointTable {
    at: [usize; 4],
    state: (usize, bool),
    n_columns: usize,
    fields: Vec<String>,
}

impl Layout for IdealPointTable {
    fn begin(&mut self, first_line: &str) -> Result<bool, HeaderFault> {
        let fields = split_commas(first_line).unwrap_or_default();
        let names: Vec<&str> = fields.iter().map(AsRef::as_ref).collect();
        let layout = "a table of ideal points";
        self.at = columns(&names, ["session", "IdealPointAll", "Q5%All", "Q95%All"], layout)?;
        self.state = match columns(&names, ["ccode"], layout) {
            Ok([at]) => (at, true),
            Err(fault) => (columns(&names, ["iso3c"], layout).map_err(|_| fault)?[0], false),
        };
        self.n_columns = names.len();
        Ok(true)
    }

    fn row<'a>(&'a mut self, line: &'a str) -> Result<RawRow<'a>, RowFault> {
        split_row(line, self.n_columns, &mut self.fields)?;
        let [session, point, low, high] = self.at.map(|i| self.fields[i].trim());
        let value = number(point, self.at[1])?;
        let standard_deviation = (number(high, self.at[3])? - number(low, self.at[2])?) / QUANTILES_APART;
        if standard_deviation <= 0.0 {
            return Err((Rejection::NotANumber, self.at[3] + 1, shorten(high)));
        }
        let (at, is_number) = self.state;
        let coding = if is_number { Coding::CowNumber } else { Coding::Iso3 };
        Ok(RawRow::IdealPoint {
            session: session.parse().map_err(|_| (Rejection::NotANumber, self.at[0] + 1, shorten(session)))?,
            state: Actor::Coded(coding, self.fields[at].trim()),
            value,
            standard_deviation,
        })
    }
}
