//! Which tables go into which dossier's folder, what is said of each, and the writing of them. The order of
//! tables is the order in which readers should meet them.

use super::conflict_counts::{self, FIRST_YEAR, N_PLACEBOS};
use super::monthly_counts::{Part, Wanted, ledger, month_of, monthly};
use super::shared_files::SharedFiles;
use super::sources_card::{Reading, Table, inputs, quoted, sources_toml};
use super::{indicators, united_nations, yearly_counts};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tertius::actors::{StateId, state};
use tertius::dossier::{Issue, Measure};

const ICEWS: &str = "Boschee, Elizabeth; Lautenschlager, Jennifer; O'Brien, Sean; Shellman, Steve; Starz, James; Ward, Michael (2015): ICEWS Coded Event Data. Harvard Dataverse, doi:10.7910/DVN/28075";
const KEDS: &str = "Schrodt, Philip A. and Gerner, Deborah J. (1999): Kansas Event Data System, Gulf event data (WEIS), as distributed with the R package events";
const GDELT: &str = "Leetaru, Kalev and Schrodt, Philip A. (2013): GDELT: Global Data on Events, Location and Tone, 1979-2012. ISA Annual Convention, San Francisco";
const UN: &str = "Bailey, Michael A.; Strezhnev, Anton; Voeten, Erik (2017): Estimating Dynamic State Preferences from United Nations Voting Data. Journal of Conflict Resolution 61(2), 430-456; data: Voeten, Strezhnev and Bailey, United Nations General Assembly Voting Data, Harvard Dataverse, doi:10.7910/DVN/LEJUQZ";
const COW_TRADE: &str = "Barbieri, Katherine; Keshk, Omar M. G.; Pollins, Brian M. (2009): Trading Data: Evaluating our Assumptions and Coding Rules. Conflict Management and Peace Science 26(5), 471-491; Correlates of War Project Trade Data Set, version 4.0";

const DATAVERSE: &str = "public, under the terms of Harvard Dataverse; here only sums over months or years";
const KEDS_TERMS: &str = "free for research; here only sums over months";
const GDELT_TERMS: &str = "open for any use, with citation; here only sums over years";
const COW_TERMS: &str = "free for research, with citation; here one number per pair and year";

const GULF: &str = "keds/gulf.weis.csv.gz";
const DAILY: &str = "icews/icews-daily-2018-10-11.tar.gz/*.tab";

/// A state needs this many months with an event with each member of the pair to be kept as a possible third.
const GULF_MONTHS_MIN: usize = 12;

/// Computes every table from the producers' files below `shared` and writes them, each folder with its
/// `SOURCES.toml`, below `out`.
///
/// # Errors
/// A file that is missing or not of its layout, or a folder that cannot be written.
pub fn run(shared: &Path, out: &Path) -> Result<String, String> {
    let files = SharedFiles::new(shared);
    let mut said = String::new();
    for (folder, (head, tables)) in [
        ("iran-russia-united-states", iran_russia_united_states(&files)?),
        ("iran-iraq-united-states", iran_iraq_united_states(&files)?),
    ] {
        let place = out.join(folder);
        let write = |name: &str, text: &str| {
            std::fs::write(place.join(name), text).map_err(|e| format!("{folder}/{name}: {e}\n"))
        };
        std::fs::create_dir_all(&place).map_err(|e| format!("{folder}: {e}\n"))?;
        for table in &tables {
            if let Some(r) = table.readings.iter().find(|r| !r.is_balanced()) {
                return Err(format!("{}: rows do not add up: {r:?}\n", table.file));
            }
            write(table.file, &table.csv)?;
            said.push_str(&format!("{folder}/{}: {} rows\n", table.file, table.csv.lines().count() - 1));
        }
        write("SOURCES.toml", &sources_toml(&head, &tables))?;
    }
    Ok(said)
}

fn known(code: &str) -> StateId {
    state(code).expect("codes written in this file are codes of states")
}

