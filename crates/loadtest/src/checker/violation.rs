//! What can be wrong, and which promise it breaks.

use std::fmt;
use warbler_protocol::ConversationId;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $promise:literal;)*) => {
        /// A way to break a promise.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind {
            $($(#[$doc])* $kind,)*
        }

        impl Kind {
            /// The promise of docs/promises.md that is broken.
            pub fn promise(self) -> &'static str {
                match self { $(Self::$kind => $promise,)* }
            }
        }
    };
}

kinds! {
    /// Acknowledged, and not there.
    Lost = "P1";
    /// A text that nobody wrote for that version of the message.
    Corrupted = "P1";
    /// Refused for good, and yet there.
    RefusedButStored = "P2";
    /// A message that nobody sent.
    NeverSent = "P2";
    /// One client id, two messages.
    SentTwice = "P2";
    /// The acknowledgement named another seq or id than the log.
    AckDiffers = "P3";
    /// A reader found a hole in the numbers.
    SeqGap = "P3";
    /// Two entries under one number.
    SeqReused = "P3";
    /// A reader got the numbers in another order than 1, 2, 3 …
    SeqDisorder = "P3";
    /// Two readers, or a session and the log, saw different entries under one number.
    ReadersDisagree = "P3";
    /// The places of messages are not 1, 2, 3 …
    OrdinalGap = "P3";
    /// Acknowledged before the other was sent, but after it in the log.
    RealTime = "P4";
    /// Sent after the other on one connection, but before it in the log.
    Fifo = "P4";
    DeliveredTwice = "P5";
    DeliveredOutOfOrder = "P5";
    /// A hole in what one session got.
    DeliverySkipped = "P5";
    /// All was quiet, and a connected member did not have the newest entry.
    Undelivered = "P5";
    /// A session that went on from a cursor left something out.
    ResumeSkipped = "P6";
    /// A read older than what the reader wrote or read before.
    StaleRead = "P7";
    /// Content of a recalled message.
    Resurrected = "P9";
    /// Versions are not 1, 2, 3 …, or the message is not what its entries make of it.
    VersionGap = "P9";
    ReceiptBackwards = "P10";
    ReceiptPastHead = "P10";
    /// An entry outside the reader's membership.
    OutsideMembership = "P11";
    /// Something of another tenant.
    CrossTenant = "P18";
}

/// One broken promise.
#[derive(Clone, Debug)]
pub struct Violation {
    pub kind: Kind,
    pub conversation: ConversationId,
    pub detail: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, conversation, detail } = self;
        write!(f, "{} {kind:?} in {conversation}: {detail}", kind.promise())
    }
}

/// Collects what the checks find.
#[derive(Default)]
pub(super) struct Report(pub(super) Vec<Violation>);

impl Report {
    pub(super) fn add(&mut self, kind: Kind, conversation: ConversationId, detail: String) {
        self.0.push(Violation { kind, conversation, detail });
    }
}
