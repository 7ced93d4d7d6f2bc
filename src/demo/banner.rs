//! What a first look at a running server needs, to be read and pasted.

use super::Facts;

/// Lines for a terminal.
pub fn banner(facts: &Facts) -> String {
    let Facts { url, app_id, secret_key, conversation_id, user_id, user_token, email, password } =
        facts;
    format!(
        "
Open two windows and chat:
  {url}?user=alice
  {url}?user=bob

App ID      {app_id}
Secret key  {secret_key}
Console     {email}, password {password}

Send a message from your server:
  curl {url}v1/conversations/{conversation_id}/messages \\
    -H 'Authorization: Bearer {secret_key}' -H 'Content-Type: application/json' \\
    -d '{{\"sender_id\":\"bob\",\"text\":\"Hello from curl\"}}'

A token of {user_id}, good for a day:
  {user_token}
"
    )
}