fn codes(states: &BTreeSet<StateId>) -> String {
    states.iter().map(|s| quoted(s.code())).collect::<Vec<_>>().join(", ")
}

fn iran_russia_united_states(files: &SharedFiles) -> Result<(String, Vec<Table>), String> {
    let (iran, russia, usa) = (known("IRN"), known("RUS"), known("USA"));
    let (pair, core) = ([iran, russia], [iran, russia, usa]);
    let mut conflict = conflict_counts::read(files)?;
    let placebos = conflict.placebo_thirds(pair, usa);
    let thirds: BTreeSet<StateId> = placebos.iter().copied().chain([usa]).collect();
    let everybody: BTreeSet<StateId> = thirds.iter().copied().chain(pair).collect();
    let wanted = Wanted { core: core.to_vec(), others: placebos.clone() };
    let only_triangle = Wanted { core: core.to_vec(), others: BTreeSet::new() };

    let conflict_csv = conflict.csv(pair, &thirds);
    let exposure_csv = conflict.exposure_csv(&everybody);
    let mut exposure_reading = conflict.reading.clone();
    exposure_reading.rows_used = exposure_reading.rows_accepted;
    let (repeated, daily) = repeated_stories(files)?;
    let mut tables = vec![
        Table {
            file: "icews-conflict.csv",
            what: format!("Conflict events by month and directed dyad, {FIRST_YEAR} to 2013: Iran and Russia with each other, with the United States and with {N_PLACEBOS} states that may stand in the third's place."),
            computed: "Sum over CAMEO roots 10 to 20, code `conflict`. A month without a row is a month without conflict: the source was watching. 1991 to 1994 are left out: the table holds a third of the rows that 1995 has, and the pair has none in most months. The design effect is that of single ICEWS events of October and November 2018, before any filter: sum of m squared over sum of m, where m rows repeat one day, initiator, target and code.".to_owned(),
            citation: ICEWS,
            licence: DATAVERSE,
            design_effect: Some(repeated),
            readings: vec![conflict.reading.clone(), daily],
            csv: conflict_csv,
        },
        Table {
            file: "icews-conflict-exposure.csv",
            what: "Conflict events of each of these states with everybody, as initiator and as target together, by month.".to_owned(),
            computed: "Sum over CAMEO roots 10 to 20 and over all states of the whole table. This is the volume by which conflict rates are divided; the table holds no cooperation, so it is conflict volume, not news volume.".to_owned(),
            citation: ICEWS,
            licence: DATAVERSE,
            design_effect: None,
            readings: vec![exposure_reading],
            csv: exposure_csv,
        },
    ];
    tables.extend(single_events(files, &wanted, &only_triangle)?);
    tables.extend(yearly(files, &core, &placebos)?);
    let head = format!(
        "[placebo_thirds]\nrule = {}\nstates = [{}]\n\n[left_out]\n{} = {}\n{} = {}\n",
        quoted(&format!(
            "The {N_PLACEBOS} states, apart from the United States, that rank first by the smaller of two numbers: months of {FIRST_YEAR} to 2013 with at least one ICEWS conflict event with Iran, and with Russia. Ties go by state code."
        )),
        codes(&placebos),
        quoted("triangle/gdelt_monthly_counts_1998_2005.csv"),
        quoted(
            "Counts of all rows, not told apart by class: neither a balance nor a conflict rate can be made of them."
        ),
        quoted("dyads/icews_dyad_month_conflict_1991_2013.csv.gz, 1991 to 1994"),
        quoted("Thin: a third of the rows of 1995.")
    );
    Ok((head, tables))
}

