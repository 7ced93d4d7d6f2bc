//! What each job does. The payloads are declared next to whoever queues them.

mod erase_user;
mod transfer;

use crate::Runner;
use warbler_core::{exports, imports, users};

impl Runner {
    /// A runner that knows every job there is.
    pub fn with_all_jobs(self) -> Self {
        self.register::<users::Erase>()
            .register::<imports::RunImport>()
            .register::<exports::RunExport>()
            .register::<exports::ForgetExport>()
    }
}
