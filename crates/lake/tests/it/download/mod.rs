//! Downloads against a server on the loopback address that imitates the producers' layout, and misbehaves when told to.

mod busy;
mod dataverse;
mod faults;
mod folder;
mod gdelt;
mod machine;
mod resume;
mod second_run;
mod server;
mod world;
