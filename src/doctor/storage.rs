//! The data directory: may we write, is there room, is the key ours alone?

use super::Finding;
use crate::config::Config;
use rustix::fs::{Access, access, statvfs};
use std::{fs, os::unix::fs::PermissionsExt, path::Path};

const SUBJECT: &str = "data directory";
const GIB: u64 = 1 << 30;

pub(super) fn check(config: &Config) -> Vec<Finding> {
    let directory = config.data_dir.as_path();
    let existing = nearest(directory);
    let mut findings = vec![writable(directory, existing), room(existing)];
    findings.extend(key_file(&directory.join("master.key")));
    findings
}

/// The directory, or what it would be created in.
fn nearest(directory: &Path) -> &Path {
    directory.ancestors().find(|path| path.exists()).unwrap_or(Path::new("."))
}

fn writable(directory: &Path, existing: &Path) -> Finding {
    let shown = directory.display();
    if !existing.is_dir() {
        let text = format!("{} is not a directory", existing.display());
        return Finding::fail(SUBJECT, text, "set WARBLER_DATA_DIR to one");
    }
    match access(existing, Access::WRITE_OK | Access::EXEC_OK) {
        Ok(()) if existing == directory => Finding::ok(SUBJECT, format!("{shown} is writable")),
        Ok(()) => Finding::ok(SUBJECT, format!("{shown} will be created by the first start")),
        Err(error) => {
            let text = format!("{} is not writable ({error})", existing.display());
            Finding::fail(
                SUBJECT,
                text,
                "give it to the user who runs warbler, or set WARBLER_DATA_DIR",
            )
        }
    }
}

fn room(existing: &Path) -> Finding {
    match statvfs(existing) {
        Ok(disk) => judge_room(disk.f_bavail.saturating_mul(disk.f_frsize)),
        Err(error) => {
            Finding::warn("disk", format!("cannot be measured ({error})"), "look with `df`")
        }
    }
}

fn judge_room(free: u64) -> Finding {
    let text = format!("{}.{} GiB free", free / GIB, free % GIB * 10 / GIB);
    if free < GIB {
        Finding::warn("disk", text, "make room; a full disk stops all writing")
    } else {
        Finding::ok("disk", text)
    }
}

fn key_file(path: &Path) -> Option<Finding> {
    let mode = fs::metadata(path).ok()?.permissions().mode();
    let shown = path.display();
    (mode & 0o077 != 0).then(|| {
        Finding::warn(
            "master key",
            format!("others may read {shown}"),
            format!("chmod 600 {shown}"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn little_room_is_a_warning() {
        assert_eq!(judge_room(GIB - 1).level, Level::Warn);
        assert_eq!(judge_room(3 * GIB / 2).text, "1.5 GiB free");
    }

    #[test]
    fn a_file_is_no_directory() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let inside = file.path().join("data");
        assert_eq!(writable(&inside, nearest(&inside)).level, Level::Fail);
    }

    #[test]
    fn a_key_that_others_may_read_is_a_warning() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert_eq!(key_file(file.path()), None);
        fs::set_permissions(file.path(), fs::Permissions::from_mode(0o640)).unwrap();
        assert!(key_file(file.path()).is_some());
    }
}
