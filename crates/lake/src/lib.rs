//! Events at rest: producers' files unpacked and read at the speed of the machine, an open Parquet lake, the cube that
//! answers questions about any pair, imports that are atomic, and downloads that resume. Holds no SQL engine, and
//! decides nothing about relations: what a row means is the business of `tertius`.

pub mod download;
