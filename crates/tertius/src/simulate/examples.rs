//! The worlds that are bundled, by name, and the commented world file to start from. Text only.

/// A world file with every key explained.
pub const EXAMPLE: &str = include_str!("worlds/example.toml");

/// The bundled worlds: name, what they are, text.
pub const EXAMPLES: [(&str, &str, &str); 9] = [
    ("null", "every relation has a life of its own", include_str!("worlds/null.toml")),
    (
        "common-shock",
        "one shock a month moves all relations, and nothing else",
        include_str!("worlds/common-shock.toml"),
    ),
    ("direct", "the third moves the pair", include_str!("worlds/direct.toml")),
    ("mediated", "the third moves the pair through its other side", include_str!("worlds/mediated.toml")),
    ("tension", "the third moves the pair when it falls out with one member only", include_str!("worlds/tension.toml")),
    ("treaty", "a treaty ends the third's influence", include_str!("worlds/treaty.toml")),
    ("leader", "the third moves the pair while one leader holds office", include_str!("worlds/leader.toml")),
    (
        "bad-news",
        "the same as direct, told by sources that repeat themselves, err and pause",
        include_str!("worlds/bad-news.toml"),
    ),
    (
        "other-wars",
        "nothing moves the pair, and all states fight wars elsewhere",
        include_str!("worlds/other-wars.toml"),
    ),
];
