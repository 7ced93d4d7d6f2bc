//! Hashing passwords, which is slow on purpose and takes 19 MiB each time: a few at once, beside the
//! threads that serve requests. Who would have to wait too long is refused.

use crate::{Error, Result, secrets};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};
use warbler_protocol::Password;

/// How long to wait for a turn.
const WAIT: Duration = Duration::from_secs(2);
/// Hashes made at once, where there are as many cores.
const MOST: usize = 4;

/// Stands in for the hash of an account that is not there: no password fits, and finding that out
/// takes as long as with one that is.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlzIQ\
    $F7QpfroNElYNkspByTCVd/pAftr3DeH5jSre0FALtL0";

/// Hashes and checks passwords, a few at once.
#[derive(Debug)]
pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
    wait: Duration,
}

impl Default for Passwords {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        Self { turns: Arc::new(Semaphore::new(cores.min(MOST))), wait: WAIT }
    }
}

impl Passwords {
    /// What is kept of a password: argon2id with the parameters that OWASP recommends, and a salt.
    pub(crate) async fn hash(&self, password: Password) -> Result<String> {
        let hash = move || Argon2::default().hash_password(password.expose().as_bytes());
        let hash: PasswordHash = self.run(hash).await?.map_err(unexpected)?;
        Ok(hash.to_string())
    }

    /// Whether the hash is of this password. Without a hash it never is, which takes as long.
    pub(crate) async fn check(&self, password: Password, hash: Option<String>) -> Result<bool> {
        let check = move || {
            let hash = PasswordHash::new(hash.as_deref().unwrap_or(NOBODY)).map_err(unexpected)?;
            Ok(Argon2::default().verify_password(password.expose().as_bytes(), &hash).is_ok())
        };
        self.run(check).await?
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let turn = timeout(self.wait, Arc::clone(&self.turns).acquire_owned()).await;
        let turn = turn.map_err(|_| Error::Overloaded)?.map_err(unexpected)?;
        let done = spawn_blocking(move || {
            // The turn ends with the work, also where nobody waits for it any more.
            let _turn = turn;
            work()
        });
        done.await.map_err(unexpected)
    }
}

/// A password that nobody guesses, for those who do not choose one.
pub fn generate() -> String {
    secrets::generate().chars().take(20).collect()
}

fn unexpected(error: impl std::fmt::Display) -> Error {
    Error::Corrupt(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::Params;

    #[tokio::test]
    async fn a_hash_fits_its_password_alone() {
        let passwords = Passwords::default();
        let password = || Password::new("correct horse");
        let hash = passwords.hash(password()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, passwords.hash(password()).await.unwrap());
        assert!(passwords.check(password(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.check(Password::new("correct house"), Some(hash)).await.unwrap());
    }

    /// Otherwise strangers could tell by the time it takes who has an account.
    #[tokio::test]
    async fn nobodys_hash_costs_what_others_do() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let (params, usual) = (Params::try_from(&nobody).unwrap(), Params::default());
        let cost = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
        assert_eq!(cost(&params), cost(&usual));
        assert!(!Passwords::default().check(Password::new("anything"), None).await.unwrap());
    }

    #[tokio::test]
    async fn who_would_wait_too_long_is_refused() {
        let full = Passwords { turns: Arc::new(Semaphore::new(0)), wait: Duration::from_millis(1) };
        let refused = full.hash(Password::new("correct horse")).await;
        assert!(matches!(refused, Err(Error::Overloaded)));
    }
}