/// How often ICEWS's own daily files repeat one event, over all states.
fn repeated_stories(files: &SharedFiles) -> Result<(f64, Reading), String> {
    let part = Part { source: "icews", ontology: None, files: &[DAILY], observed: &[], one_a_day: false };
    let ledger = ledger(files, &part)?;
    let effect = ledger.design_effect.ok_or("the daily files hold no single events")?;
    let inputs = inputs(files, ledger.files.iter().map(|f| f.name.as_str()))?;
    let reading = Reading::of_ledger("icews (for the design effect only)", inputs, &ledger, ledger.events.len() as u64);
    Ok((effect, reading))
}

/// The tables that are counted from single events.
fn single_events(files: &SharedFiles, wanted: &Wanted, only_triangle: &Wanted) -> Result<Vec<Table>, String> {
    let gulf = Part {
        source: "keds",
        ontology: Some("weis"),
        files: &[GULF],
        observed: &["1979-05..1999-03"],
        one_a_day: false,
    };
    let keds = monthly(files, &[gulf], wanted)?;
    let named = |files, observed| Part { source: "icews by name", ontology: None, files, observed, one_a_day: true };
    let of_2014 = monthly(files, &[named(&["icews/icews14-named-quads.tsv.gz"], &["2014"])], wanted)?;
    let parts = [
        named(&["triangle/icews_quads_2018-08-29_2018-10-31.tsv.gz"], &["2018-09..2018-10"]),
        Part {
            source: "icews",
            ontology: None,
            files: &["triangle/icews_raw_2018-09_2019-03.tsv.gz", DAILY],
            observed: &["2018-11..2019-03"],
            one_a_day: true,
        },
        named(&["triangle/icews_quads_2021-01_2021-08.tsv.gz"], &["2021-01..2021-08"]),
        named(&["triangle/icews_quads_2022-01_2022-08.tsv.gz"], &["2022-01..2022-08"]),
    ];
    let late = monthly(files, &parts, only_triangle)?;
    Ok(vec![
        Table {
            file: "keds-gulf.csv",
            what: "KEDS Gulf events by month, directed dyad and quad class, May 1979 to March 1999: Iran, Russia (the Soviet Union before) and the United States with each other and with the placebo thirds that occur.".to_owned(),
            computed: "Counted from single events in WEIS codes. April 1979 is left out: the set begins on its 15th day. No filter: the published set holds no two rows of one day, initiator, target and code, so the design effect is 1.".to_owned(),
            citation: KEDS,
            licence: KEDS_TERMS,
            design_effect: Some(keds.design_effect),
            readings: keds.readings,
            csv: keds.csv,
        },
        Table {
            file: "icews-2014.csv",
            what: "ICEWS events of 2014 by month, directed dyad and quad class: the three states with each other and with the placebo thirds.".to_owned(),
            computed: "Counted from the cut by name that forecasting benchmarks use, one event a day for each initiator, target and text. The cut has no bare 'Russia' or 'United States' among its actors: only named officials and bodies of these states are counted, a lower bound. The design effect counts events as one that share day, directed dyad and code.".to_owned(),
            citation: ICEWS,
            licence: DATAVERSE,
            design_effect: Some(of_2014.design_effect),
            readings: of_2014.readings,
            csv: of_2014.csv,
        },
        Table {
            file: "icews-triangle.csv",
            what: "ICEWS events of the triangle by month, directed dyad and quad class: September 2018 to March 2019, January to August 2021, January to August 2022. Nothing in between.".to_owned(),
            computed: "September and October 2018 from the cut by name (the daily files begin on 4 October); November 2018 to March 2019 from the producer's rows, joined with the daily files, an event with the same Event ID and date once (it ends on 26 March: later files would have brought events of that week and the one before); 2021 and 2022 from the cuts by name. One event a day for each initiator, target and code throughout, because the cuts of 2014, 2018 and 2021 hold each once and that of 2022 repeats two rows in five. Only the triangle: three of the four sets hold no other states. The design effect counts events as one that share day, directed dyad and code.".to_owned(),
            citation: ICEWS,
            licence: DATAVERSE,
            design_effect: Some(late.design_effect),
            readings: late.readings,
            csv: late.csv,
        },
    ])
}

