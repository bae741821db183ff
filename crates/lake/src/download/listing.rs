//! What a producer offers of a stretch of time: the files, what of its list could not be read, and where the list itself
//! has gaps. Asks the server for the lists only, never for data.

use super::client::Client;
use super::{Checksum, Manners, Stop, dataverse, gdelt1, gdelt2};
use std::collections::BTreeSet;
use tertius::calendar::Span;
use tertius::progress::Progress;

/// A producer whose lists are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Producer {
    /// GDELT 2.0: a file each quarter of an hour since 2015-02-18.
    Gdelt2,
    /// GDELT 1.0: a file a day since 2013-04-01, a month from 2006 on, a year from 1979 on.
    Gdelt1,
    /// ICEWS: a Dataverse dataset of yearly files and one of the updates since 2018.
    Icews,
    /// POLECAT: a Dataverse dataset of yearly files and weekly releases.
    Polecat,
}

impl Producer {
    /// The words of the command line.
    pub const WORDS: [(&'static str, Producer); 4] = [
        ("gdelt2", Producer::Gdelt2),
        ("gdelt1", Producer::Gdelt1),
        ("icews", Producer::Icews),
        ("polecat", Producer::Polecat),
    ];

    /// The word of the command line.
    pub fn word(self) -> &'static str {
        Producer::WORDS.iter().find(|(_, p)| *p == self).map_or("", |(word, _)| word)
    }

    /// The producer of a word.
    pub fn parse(word: &str) -> Option<Producer> {
        Producer::WORDS.iter().find(|(w, _)| *w == word).map(|(_, p)| *p)
    }

    /// Where the producer's own server stands; a mirror has the same paths below another base.
    pub fn base(self) -> &'static str {
        match self {
            Producer::Gdelt2 | Producer::Gdelt1 => "http://data.gdeltproject.org",
            Producer::Icews | Producer::Polecat => "https://dataverse.harvard.edu",
        }
    }

    /// Persistent identifiers of the producer's datasets; none where it has no Dataverse.
    pub fn dois(self) -> &'static [&'static str] {
        match self {
            Producer::Gdelt2 | Producer::Gdelt1 => &[],
            Producer::Icews => &["doi:10.7910/DVN/28075", "doi:10.7910/DVN/QI2T9A"],
            Producer::Polecat => &["doi:10.7910/DVN/AJGVIT"],
        }
    }
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// Whose files.
    pub producer: Producer,
    /// The days whose events are wanted.
    pub span: Span,
    /// The server, as `http://host[:port][/path]`; the producer's own where `None`.
    pub base: Option<String>,
    /// Other datasets than the producer's usual ones (`doi:10.7910/DVN/...`); empty for those.
    pub dois: Vec<String>,
    /// The user's key for a Dataverse, sent to the base's host alone.
    pub key: Option<String>,
}

impl Request {
    /// The base without a slash at its end.
    pub fn base(&self) -> &str {
        self.base.as_deref().unwrap_or(self.producer.base()).trim_end_matches('/')
    }
}

/// A file as its producer lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name in the folder.
    pub name: String,
    /// Its address below the base; begins with a slash.
    pub path: String,
    /// Bytes.
    pub size: Option<u64>,
    /// The listed checksum, if of a kind that can be computed.
    pub checksum: Option<Checksum>,
    /// Whether size and checksum are those of the bytes that will come. Not so for a table that Dataverse has converted:
    /// what it lists is at times of the converted table and at times of the original, which is fetched. Then a checksum
    /// that agrees is proof, and one that does not is none.
    pub is_binding: bool,
    /// What the list says of the version, to be compared with that of an earlier run: the checksum or, without, the size.
    pub version: String,
}

/// Lines or entries of a list that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Unreadable {
    /// How many.
    pub count: u64,
    /// The first: its number from 1 and its text, cut to 80 characters.
    pub first: Option<(u64, String)>,
}

impl Unreadable {
    pub(super) fn note(&mut self, number: u64, text: &[u8]) {
        self.count += 1;
        if self.first.is_none() {
            let text: String = String::from_utf8_lossy(text).chars().filter(|c| !c.is_control()).take(80).collect();
            self.first = Some((number, text));
        }
    }
}

/// Files that the producer's rhythm lets one expect, that its list does not have.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Gap {
    /// The first that is missing: a quarter-hour `2016-01-02 00:15`, a day, a month or a year.
    pub from: String,
    /// The last.
    pub to: String,
    /// How many.
    pub missing: u64,
}

/// What a producer offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The files of the span, by name.
    pub files: Vec<Listed>,
    /// What of the list could not be read.
    pub unreadable: Unreadable,
    /// Gaps in the list.
    pub gaps: Vec<Gap>,
    /// What the user should know of this list, in sentences.
    pub notes: Vec<String>,
    /// Every name that the producer has now, whatever its date, where the list is one from which files are withdrawn.
    pub all_names: Option<BTreeSet<String>>,
}

/// Asks the producer what there is. Writes nothing.
///
/// # Errors
/// [`Stop::Complaint`] for a base URL that is none, [`Stop::Network`] if a list is not to be had.
pub fn list(request: &Request, manners: &Manners, progress: &dyn Progress) -> Result<Listing, Stop> {
    let client = Client::new(request, manners)?;
    progress.begin("asking the producer for its list", None);
    let listing = match request.producer {
        Producer::Gdelt2 => gdelt2::list(&client, request.span, progress),
        Producer::Gdelt1 => gdelt1::list(&client, request.span, progress),
        Producer::Icews | Producer::Polecat if request.dois.is_empty() => {
            dataverse::list(&client, request.producer.dois(), request.span, progress)
        }
        Producer::Icews | Producer::Polecat => dataverse::list(&client, &request.dois, request.span, progress),
    };
    progress.end();
    listing
}
