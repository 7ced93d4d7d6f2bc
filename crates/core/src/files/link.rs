//! Addresses that are their own permission: signed, for one file and one use of it, until they expire.

use crate::{Context, Error, Result, secrets::Secrets};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;
use warbler_protocol::{AppId, ErrorCode, FileId, Timestamp};

/// What an address may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Purpose {
    Upload = 1,
    /// Reading the file, to be shown.
    Inline = 2,
    /// Reading the file, to be saved.
    Attachment = 3,
    Thumbnail = 4,
}

impl Purpose {
    /// All ways of reading.
    pub(super) const DOWNLOADS: [Self; 3] = [Self::Inline, Self::Attachment, Self::Thumbnail];
}

/// What an address says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) purpose: Purpose,
    pub(super) app_id: AppId,
    pub(super) file_id: FileId,
    pub(super) expires_at: Timestamp,
}

/// Bytes of the signature that are kept: nobody guesses 128 bits.
const SIGNATURE: usize = 16;

impl Link {
    pub(super) fn seal(&self, secrets: &Secrets) -> String {
        let said = self.bytes();
        URL_SAFE_NO_PAD.encode([&said[..], &signature(secrets, &said)].concat())
    }

    /// What the address says, if it is ours and for one of these purposes. One that expired tells so:
    /// it was good once.
    pub(super) fn open(ctx: &Context, token: &str, purposes: &[Purpose]) -> Result<Self> {
        let link = read(&ctx.secrets, token, purposes).ok_or(Error::NotFound("link"))?;
        match ctx.now() < link.expires_at {
            true => Ok(link),
            false => {
                let detail = "the link has expired: ask for another".to_owned();
                Err(Error::Refused(ErrorCode::Forbidden, detail))
            }
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let (app_id, file_id) = (self.app_id.0.as_bytes(), self.file_id.0.as_bytes());
        [&[self.purpose as u8][..], app_id, file_id, &self.expires_at.0.to_be_bytes()].concat()
    }
}

fn read(secrets: &Secrets, token: &str, purposes: &[Purpose]) -> Option<Link> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (said, signed) = bytes.split_last_chunk::<SIGNATURE>()?;
    let genuine = subtle::ConstantTimeEq::ct_eq(&signature(secrets, said)[..], &signed[..]);
    let (purpose, rest) = said.split_first()?;
    let (app_id, rest) = rest.split_first_chunk::<16>()?;
    let (file_id, rest) = rest.split_first_chunk::<16>()?;
    let link = Link {
        purpose: *purposes.iter().find(|known| **known as u8 == *purpose)?,
        app_id: AppId(Uuid::from_bytes(*app_id)),
        file_id: FileId(Uuid::from_bytes(*file_id)),
        expires_at: Timestamp(i64::from_be_bytes(rest.try_into().ok()?)),
    };
    bool::from(genuine).then_some(link)
}

fn signature(secrets: &Secrets, said: &[u8]) -> [u8; SIGNATURE] {
    let whole = secrets.sign("file link", &[said]);
    std::array::from_fn(|at| whole[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_good_for_its_purpose_and_installation_alone() {
        let secrets = Secrets::new(&[7; 32]);
        let link = Link {
            purpose: Purpose::Inline,
            app_id: AppId::generate(),
            file_id: FileId::generate(),
            expires_at: Timestamp(7),
        };
        let token = link.seal(&secrets);
        assert_eq!(read(&secrets, &token, &Purpose::DOWNLOADS), Some(link));
        assert_eq!(read(&secrets, &token, &[Purpose::Upload]), None);
        assert_eq!(read(&Secrets::new(&[8; 32]), &token, &Purpose::DOWNLOADS), None);
        for at in 0..token.len() {
            let mut forged = token.clone();
            let other = if &forged[at..=at] == "A" { "B" } else { "A" };
            forged.replace_range(at..=at, other);
            assert_eq!(read(&secrets, &forged, &Purpose::DOWNLOADS), None, "{at}");
        }
        assert_eq!(read(&secrets, &token[..8], &Purpose::DOWNLOADS), None);
    }
}
