//! What we write. Links carry their token behind `#`: browsers do not send that part anywhere.

use crate::Context;
use warbler_protocol::DisabledReason;

/// The words of a mail.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(super) subject: String,
    pub(super) text: String,
}

fn letter(subject: &str, text: String) -> Letter {
    Letter { subject: subject.to_owned(), text }
}

/// A page of the console, with what it needs.
fn link(ctx: &Context, page: &str, token: &str) -> String {
    format!("{}console/{page}#token={token}", ctx.public_url())
}

pub(crate) fn confirm_sign_up(ctx: &Context, token: &str) -> Letter {
    let link = link(ctx, "confirm", token);
    letter(
        "Confirm your Warbler account",
        format!(
            "Somebody, you we hope, signed up for Warbler with this address.\n\n\
             To confirm, open this link within a day and give the password you chose:\n\n{link}\n\n\
             If it was not you, do nothing: no account is made.\n"
        ),
    )
}

pub(crate) fn known_already(ctx: &Context) -> Letter {
    let url = ctx.public_url();
    letter(
        "You have a Warbler account",
        format!(
            "Somebody signed up for Warbler with this address, which has an account already.\n\n\
             If it was you, log in at {url}console/log-in, where you can also ask for another \
             password.\nIf it was not you, nothing needs to be done.\n"
        ),
    )
}

pub(crate) fn reset_password(ctx: &Context, token: &str) -> Letter {
    let link = link(ctx, "reset-password", token);
    letter(
        "Set a new password",
        format!(
            "Somebody, you we hope, asked for a new password for your Warbler account.\n\n\
             To choose one, open this link within an hour. It works once:\n\n{link}\n\n\
             If it was not you, do nothing: your password stays as it is.\n"
        ),
    )
}

pub(crate) fn password_changed(ctx: &Context) -> Letter {
    let url = ctx.public_url();
    letter(
        "Your password was changed",
        format!(
            "The password of your Warbler account was changed, and your other sessions ended.\n\n\
             If it was not you, ask for another one at {url}console/log-in at once.\n"
        ),
    )
}

pub(crate) fn invitation(ctx: &Context, inviter: &str, organization: &str, token: &str) -> Letter {
    let link = link(ctx, "invitation", token);
    letter(
        "You are invited to a team on Warbler",
        format!(
            "{inviter} invites you to the team of \"{organization}\".\n\n\
             To join, open this link within a week. It works once, and for this address:\n\n\
             {link}\n\n\
             If you do not know them, do nothing.\n"
        ),
    )
}

pub(crate) fn endpoint_disabled(
    ctx: &Context,
    app: &str,
    endpoint: &str,
    reason: DisabledReason,
) -> Letter {
    let console = format!("{}console/", ctx.public_url());
    let why = match reason {
        DisabledReason::Gone => "it answered 410, which says that it wants no more of them",
        DisabledReason::Failing | DisabledReason::Asked => "every attempt of five days failed",
    };
    letter(
        "A webhook endpoint was disabled",
        format!(
            "No more events of the app \"{app}\" are delivered to this endpoint, because {why}:\n\n\
             {endpoint}\n\n\
             Once it works again, enable it; what happened meanwhile can be replayed. The console \
             has every attempt with its answer:\n\n{console}\n"
        ),
    )
}
