//! Fetching producers' own files: lists, plans, ranges, checksums, retries. Reads no event.
