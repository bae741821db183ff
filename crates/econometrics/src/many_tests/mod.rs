//! Adjustments for asking more than one question.

mod holm;

pub use holm::holm;