/// The tables by year.
fn yearly(files: &SharedFiles, core: &[StateId], placebos: &BTreeSet<StateId>) -> Result<Vec<Table>, String> {
    let (icews_csv, icews) = yearly_counts::icews(files)?;
    let (gdelt_csv, gdelt) = yearly_counts::gdelt(files)?;
    let assembly = assembly(files, core, placebos)?;
    let (trade_csv, trade) = indicators::trade(files)?;
    let mut tables = vec![
        Table {
            file: "icews-quads-yearly.csv",
            what: "ICEWS events of the triangle by year, directed dyad and quad class, 2002 to 2014.".to_owned(),
            computed: "Counts as they stand in the table, zeros left out.".to_owned(),
            citation: ICEWS,
            licence: DATAVERSE,
            design_effect: None,
            readings: vec![icews],
            csv: icews_csv,
        },
        Table {
            file: "gdelt-yearly.csv",
            what: "GDELT 1.0 events of the triangle by year, directed dyad and quad class, 1979 to 2006.".to_owned(),
            computed: "Share of each quad class times the number of rows, which gives whole numbers to 1e-6 in every year; 2007 and 2008 are left out, for which the table has no shares.".to_owned(),
            citation: GDELT,
            licence: GDELT_TERMS,
            design_effect: None,
            readings: vec![gdelt],
            csv: gdelt_csv,
        },
    ];
    tables.extend(assembly);
    tables.push(
        Table {
            file: "cow-trade.csv",
            what: "Trade within the triangle by year, to 2014: ln(1 + both flows together, millions of current US dollars).".to_owned(),
            computed: "The unsmoothed flows; a year in which either is missing has no row. In current dollars, so it rises with prices and with all trade: no share can be made of it, because the table holds no totals.".to_owned(),
            citation: COW_TRADE,
            licence: COW_TERMS,
            design_effect: None,
            readings: vec![trade],
            csv: trade_csv,
        }
    );
    Ok(tables)
}

/// What a table of votes holds, before what it measures.
const SESSIONS: &str = "by session, dated by the year in which it opens. The triangle from 1946, pairs with a placebo third from 1979, both to 2019; a state that entered within a year has no reading for that year.";

/// How votes become a number and its error.
const ROLL_CALLS: &str = "over roll calls in which both voted and not everybody voted alike (yes 1, abstention 2, no 3; absence is no vote). Standard error by the delta method, resolutions as independent draws (the parts of one hang together; yearly resolutions on one subject do too, which is not in it), with one roll call added that might have gone any way, so that it is never 0. One roll call of January 2020 is left out, the only one after 2019.";

