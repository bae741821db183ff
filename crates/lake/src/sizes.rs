//! How much is held before it is handed on: blocks of text, waiting rows, cells. No number here changes what a lake says,
//! only how it is cut into parts; tests make them tiny to meet every border.

/// What is held in memory at most before it is handed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Bytes of a block of a large file.
    pub block: usize,
    /// Rows of one month that make a part.
    pub rows_of_part: usize,
    /// Bytes of waiting rows at which the largest month is written though it is small.
    pub waiting_bytes: usize,
    /// Cells at which they are put on the disk before the commit.
    pub cells: usize,
    /// Commits of a month's cube at which their parts are made one.
    pub commits_of_month: usize,
    /// Bytes of rejected rows that wait.
    pub rejected_bytes: usize,
}

impl Default for Sizes {
    fn default() -> Sizes {
        Sizes {
            block: 4 << 20,
            rows_of_part: 200_000,
            waiting_bytes: 160 << 20,
            cells: 1 << 20,
            commits_of_month: 4,
            rejected_bytes: 16 << 20,
        }
    }
}
