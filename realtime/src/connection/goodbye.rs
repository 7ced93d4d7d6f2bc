//! How a connection ends.

use actix_ws::{CloseCode, CloseReason, ProtocolError};
use warbler_protocol::frame;

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goodbye {
    /// The client is not there any more.
    Gone,
    /// The client said that it leaves, and perhaps why.
    Left(Option<CloseCode>),
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

/// Violations that actix tells apart by their texts alone; conformance tests hold us to both.
const RESERVED: &str = "Received a frame with non-zero reserved bits";
const CONTINUATION: &str = "Exceeded maximum continuation size";

/// What RFC 6455 has close codes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    /// Text that is not UTF-8.
    Encoding,
    TooLarge,
    Other,
}

impl From<&ProtocolError> for Violation {
    fn from(error: &ProtocolError) -> Self {
        match error {
            ProtocolError::Overflow => Self::TooLarge,
            ProtocolError::Io(error) => match error.to_string().as_str() {
                CONTINUATION => Self::TooLarge,
                RESERVED => Self::Other,
                _ if error.kind() == std::io::ErrorKind::InvalidData => Self::Encoding,
                _ => Self::Other,
            },
            _ => Self::Other,
        }
    }
}

impl Goodbye {
    /// What the close frame says; nothing for a client that is gone.
    pub(crate) fn reason(self) -> Option<CloseReason> {
        match self {
            Self::Gone => None,
            // As RFC 6455 has it, the client's own code goes back.
            Self::Left(code) => code.map(Into::into),
            Self::Protocol(violation) => Some(violation.code().into()),
            _ => self.words().map(|(code, reason)| CloseReason {
                code: CloseCode::Other(code),
                description: Some(reason.to_owned()),
            }),
        }
    }

    /// Code and reason, where they are of ours.
    pub(crate) fn words(self) -> Option<(u16, &'static str)> {
        use frame::CloseReason as Ours;
        let ours = match self {
            Self::Gone | Self::Left(_) | Self::Protocol(_) => return None,
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
        Some((ours.code(), ours.as_str()))
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
