//! How a connection ends.

use actix_ws::{CloseCode, CloseReason, ProtocolError};
use warbler_protocol::frame;

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goodbye {
    /// The client left, one way or the other.
    Gone,
    Shutdown,
    Slow,
    Heartbeat,
    TokenExpired,
    RateLimited,
    BadFrame,
    /// Broken below our frames, in the WebSocket protocol itself.
    Protocol(Violation),
    Unauthenticated,
    Banned,
    TooManyConnections,
}

/// What RFC 6455 has close codes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Violation {
    /// Text that is not UTF-8.
    Encoding,
    TooLarge,
    Other,
}

impl From<&ProtocolError> for Violation {
    fn from(error: &ProtocolError) -> Self {
        match error {
            ProtocolError::Overflow => Self::TooLarge,
            ProtocolError::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                Self::Encoding
            }
            _ => Self::Other,
        }
    }
}

impl Goodbye {
    /// The close frame that says so; none for a client that is gone.
    pub(super) fn reason(self) -> Option<CloseReason> {
        use frame::CloseReason as Ours;
        let ours = match self {
            Self::Gone => return None,
            Self::Protocol(violation) => return Some(violation.code().into()),
            Self::Shutdown => Ours::Shutdown,
            Self::Slow => Ours::Slow,
            Self::Heartbeat => Ours::Heartbeat,
            Self::TokenExpired => Ours::TokenExpired,
            Self::RateLimited => Ours::RateLimited,
            Self::BadFrame => Ours::BadFrame,
            Self::Unauthenticated => Ours::Unauthenticated,
            Self::Banned => Ours::Banned,
            Self::TooManyConnections => Ours::TooManyConnections,
        };
        let description = Some(ours.as_str().to_owned());
        Some(CloseReason { code: CloseCode::Other(ours.code()), description })
    }
}

impl Violation {
    fn code(self) -> CloseCode {
        match self {
            Self::Encoding => CloseCode::Invalid,
            Self::TooLarge => CloseCode::Size,
            Self::Other => CloseCode::Protocol,
        }
    }
}
