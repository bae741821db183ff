//! What an actor is within its state: leader, government, ministry, military and so on, from each producer's own
//! coding. Which state it belongs to is decided in `resolve` and `names`.

/// What a role follows from, as the producer wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum RoleText<'a> {
    /// The layout says nothing of roles.
    #[default]
    Nothing,
    /// A chain of three-letter CAMEO codes, such as `USAGOVMIL`.
    Cameo(&'a str),
    /// An ICEWS name and its sectors, separated by commas, most general first.
    Icews {
        /// The actor.
        name: &'a str,
        /// Its sectors.
        sectors: &'a str,
    },
    /// A PLOVER sector, such as `GOV`.
    Plover(&'a str),
}
