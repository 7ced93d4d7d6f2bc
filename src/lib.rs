//! The program: configuration, command line and what keeps a process in order.
//!
//! It starts what the other crates do and does none of it itself: no route of the product, no table
//! and no frame is known here.

pub mod backup;
pub mod cli;
pub mod commands;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod import;
pub mod logging;
pub mod metrics;
pub mod page;
pub mod process;
pub mod search;
pub mod server;
pub mod shutdown;
pub mod tls;
pub mod upkeep;
