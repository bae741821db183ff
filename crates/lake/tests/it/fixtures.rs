//! Small files in every producer's layout, made up from a seed: states, organisations, unknown actors, domestic and repeated
//! events, damaged rows, blank lines. No line of theirs is a producer's.

use tertius::dossier::{Ontology, Source};

/// A file in a producer's layout.
pub(crate) struct Fixture {
    pub source: Source,
    pub ontology: Ontology,
    /// The source's name in the lake.
    pub name: &'static str,
    pub file: &'static str,
    pub text: String,
    /// Whether the first line is a header.
    pub has_header: bool,
}

/// A generator of numbers; the same seed gives the same numbers everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x1234_5678_9ABC_DEF1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    pub(crate) fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

const CHAINS: [&str; 12] =
    ["IRN", "RUS", "USA", "USAGOV", "IRNMIL", "RUSLEG", "IGOUNO", "USA", "XQZ", "", "ISRMED", "SYRREB"];
const KEDS: [&str; 9] = ["IRN", "USR", "USA", "IRQ", "UNO", "ISRGOV", "QQQ", "", "RUS"];
const CAMEO: [&str; 9] = ["010", "042", "0841", "112", "190", "173", "036", "0841]", "999"];
const WEIS: [&str; 8] = ["010", "031", "121", "223", "094", "193", "130", "777"];
const COUNTRIES: [&str; 6] = ["United States", "Iran", "Russian Federation", "", "Israel", "Atlantis"];
const NAMES: [&str; 6] =
    ["Government (United States)", "Iran", "Vladimir Putin", "Citizen (Israel)", "\"Free\" Press", "United Nations"];

/// A day of two months, now and then one that is none.
fn day(dice: &mut Dice, dashes: bool) -> String {
    let (month, day) = (dice.below(2) + 1, if dice.below(25) == 0 { 31 } else { dice.below(28) + 1 });
    if dashes { format!("2018-{month:02}-{day:02}") } else { format!("2018{month:02}{day:02}") }
}

fn gdelt_row(dice: &mut Dice, columns: usize, id: u64) -> String {
    let mut fields = vec![String::new(); columns];
    let place = if columns == 61 { 51 } else { 49 };
    let added = if columns == 61 { 59 } else { 56 };
    fields[0] = id.to_string();
    fields[1] = day(dice, false);
    for at in [5, 15] {
        let chain = dice.of(&CHAINS);
        fields[at] = chain.to_owned();
        fields[at + 1] = chain.to_lowercase();
        if dice.below(3) > 0 {
            fields[at + 2] = chain.get(..3).unwrap_or("").to_owned();
        }
    }
    fields[25] = dice.of(&["1", "0", "1", "", "2"]).to_owned();
    fields[26] = dice.of(&CAMEO).to_owned();
    fields[30] = dice.of(&["-2.0", "3.4", "0", "", "-10"]).to_owned();
    fields[31] = (1 + dice.below(40)).to_string();
    fields[32] = (1 + dice.below(4)).to_string();
    fields[33] = fields[31].clone();
    fields[34] = dice.of(&["-1.46443514644352", "5.2", "0", "1.2E-05"]).to_owned();
    fields[place + 1] = dice.of(&["Tehran", "Moscow, Moskva", "Zürich", ""]).to_owned();
    fields[place + 2] = "IR".to_owned();
    fields[added] = "20180301".to_owned();
    if columns != 57 {
        fields[columns - 1] = format!("http://example.org/{}", dice.below(6));
    }
    fields.join("\t")
}

fn gdelt(seed: u64, n: usize, widths: &[usize]) -> String {
    let mut dice = Dice::new(seed);
    let mut text = String::new();
    for i in 0..n as u64 {
        // Now and then a row again, a row with the columns of another table, a blank line.
        let id = if dice.below(12) == 0 { 1000 + i / 2 } else { 1000 + i };
        let width = widths[dice.below(widths.len())];
        match dice.below(30) {
            0 if i > 0 => text.push('\n'),
            1 if i > 0 => text.push_str("1\t20180101\tcut\n"),
            _ => {
                text.push_str(&gdelt_row(&mut dice, width, id));
                text.push('\n');
            }
        }
    }
    text
}

