//! `warbler-loadtest`: measures the server (`bench`) and breaks it (`chaos`).

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::{io::stdout, net::SocketAddr};
use warbler_loadtest::{
    bench::{Bench, relay},
    chaos::Chaos,
};

#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measures how fast the server is.
    Bench(Box<Bench>),
    /// Breaks the server while clients use it, and checks what they saw.
    Chaos(Chaos),
    /// The ceiling: a WebSocket relay without storage.
    #[command(hide = true)]
    Relay { listen: SocketAddr },
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Relay { listen } => actix_web::rt::System::new().block_on(relay::serve(listen)),
        Command::Bench(bench) => {
            tokio::runtime::Runtime::new()?.block_on(Box::pin(bench.run(stdout())))
        }
        Command::Chaos(chaos) => {
            tokio::runtime::Runtime::new()?.block_on(Box::pin(chaos.run(stdout())))
        }
    }
}
