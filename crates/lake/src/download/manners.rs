//! How a producer's server is treated: how many connections, how often a request is tried, how long is waited. All of it
//! is handed in, so that tests wait milliseconds where a user waits seconds.

use std::time::Duration;

/// The manners of a download.
#[derive(Clone, Debug)]
pub struct Manners {
    /// Files fetched at the same time, at least 1.
    pub connections: usize,
    /// How often a request is tried again after a passing fault, from 0. A try that moved a file forward by 64 KB or more
    /// is not counted.
    pub retries: u32,
    /// Bytes per second over all connections, or as fast as it goes.
    pub limit: Option<u64>,
    /// The pause before try k is drawn evenly from 0 to `pause` times 2 to the k, so that clients do not come in step.
    pub pause: Duration,
    /// The end of that growth.
    pub longest_pause: Duration,
    /// The longest wait that a server may ask for with `Retry-After`; a file that would need more is given up for now.
    pub longest_wait: Duration,
    /// Seed of the pauses.
    pub seed: u64,
    /// How long a connection may take to be made.
    pub connect_timeout: Duration,
    /// How long a server may say nothing, before an answer or in the middle of one.
    pub read_timeout: Duration,
    /// Whether the proxy named by the environment (`HTTPS_PROXY` and its kin, less `NO_PROXY`) is used.
    pub proxy_from_environment: bool,
}

impl Default for Manners {
    fn default() -> Manners {
        Manners {
            connections: 2,
            retries: 6,
            limit: None,
            pause: Duration::from_secs(2),
            longest_pause: Duration::from_secs(60),
            longest_wait: Duration::from_secs(900),
            seed: 1,
            connect_timeout: Duration::from_secs(30),
            read_timeout: Duration::from_secs(60),
            proxy_from_environment: true,
        }
    }
}
