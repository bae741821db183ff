//! Three relations on one calendar: what the pair's side, the driver's side and the third side read in
//! the same periods of one era of one instrument; and the typology of triangles: what kind of triangle three states
//! form, month by month, as probabilities over posterior draws of their relations; what whole sets of states look like
//! as a signed network; who attends to whom; and the three put to the sampler together. Describes; tests nothing.

mod aligned;
mod joint;
mod draws;
mod summary;
mod types;
mod signs;
mod transitions;
mod spells;
mod turning_points;
mod tertius_gaudens;
mod contrast;
mod typology;
mod attention;
mod network;
mod latent;
#[cfg(test)]
mod simulated;

pub use aligned::{Aligned, align};
pub use attention::{Attention, AttentionRow, Denominator, attention};
pub use contrast::SignContrast;
pub use draws::{TriangleDraws, TypologySettings, Zero, ZeroKind};
pub(crate) use joint::Joint;
pub use latent::{AttentionFinding, LatentTriangle, TriangleFindings, latent_triangle};
pub use network::{NetworkEdge, NetworkOfPeriod, NetworkSettings, NetworkZero, SignedBalance, signed_network};
pub use spells::TypeSpells;
pub use summary::DrawSummary;
pub use tertius_gaudens::{GaudensStretch, TertiusGaudens};
pub use transitions::{TransitionCell, Transitions};
pub use turning_points::{TurningPoint, Watching};
pub use types::TriangleType;
pub use typology::{MonthOfTypes, Typology, typology};
