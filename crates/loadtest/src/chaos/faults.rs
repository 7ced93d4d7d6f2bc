//! What goes wrong in a round, and when.

use super::cluster::{Cluster, Mode};
use anyhow::Result;
use rand::{RngExt, rngs::StdRng};
use std::{fmt, time::Duration};
use tokio::time::sleep;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Kill(usize),
    CrashPostgres,
    CrashRedis,
    CutPostgres(usize),
    CutRedis(usize),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kill(node) => write!(f, "kill -9 node {node}"),
            Self::CrashPostgres => f.write_str("crash PostgreSQL"),
            Self::CrashRedis => f.write_str("crash Redis"),
            Self::CutPostgres(node) => write!(f, "cut node {node} from PostgreSQL"),
            Self::CutRedis(node) => write!(f, "cut node {node} from Redis"),
        }
    }
}

/// The faults of a round: always a kill, and in a cluster something else, too.
pub(super) fn choose(mode: Mode, rng: &mut StdRng) -> Vec<Fault> {
    let node = |rng: &mut StdRng| rng.random_range(0..2);
    match mode {
        Mode::Embedded => vec![Fault::Kill(0); rng.random_range(1..=2)],
        Mode::Cluster => {
            let other = match rng.random_range(0..4) {
                0 => Fault::CrashPostgres,
                1 => Fault::CrashRedis,
                2 => Fault::CutPostgres(node(rng)),
                _ => Fault::CutRedis(node(rng)),
            };
            let mut faults = vec![Fault::Kill(node(rng)), other];
            if rng.random_bool(0.5) {
                faults.swap(0, 1);
            }
            faults
        }
    }
}

/// Does one after the other to the cluster, with time to recover in between, or not quite.
pub(super) async fn run(
    cluster: &mut Cluster,
    faults: &[Fault],
    time: Duration,
    rng: &mut StdRng,
) -> Result<()> {
    let share = time / u32::try_from(faults.len() + 1).unwrap_or(2);
    for fault in faults {
        sleep(share.mul_f64(rng.random_range(0.7..1.1))).await;
        let lasts = Duration::from_millis(rng.random_range(20..600));
        match *fault {
            Fault::Kill(node) => {
                cluster.kill(node).await?;
                sleep(lasts).await;
                cluster.restart(node)?;
            }
            Fault::CrashPostgres => {
                cluster.crash_postgres().await?;
                sleep(lasts).await;
                cluster.resume_postgres().await?;
            }
            Fault::CrashRedis => {
                cluster.crash_redis().await?;
                sleep(lasts).await;
                cluster.resume_redis().await?;
            }
            Fault::CutPostgres(node) => {
                cluster.cut_postgres(node);
                sleep(lasts).await;
                cluster.heal_proxies();
            }
            Fault::CutRedis(node) => {
                cluster.cut_redis(node);
                sleep(lasts).await;
                cluster.heal_proxies();
            }
        }
    }
    sleep(share).await;
    Ok(())
}
