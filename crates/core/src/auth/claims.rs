//! What a user token says (RFC 7519), and when it counts.

use super::refused;
use crate::{Permissions, Result, apps};
use serde::{Deserialize, Deserializer, Serialize, de};
use warbler_protocol::{ErrorCode, UserRole};

/// Longest life of a token.
pub(super) const MAX_LIFE: i64 = 24 * 3600;
/// How far the clocks of a tenant's servers may be ahead of ours, in seconds.
const LEEWAY: i64 = 30;

#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Claims {
    pub(super) iss: String,
    pub(super) sub: String,
    pub(super) iat: Seconds,
    pub(super) exp: Seconds,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) nbf: Option<Seconds>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) jti: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) role: Option<UserRole>,
    /// Narrows what the role may do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) caps: Option<Permissions>,
}

/// Since 1970. Some libraries write fractions, which are cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Seconds(pub(super) i64);

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(deserializer)?;
        let cut = || number.as_f64().filter(|it| it.abs() < 1e15).map(|it| it.floor() as i64);
        let seconds = number.as_i64().or_else(cut);
        seconds.map(Self).ok_or_else(|| de::Error::custom("not a time"))
    }
}

impl Claims {
    /// Refuses what is over, has not begun, or would last too long.
    pub(super) fn check_times(&self, now: i64) -> Result<()> {
        let (Seconds(iat), Seconds(exp)) = (self.iat, self.exp);
        if exp <= now {
            return Err(refused(ErrorCode::TokenExpired, "the token has expired"));
        }
        if iat > now + LEEWAY || self.nbf.is_some_and(|Seconds(nbf)| nbf > now + LEEWAY) {
            return Err(refused(ErrorCode::TokenNotYetValid, "the token begins in the future"));
        }
        if exp.saturating_sub(iat) > MAX_LIFE {
            return Err(refused(ErrorCode::TokenMalformed, "a token lives for at most a day"));
        }
        Ok(())
    }

    /// What the token grants in its app.
    pub(super) fn permissions(&self, app: &apps::Known) -> Permissions {
        let granted = app.settings.granted(self.role.unwrap_or_default());
        self.caps.map_or(granted, |caps| granted.and(caps))
    }
}
