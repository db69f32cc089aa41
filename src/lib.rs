//! copydesk cleans scraped news.

pub mod score;
