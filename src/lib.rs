//! Cleans scraped news.
pub mod normalize;
