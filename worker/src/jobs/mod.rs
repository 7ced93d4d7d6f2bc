//! What each job does. The payloads are declared next to whoever queues them.

mod collect_files;
mod erase_user;
mod fill_names;
mod forget_upload;
mod illustrate_file;
mod replay_events;
mod transfer;

use crate::Runner;
use warbler_core::{exports, files, imports, names, users, webhooks};

impl Runner {
    /// A runner that knows every job there is.
    pub fn with_all_jobs(self) -> Self {
        self.register::<users::Erase>()
            .register::<files::Illustrate>()
            .register::<files::Collect>()
            .register::<files::ForgetUpload>()
            .register::<imports::RunImport>()
            .register::<exports::RunExport>()
            .register::<exports::ForgetExport>()
            .register::<names::FillNames>()
            .register::<webhooks::Replay>()
    }
}