fn icews(seed: u64, n: usize) -> String {
    let mut dice = Dice::new(seed);
    let mut text = String::from(
        "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude\n",
    );
    for i in 0..n {
        let id = if dice.below(10) == 0 { i / 2 } else { i };
        text.push_str(&format!(
            "{id}\t{}\t{}\t{}\t{}\tMake statement\t{}\t{}\t{}\tGovernment\t{}\t{}\t2\tA \"quoted\" paper\tTehran\t\t\tIran\t35.7\t51.4\n",
            day(&mut dice, true),
            dice.of(&NAMES),
            dice.of(&["Government", "Military,Government", ""]),
            dice.of(&COUNTRIES),
            dice.of(&CAMEO),
            dice.of(&["0", "-10", "3.4", ""]),
            dice.of(&NAMES),
            dice.of(&COUNTRIES),
            dice.below(7),
        ));
    }
    text
}

fn icews_named(seed: u64, n: usize) -> String {
    let mut dice = Dice::new(seed);
    let mut text = String::from("set\tsplit\tdate\ts\tr\to\n");
    for _ in 0..n {
        text.push_str(&format!(
            "a\ttrain\t{}\t{}\t{}\t{}\n",
            day(&mut dice, true),
            dice.of(&NAMES),
            dice.of(&["Make statement", "Make a visit", "Use conventional military force", "Dance"]),
            dice.of(&["Iran", "Foreign Affairs (Iran)", "Citizen (Russia)", "China", ""]),
        ));
    }
    text
}

fn phoenix(seed: u64, n: usize, tabs: bool) -> String {
    let mut dice = Dice::new(seed);
    let mut text = String::new();
    if !tabs {
        text.push_str("\"\",\"X\",\"GID\",\"Date\",\"Year\",\"Month\",\"Day\",\"Source\",\"SrcActor\",\"SrcAgent\",\"SOthAgent\",\"Target\",\"TgtActor\",\"TgtAgent\",\"TOthAgent\",\"CAMEO\",\"RootCode\",\"QuadClass\",\"Goldstein\",\"None\",\"Lat\",\"Lon\",\"Geoname\",\"CountryCode\",\"AdminInfo\",\"ID\",\"URL\",\"sourcetxt\"\n");
    }
    for i in 0..n {
        let (day, a, b) = (day(&mut dice, false), dice.of(&CHAINS), dice.of(&CHAINS));
        let code = dice.of(&["010", "042", "0841", "112", "190"]);
        let root: u32 = code[..2].parse().expect("two digits");
        let gid = format!("{}_v0.2.0", 500 + i - dice.below(2).min(i));
        if tabs {
            text.push_str(&format!(
                "{gid}\t{day}\t2018\t1\t1\t{a}\t{a}\t\t\t{b}\t{b}\t\t\t{code}\t{root:02}\t1\t2.5\tISSUE,1\t35.7\t51.4\tTehran\tTehran\tIRN\t53_{i}\thttp://a/{i};http://b\twire\n"
            ));
        } else {
            text.push_str(&format!(
                "\"{i}\",{i},\"{gid}\",{day},2018,1,1,\"{a}\",\"{a}\",\"\",\"\",\"{b}\",\"{b}\",\"\",\"\",\"{code}\",{root},1,2.5,\"\",NA,NA,\"Tehran, \"\"old\"\"\",\"IRN\",\"Tehran\",\"53_{i}\",\"http://a/{i}\",\"wire\"\n"
            ));
        }
    }
    text
}

fn keds(seed: u64, n: usize, codes: &[&str], tabs: bool) -> String {
    let mut dice = Dice::new(seed);
    let mut text = if tabs { String::new() } else { String::from("date,source,target,code\n") };
    let actors = if tabs { &KEDS[..] } else { &CHAINS[..] };
    for _ in 0..n {
        let (a, b, code) = (dice.of(actors), dice.of(actors), dice.of(codes));
        if tabs {
            let day = day(&mut dice, false);
            text.push_str(&format!("{}\t{a}\t{b}\t{code}\t(LABEL)\tPHRASE \n", &day[2..]));
        } else {
            text.push_str(&format!("{},{a},{b},{code}\n", day(&mut dice, true)));
        }
    }
    text
}

