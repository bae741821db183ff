//! The bundle repeated from the producers' files and held against what is committed; and the numbers in it that
//! somebody else has published.
