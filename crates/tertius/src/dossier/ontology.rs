//! The lists of codes that events are written in and the tables that score them, by the words of the dossier. The codes and
//! scores themselves are in `events`.

/// The list of codes that a file's events are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ontology {
    /// CAMEO (Gerner, Schrodt and Yilmaz 2002): two, three or four digits. GDELT, ICEWS, Phoenix, later KEDS.
    Cameo,
    /// WEIS (McClelland 1976) with the extensions of KEDS: three digits. Earlier KEDS files.
    Weis,
    /// PLOVER (Open Event Data Alliance): sixteen event types, with a mode where one is coded: `PROTEST/riot`. POLECAT.
    Plover,
    /// Quad classes themselves, as in tables that were counted by class.
    Quad,
}

impl Ontology {
    /// Every ontology, in the order in which readers should meet them.
    pub const ALL: [Ontology; 4] = [Ontology::Cameo, Ontology::Weis, Ontology::Plover, Ontology::Quad];

    /// The words of the dossier.
    pub const WORDS: [(&'static str, Ontology); 4] =
        [("cameo", Ontology::Cameo), ("weis", Ontology::Weis), ("plover", Ontology::Plover), ("quad", Ontology::Quad)];

    /// The scale of its codes where the dossier names none; `None` for ontologies without a published scale.
    pub fn usual_scale(self) -> Option<Scale> {
        match self {
            Ontology::Cameo => Some(Scale::CameoGoldsteinIcews),
            Ontology::Weis => Some(Scale::WeisGoldstein),
            Ontology::Plover | Ontology::Quad => None,
        }
    }

    /// What its codes are called in a sentence.
    pub fn codes_in_words(self) -> &'static str {
        match self {
            Ontology::Cameo => "CAMEO codes",
            Ontology::Weis => "WEIS codes",
            Ontology::Plover => "PLOVER types",
            Ontology::Quad => "quad classes",
        }
    }

    /// The word used in dossiers and reports.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, s)| *s == self).map_or("", |(w, _)| w)
    }
}

/// A table that gives each code a value between conflict (negative) and cooperation (positive).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scale {
    /// CAMEO codes as scored by GDELT: 311 codes, sum -558.4 (Goldstein 1992, extended by Schrodt).
    CameoGoldsteinGdelt,
    /// CAMEO codes as scored by ICEWS (its column Intensity): 312 codes. Differs from GDELT's in 016, 022, 164, 165, 1213.
    CameoGoldsteinIcews,
    /// WEIS codes (Goldstein 1992, table 1, extended by KEDS): 109 codes, sum -104.6.
    WeisGoldstein,
}

impl Scale {
    /// Every scale, in the order in which readers should meet them.
    pub const ALL: [Scale; 3] = [Scale::CameoGoldsteinGdelt, Scale::CameoGoldsteinIcews, Scale::WeisGoldstein];

    /// The words of the dossier.
    pub const WORDS: [(&'static str, Scale); 3] = [
        ("CAMEO-Goldstein (GDELT)", Scale::CameoGoldsteinGdelt),
        ("CAMEO-Goldstein (ICEWS)", Scale::CameoGoldsteinIcews),
        ("WEIS-Goldstein", Scale::WeisGoldstein),
    ];

    /// The word used in dossiers and reports.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, s)| *s == self).map_or("", |(w, _)| w)
    }

    /// The ontology whose codes it scores.
    pub fn ontology(self) -> Ontology {
        match self {
            Scale::CameoGoldsteinGdelt | Scale::CameoGoldsteinIcews => Ontology::Cameo,
            Scale::WeisGoldstein => Ontology::Weis,
        }
    }
}