/// The tables of the General Assembly.
fn assembly(files: &SharedFiles, core: &[StateId], placebos: &BTreeSet<StateId>) -> Result<Vec<Table>, String> {
    let votes = united_nations::Votes::read(files, core, placebos)?;
    let table = |file, what: String, computed: String, (csv, reading)| Table {
        file,
        what,
        computed,
        citation: UN,
        licence: DATAVERSE,
        design_effect: None,
        readings: vec![reading],
        csv,
    };
    let agreement = "1 less half the mean distance of votes";
    let mut tables = vec![
        table(
            "un-agreement.csv",
            format!(
                "Agreement in the General Assembly (1 if both states always vote alike, 0 if always opposed) {SESSIONS}"
            ),
            format!("{agreement} {ROLL_CALLS}"),
            votes.table(Measure::Agreement, None)?,
        ),
        table(
            "un-pi.csv",
            format!(
                "Agreement in the General Assembly corrected for chance (Scott's pi: 1 if both states always vote alike, 0 if no more often than by chance) {SESSIONS}"
            ),
            format!(
                "1 less the mean distance of votes over its mean if both drew from their pooled shares of yes, abstention and no; {ROLL_CALLS} Pi rather than kappa: kappa takes each state's own shares for chance, so that a state that nearly always says yes and one that nearly always says no come out near 0, as strangers; pooled shares leave them what they are, opponents."
            ),
            votes.table(Measure::Pi, None)?,
        ),
    ];
    for (file, issue) in [
        ("un-agreement-middle-east.csv", Issue::MiddleEast),
        ("un-agreement-nuclear.csv", Issue::Nuclear),
        ("un-agreement-disarmament.csv", Issue::Disarmament),
        ("un-agreement-human-rights.csv", Issue::HumanRights),
        ("un-agreement-colonialism.csv", Issue::Colonialism),
        ("un-agreement-economic.csv", Issue::Economic),
    ] {
        tables.push(table(
            file,
            format!("Agreement in the General Assembly on roll calls about one issue ({}; the producer's codes, of which a roll call may have several) {SESSIONS}", issue.word()),
            format!("{agreement} {ROLL_CALLS}"),
            votes.table(Measure::Agreement, Some(issue))?,
        ));
    }
    tables.push(table(
        "un-ideal-point-distance.csv",
        "Distance between ideal points in the General Assembly by session, dated by the year in which it opens; up is colder. The triangle from 1946, pairs with a placebo third from 1979, both to 2023; a state that entered within a year has no reading for that year.".to_owned(),
        "Absolute difference of the published means. Standard error from the published 5 % and 95 % quantiles as if normal, the two states' errors as if independent; near distance 0 it is too small and lopsided.".to_owned(),
        united_nations::ideal_point_distance(files, core, placebos)?,
    ));
    Ok(tables)
}

fn iran_iraq_united_states(files: &SharedFiles) -> Result<(String, Vec<Table>), String> {
    let (iran, iraq, usa) = (known("IRN"), known("IRQ"), known("USA"));
    let part = || Part {
        source: "keds",
        ontology: Some("weis"),
        files: &[GULF],
        observed: &["1979-05..1990-12"],
        one_a_day: false,
    };
    let gulf = ledger(files, &part())?;
    let mut months: BTreeMap<StateId, [BTreeSet<String>; 2]> = BTreeMap::new();
    for e in &gulf.events {
        for (member, other) in [(e.initiator, e.target), (e.target, e.initiator)] {
            if let Some(i) = [iran, iraq].iter().position(|m| *m == member)
                && ![iran, iraq, usa].contains(&other)
            {
                months.entry(other).or_default()[i].insert(month_of(e.day));
            }
        }
    }
    let placebos: BTreeSet<StateId> = months
        .into_iter()
        .filter(|(_, m)| m.iter().all(|active| active.len() >= GULF_MONTHS_MIN))
        .map(|(s, _)| s)
        .collect();
    let wanted = Wanted { core: vec![iran, iraq, usa], others: placebos.clone() };
    let counted = monthly(files, &[part()], &wanted)?;
    let head = format!(
        "[placebo_thirds]\nrule = {}\nstates = [{}]\n",
        quoted(&format!(
            "Every state with an event with Iran in at least {GULF_MONTHS_MIN} months and with Iraq in at least {GULF_MONTHS_MIN} months, May 1979 to December 1990."
        )),
        codes(&placebos)
    );
    let table = Table {
        file: "keds-gulf.csv",
        what: "KEDS Gulf events by month, directed dyad and quad class, May 1979 to December 1990: Iran, Iraq and the United States with each other and with every state that has enough events with both Iran and Iraq.".to_owned(),
        computed: "Counted from single events in WEIS codes. April 1979 is left out: the set begins on its 15th day. No filter: the published set holds no two rows of one day, initiator, target and code, so the design effect is 1.".to_owned(),
        citation: KEDS,
        licence: KEDS_TERMS,
        design_effect: Some(counted.design_effect),
        readings: counted.readings,
        csv: counted.csv,
    };
    Ok((head, vec![table]))
}
