//! `warbler-loadtest chaos`: clients use the server while it is killed, cut off and crashed; the
//! checker says whether it kept its promises.

mod client;
mod cluster;
mod faults;
mod mover;
mod readback;
mod recorder;
mod round;
mod visitor;
mod wire;
mod world;

use crate::tenant::Tenant;
use anyhow::{Result, bail};
use clap::Args;
use cluster::{Cluster, Mode};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use round::{Counts, Round, Verdict};
use std::{io::Write, path::PathBuf, time::Duration};

/// How many violations of a round are worth reading.
const SHOWN: usize = 20;

/// What to break, and how often.
#[derive(Args, Clone, Debug)]
pub struct Chaos {
    /// The server's binary.
    #[arg(long, env = "WARBLER_TEST_SERVER")]
    server: Option<PathBuf>,
    #[arg(long, default_value_t = 10)]
    rounds: usize,
    /// Both, one after the other, without it.
    #[arg(long, value_enum)]
    mode: Option<Mode>,
    /// How long the load of a round lasts.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Repeats the choices of an earlier run, though not its timing.
    #[arg(long)]
    seed: Option<u64>,
}

impl Chaos {
    pub async fn run(self, mut out: impl Write) -> Result<()> {
        let seed = self.seed.unwrap_or_else(|| rand::rng().random());
        let modes = self.mode.map_or(vec![Mode::Embedded, Mode::Cluster], |mode| vec![mode]);
        let mut bad = 0;
        for mode in modes {
            writeln!(out, "{mode:?}, {} rounds, seed {seed}", self.rounds)?;
            bad += self.play(mode, seed, &mut out).await?;
        }
        if bad > 0 {
            bail!("{bad} rounds broke promises");
        }
        Ok(())
    }

    /// Plays the rounds of one mode; gives how many of them were bad.
    async fn play(&self, mode: Mode, seed: u64, out: &mut impl Write) -> Result<usize> {
        let binary = crate::server_binary(self.server.as_deref())?;
        let mut rng = StdRng::seed_from_u64(seed);
        let mut cluster = Cluster::start(mode, &binary).await?;
        let tenants = [
            Tenant::create(cluster.settings(), "chaos").await?,
            Tenant::create(cluster.settings(), "neighbour").await?,
        ];
        let (mut bad, mut sum) = (0, Counts::default());
        for number in 1..=self.rounds {
            let rng = StdRng::seed_from_u64(rng.random());
            let time = Duration::from_secs_f64(self.seconds);
            let round = Round { number, mode, time, tenants: &tenants, rng };
            let verdict = match round.run(&mut cluster).await {
                Ok(verdict) => verdict,
                Err(error) => {
                    let kept = cluster.keep();
                    return Err(error.context(format!("round {number}; see {}", kept.display())));
                }
            };
            print(out, number, &verdict)?;
            bad += usize::from(!verdict.is_good());
            sum.add(verdict.counts);
        }
        writeln!(out, "{} rounds, {bad} bad: {sum}", self.rounds)?;
        if bad > 0 {
            writeln!(out, "data and logs are kept in {}", cluster.keep().display())?;
        }
        Ok(bad)
    }
}

fn print(out: &mut impl Write, number: usize, verdict: &Verdict) -> Result<()> {
    let Verdict { faults, counts, quiet, violations } = verdict;
    let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
    let quiet = match quiet {
        Some(time) => format!("quiet after {:.1} s", time.as_secs_f64()),
        None => "NEVER QUIET".to_owned(),
    };
    let judgement = match violations.len() {
        0 => "kept".to_owned(),
        count => format!("{count} VIOLATIONS"),
    };
    writeln!(out, "round {number}: {judgement}; {}; {quiet}; {counts}", faults.join(", "))?;
    for violation in violations.iter().take(SHOWN) {
        writeln!(out, "  {violation}")?;
    }
    Ok(())
}