fn counted(seed: u64, n: usize) -> String {
    let mut dice = Dice::new(seed);
    let mut text = String::from("date,initiator,target,code,count\n");
    for _ in 0..n {
        text.push_str(&format!(
            "{},{},{},{},{}\n",
            day(&mut dice, true),
            dice.of(&["IRN", "RUS", "USA", "XXX"]),
            dice.of(&["IRN", "RUS", "USA", ""]),
            dice.of(&["verbal-cooperation", "material-conflict", "conflict", "war"]),
            dice.of(&["1", "7", "0", "-1", "many", "120"]),
        ));
    }
    text
}

fn polecat(seed: u64, n: usize) -> String {
    let mut dice = Dice::new(seed);
    let header = [
        "Event ID",
        "Event Date",
        "Event Type",
        "Event Mode",
        "Intensity",
        "Quad Code",
        "Contexts",
        "Actor Name",
        "Actor Country",
        "Actor COW",
        "Primary Actor Sector",
        "Actor Sectors",
        "Actor Title",
        "Actor Name Raw",
        "Wikipedia Actor ID",
        "Recipient Name",
        "Recipient Country",
        "Recipient COW",
        "Primary Recipient Sector",
        "Recipient Sectors",
        "Recipient Title",
        "Recipient Name Raw",
        "Wikipedia Recipient ID",
        "Placename",
        "City",
        "District",
        "Province",
        "Country",
        "Latitude",
        "Longitude",
        "GeoNames ID",
        "Raw Placename",
        "Feature Type",
        "Source",
        "Publication Date",
        "Story People",
        "Story Organizations",
        "Story Locations",
        "Language",
        "Version",
    ];
    let mut text = header.join("\t") + "\n";
    for i in 0..n {
        let mut fields = vec![String::new(); header.len()];
        fields[0] = format!("{i}_NGEC_{}", dice.below(4));
        fields[1] = day(&mut dice, true);
        fields[2] = dice.of(&["PROTEST", "CONSULT", "ASSAULT", "AGREE", "DANCE"]).to_owned();
        fields[3] = dice.of(&["", "demonstrate", "riot", "visit"]).to_owned();
        fields[4] = dice.of(&["-6.5", "1.5", ""]).to_owned();
        for at in [7, 15] {
            fields[at] = dice.of(&["Iran", "Russia", "Somebody;Else", "None"]).to_owned();
            fields[at + 1] = dice.of(&["IRN", "RUS", "USA;IRN", ""]).to_owned();
            fields[at + 3] = dice.of(&["GOV", "MIL", "CIV", ""]).to_owned();
        }
        fields[34] = "2018-03-01".to_owned();
        text.push_str(&(fields.join("\t") + "\n"));
    }
    text
}

/// One file of every layout, with about `n` rows.
pub(crate) fn all(seed: u64, n: usize) -> Vec<Fixture> {
    use Ontology::{Cameo, Plover, Quad, Weis};
    let of =
        |source, ontology, name, file, text, has_header| Fixture { source, ontology, name, file, text, has_header };
    vec![
        of(Source::Gdelt, Cameo, "gdelt", "20180301001500.export.CSV", gdelt(seed, n, &[61]), false),
        of(Source::Gdelt, Cameo, "gdelt-1", "20180301.export.CSV", gdelt(seed + 1, n, &[57, 58]), false),
        of(Source::Icews, Cameo, "icews", "20180301-icews-events.tab", icews(seed, n), true),
        of(Source::IcewsNamed, Cameo, "icews-named", "quads.tsv", icews_named(seed, n), true),
        of(Source::Phoenix, Cameo, "phoenix", "phoenix.csv", phoenix(seed, n, false), true),
        of(Source::Phoenix, Cameo, "phoenix-tabs", "events.full.20180301.txt", phoenix(seed, n, true), false),
        of(Source::Keds, Weis, "keds", "gulf.keds", keds(seed, n, &WEIS, true), false),
        of(Source::Keds, Cameo, "keds-cameo", "turkey.csv", keds(seed, n, &CAMEO, false), true),
        of(Source::Counted, Quad, "counted", "counted.csv", counted(seed, n), true),
        of(Source::Polecat, Plover, "polecat", "ngecEvents.txt", polecat(seed, n), true),
    ]
}
