//! What a run found, on paper: terminal text, one HTML file that works offline, versioned JSON with its
//! schema, and the table behind every chart. Nothing is computed here; charts and sentences read
//! [`Findings`](crate::claims::Findings) (an atlas its [`Atlas`](crate::atlas::Atlas)) and nothing else, and no file is opened.

mod atlas_page;
mod atlas_tables;
mod charts;
mod cite;
mod claim_view;
mod content_policy;
mod evidence_view;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod fixture_curve;
#[cfg(test)]
mod fixture_evidence;
#[cfg(test)]
mod fixture_findings;
#[cfg(test)]
mod fixture_relations;
#[cfg(test)]
mod fixture_subset;
#[cfg(test)]
mod fixture_triangle;
mod fused_view;
mod html;
#[cfg(test)]
mod html_tests;
mod json;
mod json_curve;
mod json_evidence;
mod json_findings;
mod json_layout;
mod json_relations;
mod json_tests;
mod json_triangle;
mod json_values;
mod numbers;
mod previous;
mod table;
mod tables;
mod tables_of_directions;
mod tables_of_evidence;
mod tables_of_findings;
mod tables_of_network;
mod tables_of_power;
mod tables_of_readings;
mod tables_of_relations;
mod tables_of_tests;
mod tables_of_triangle;
mod terminal;
mod trail;
mod triangle_view;
#[cfg(test)]
mod vendored;
mod view;
mod words;
mod words_of_findings;

pub use atlas_page::atlas_html;
pub use atlas_tables::{atlas_json, atlas_table, atlas_text, survivors_table};
pub use cite::bibtex;
pub use html::html;
pub use json_values::{json, json_schema};
pub use numbers::count;
pub use previous::previous_claims;
pub use table::Table;
pub use tables::{DIRECTED, RELATIONS, STAGES, TYPES, stage_table, tables};
pub use tables_of_network::network_tables;
pub use tables_of_power::power_tables;
pub use terminal::terminal;
pub use trail::trail;
