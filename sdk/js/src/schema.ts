// Written by `npm run generate` from openapi.yaml.

export interface paths {
    "/v1/app": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The app of the credential. */
        get: operations["get_app"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change the app. */
        patch: operations["update_app"];
        trace?: never;
    };
    "/v1/app/revoke_tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End all user tokens that were issued before now, and close the connections that were opened with
         *     them. Tokens that are signed after the answer count.
         */
        post: operations["revoke_app_tokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/app/storage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much the app has stored. */
        get: operations["get_storage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/app_events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened in the app since a cursor, as webhooks tell it. Ask again with `next_cursor`: at once
         *     where there is more, and otherwise with `wait`.
         */
        get: operations["list_app_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the bans of the app that are in force, by user id. */
        get: operations["list_app_bans"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bans/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Ban a user from the app, which disconnects them, or silence them in all of it. */
        put: operations["put_app_ban"];
        post?: never;
        /** Let a user in again, or let them send again. */
        delete: operations["lift_app_ban"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/blocks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List whom the caller has blocked, by user id. */
        get: operations["list_own_blocks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/blocks/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Block a user. */
        put: operations["block"];
        post?: never;
        /** Unblock a user. */
        delete: operations["unblock"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/console/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign up. What comes next is in the mail; the answer is the same whether the address is known or not. */
        post: operations["sign_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/console/accounts/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm a sign-up with the token that was mailed and the password that was chosen, and log in. */
        post: operations["confirm_sign_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/console/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Join the team that invited one's address. */
        post: operations["accept_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/console/invitations/sign_up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign up with an invitation, whose mail has shown the address, and log in. */
        post: operations["sign_up_invited"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/console/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the organisations in whose teams one is, the oldest first. */
        get: operations["list_organizations"];
        put?: never;
        /** Make an organisation, which one then owns. */
        post: operations["create_organization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/console/organizations/{organization_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an organisation. */
        get: operations["get_organization"];
        put?: never;
        post?: never;
        /** Delete an organisation that has no apps. */
        delete: operations["delete_organization"];
        options?: never;
        head?: never;
        /** Rename an organisation. */
        patch: operations["update_organization"];
        trace?: never;
    };
    "/v1/console/organizations/{organization_id}/apps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the organisation's apps, the oldest first. */
        get: operations["list_apps"];
        put?: never;
        /** Make an app with a first secret key and signing key. Their secrets are shown this once. */
        post: operations["create_app"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/console/organizations/{organization_id}/apps/{app_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Rename an app. */
        patch: operations["rename_app"];
        trace?: never;
    };
    "/v1/console/organizations/{organization_id}/audit_events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was done to the organisation and its apps, the newest first. For owners and admins. */
        get: operations["list_audit_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/console/organizations/{organization_id}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the invitations that wait, the newest first. */
        get: operations["list_invitations"];
        put?: never;
        /** Invite an address to the team, by mail. */
        post: operations["create_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/console/organizations/{organization_id}/invitations/{invitation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take an invitation back. */
        delete: operations["revoke_invitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/console/organizations/{organization_id}/invitations/{invitation_id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send an invitation again. The link of the one before works no longer. */
        post: operations["resend_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/console/organizations/{organization_id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the team, in the order of joining. */
        get: operations["list_team"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/console/organizations/{organization_id}/members/{account_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a member, or leave. The last owner stays. */
        delete: operations["remove_team_member"];
        options?: never;
        head?: never;
        /** Give a member another role, at most one's own. */
        patch: operations["update_team_member"];
        trace?: never;
    };
    "/v1/console/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change one's password. One's other sessions end. */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/console/password_resets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a link that sets a new password, by mail. The answer is the same whether the address is known or not. */
        post: operations["request_password_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/console/password_resets/redeem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set a new password with the token that was mailed. It works once, and all sessions end. */
        post: operations["redeem_password_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/console/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is logged in, their organisations, and the CSRF token that their requests need. */
        get: operations["get_session"];
        put?: never;
        post?: never;
        /** Log out. */
        delete: operations["log_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/console/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the browsers in which one is logged in, the newest first. */
        get: operations["list_sessions"];
        put?: never;
        /** Log in. The session is in a cookie. */
        post: operations["log_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/console/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Log out in another browser. */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List conversations: a user's own, pinned ones first and then the most recently active; with a
         *     secret key all.
         */
        get: operations["list_conversations"];
        put?: never;
        /**
         * Start a conversation. Where its key, or the pair of a direct one, is there already, that one is
         *     answered with 200.
         */
        post: operations["create_conversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a conversation. */
        get: operations["get_conversation"];
        put?: never;
        post?: never;
        /** Delete a conversation for everybody. */
        delete: operations["delete_conversation"];
        options?: never;
        head?: never;
        /** Change a conversation. */
        patch: operations["update_conversation"];
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/bans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the bans of a conversation that are in force, by user id. */
        get: operations["list_bans"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/bans/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Ban a user from a conversation, which removes them, or silence them there. */
        put: operations["put_ban"];
        post?: never;
        /** Let a user come back to a conversation, or let them send there again. */
        delete: operations["lift_ban"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/clear": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Clear the history for oneself, up to an entry or all there is. */
        post: operations["clear_history"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/delivered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The caller's device has received up to an entry, or everything. */
        post: operations["mark_delivered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the caller's draft. */
        get: operations["get_draft"];
        /** Keep what the caller has written so far, in place of what they had before. */
        put: operations["save_draft"];
        post?: never;
        /** Throw the caller's draft away. */
        delete: operations["discard_draft"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Entries of a conversation after a seq, oldest first, as the caller may see them. */
        get: operations["list_entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/hide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete up to 100 messages for oneself. Those that are not there are left out of the answer. */
        post: operations["hide_messages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Join a public conversation. */
        post: operations["join_conversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List members by user id. */
        get: operations["list_members"];
        put?: never;
        /** Add up to 100 members in one entry. Those who are members already stay as they are. */
        post: operations["add_members"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/members/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a member, or leave. */
        delete: operations["remove_member"];
        options?: never;
        head?: never;
        /** Give a member another role. */
        patch: operations["update_member"];
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/membership": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change what is the caller's own of a conversation; nobody else sees it. */
        patch: operations["update_membership"];
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List messages, oldest first: the newest, or those before, after or around an entry. */
        get: operations["list_messages"];
        put?: never;
        /** Send a message. A repeat with the same `client_id` answers the first message with 200. */
        post: operations["send_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/messages/{message_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a message. */
        get: operations["get_message"];
        put?: never;
        post?: never;
        /** Recall a message: its place stays, what it said is gone for good. */
        delete: operations["recall_message"];
        options?: never;
        head?: never;
        /** Change a message. */
        patch: operations["edit_message"];
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/messages/{message_id}/follow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Follow a thread: be told how much of it one has not read. */
        post: operations["follow_thread"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/messages/{message_id}/hide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete a message for oneself: others go on seeing it, and are not told. */
        post: operations["hide_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/messages/{message_id}/pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Pin a message. Pinning twice is pinning once. */
        put: operations["pin_message"];
        post?: never;
        /** Unpin a message. */
        delete: operations["unpin_message"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/messages/{message_id}/reactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List who reacted how, by key and user. */
        get: operations["list_reactions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/messages/{message_id}/reactions/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** React to a message, with an emoji or a short word. Doing it twice is doing it once. */
        put: operations["add_reaction"];
        post?: never;
        /** Take a reaction back. */
        delete: operations["remove_reaction"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/messages/{message_id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The caller has read a thread up to an entry, or all of it. */
        post: operations["read_thread"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/messages/{message_id}/replies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the replies in the thread about a message, oldest first: the newest, or those before, after or
         *     around an entry.
         */
        get: operations["list_replies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/messages/{message_id}/unfollow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop following a thread, until one replies or is mentioned in it. */
        post: operations["unfollow_thread"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/messages/{message_id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what a message has said, the oldest version first and what it says now last. */
        get: operations["list_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/pins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the pinned messages, the latest pin first. */
        get: operations["list_pins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The caller has read up to an entry, or everything. */
        post: operations["mark_read"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/support": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a support conversation stands. The customer sees who answers; operators see the rest. */
        get: operations["get_support"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Sort a support conversation: how urgent it is, and its labels. */
        patch: operations["triage_support"];
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/support/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a customer to an operator, whoever has them. */
        post: operations["assign_support"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/support/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a customer who waits in a queue. Of two who try, one does. */
        post: operations["claim_support"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/support/handoff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand a customer over to a queue. The customer may ask for a person, too, and decides nothing else. */
        post: operations["hand_over_support"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/support/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Leave a note that customers never see. */
        post: operations["add_support_note"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/support/offer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Offer a person, as the bot. The customer's next message ends the offer. */
        post: operations["offer_support"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/support/rating": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Rate the last resolution, as the customer, once. */
        post: operations["rate_support"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/support/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open a conversation again that was resolved, as the desk's settings say. */
        post: operations["reopen_support"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/support/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Be done with a customer. Who waits in a queue is answered first. */
        post: operations["resolve_support"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/support/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a customer back to the bot. */
        post: operations["return_support"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/support/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put a customer aside until a moment, or until they write. */
        post: operations["snooze_support"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/support/take_over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a customer from the bot, in the middle of an answer if need be. */
        post: operations["take_over_support"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/support/transcript": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was said in a support conversation, oldest first, up to 2,000 messages. */
        get: operations["get_transcript"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/support/wake": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take up a customer who was put aside. */
        post: operations["wake_support"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand a conversation over: the member becomes its owner, who was owner an admin. */
        post: operations["transfer_conversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/typing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tell the others that the caller types, or has stopped. */
        post: operations["announce_typing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/unread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Leave oneself a reminder that nobody else sees. */
        post: operations["mark_unread"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/counters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened in the app, by the hour: at most 1,000 counts. */
        get: operations["list_counters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead_letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List jobs that failed for good, the oldest first, at most 100. */
        get: operations["list_dead_letters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead_letters/{job_id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a dead letter again. */
        post: operations["replay_dead_letter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/downloads/{link}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the bytes of a file, or a range of them. */
        get: operations["read_download"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Listen to events as they happen (server-sent events). The frames are those of the socket. */
        get: operations["open_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/poll": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is new after a cursor, or else as soon as there is something (long polling). */
        get: operations["poll_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a ticket that stands for the caller's token once, within 30 s, in the address of a stream. */
        post: operations["create_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Export the app as it is now. It is written step by step behind the answer, and kept for a week. */
        post: operations["start_export"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exports/{export_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How an export stands. */
        get: operations["get_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exports/{export_id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an export wrote, once it is done: JSON Lines, as docs/import-export.md has them. */
        get: operations["get_export_content"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Upload a file in one request. */
        post: operations["upload_file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Announce a file, and get an address to send its bytes to. */
        post: operations["create_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{file_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get what is known of a file. */
        get: operations["get_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{file_id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that the bytes of a file have been sent. */
        post: operations["complete_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{file_id}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an address at which the bytes of a file can be read, for at most an hour. */
        get: operations["download_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List hooks, the oldest first. */
        get: operations["list_hooks"];
        put?: never;
        /** Make a hook, which is asked from now on; its secret is shown this once. */
        post: operations["create_hook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hooks/{hook_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a hook, and how it did in the last hour. */
        get: operations["get_hook"];
        put?: never;
        post?: never;
        /** Remove a hook. */
        delete: operations["delete_hook"];
        options?: never;
        head?: never;
        /** Change a hook. */
        patch: operations["update_hook"];
        trace?: never;
    };
    "/v1/hooks/{hook_id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a hook another secret, shown this once. The one before signs beside it: for a day, or as the
         *     body says.
         */
        post: operations["rotate_hook_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a file: JSON Lines of at most 256 MiB, as docs/import-export.md has them. It is taken in
         *     step by step behind the answer; sending it again changes nothing.
         */
        post: operations["start_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/{import_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How an import stands. */
        get: operations["get_import"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List secret keys, the oldest first. */
        get: operations["list_keys"];
        put?: never;
        /** Make a secret key. Its secret is shown this once. */
        post: operations["create_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a secret key. */
        delete: operations["revoke_key"];
        options?: never;
        head?: never;
        /**
         * Change a secret key: its name, where it may be used from, or what it may do, which only becomes
         *     less.
         */
        patch: operations["update_key"];
        trace?: never;
    };
    "/v1/keys/{key_id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a key like this one, which then ends: in a day, or when the body says. The new secret is
         *     shown this once.
         */
        post: operations["rotate_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller, and what a badge shows. */
        get: operations["get_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** How up to 100 users are. Those whom the caller may not see are left out. */
        post: operations["list_presence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rate_limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The buckets that count this caller's requests, this one included. */
        get: operations["list_rate_limits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/request_logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The app's requests of the last seven days, the newest first. When there were many at a time, each
         *     stands for `weight` of them.
         */
        get: operations["list_request_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/search/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find conversations by name, in the same order: a user's own and public ones; with a secret key
         *     all.
         */
        get: operations["search_conversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/search/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find messages: of a user's conversations what they may see, for the tenant's server all of the
         *     app.
         */
        get: operations["search_messages"];
        put?: never;
        /** Find messages, with a query that no log of addresses is to show. */
        post: operations["search_messages_by_body"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/search/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find users by name: the exact name first, then names that begin so, then the rest. */
        get: operations["search_users"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A metric of the app over time, at most 1,000 points of the last 30 days. */
        get: operations["get_series"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/signing_keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List signing keys, the oldest first. */
        get: operations["list_signing_keys"];
        put?: never;
        /**
         * Make a signing key for user tokens: without anything, an HS256 secret, shown this once; or make a
         *     public key of your own known, or the address of a set of them.
         */
        post: operations["create_signing_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/signing_keys/{signing_key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a signing key: tokens that it signed are no longer taken, and connections that were opened
         *     with them are closed.
         */
        delete: operations["revoke_signing_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/support": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the desk works. */
        get: operations["get_desk"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change how the desk works. Conversations that are there keep their bot. */
        patch: operations["update_desk"];
        trace?: never;
    };
    "/v1/support/canned_replies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the answers that are kept ready, by shortcut. */
        get: operations["list_canned_replies"];
        put?: never;
        /** Keep an answer ready. */
        post: operations["create_canned_reply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/support/canned_replies/{canned_reply_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Forget an answer. */
        delete: operations["delete_canned_reply"];
        options?: never;
        head?: never;
        /** Change an answer. */
        patch: operations["update_canned_reply"];
        trace?: never;
    };
    "/v1/support/canned_replies/{canned_reply_id}/render": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put an answer together for a conversation. It is not sent. */
        post: operations["render_canned_reply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/support/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the conversations of the desk, the most urgent first: for an operator, those of their queues and
         *     their own.
         */
        get: operations["list_support_conversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/support/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count the conversations of each queue by state, and those of each operator. */
        get: operations["count_support_conversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/support/operators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the operators by user id. */
        get: operations["list_operators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/support/operators/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an operator. */
        get: operations["get_operator"];
        /** Make a user an operator, or change what one is. A new one is offline. */
        put: operations["put_operator"];
        post?: never;
        /** Make an operator a plain user again. Their customers go back to their queues. */
        delete: operations["delete_operator"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/support/operators/{user_id}/availability": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Say whether an operator is there: oneself, or anybody with a secret key. */
        put: operations["set_availability"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/support/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the queues, the oldest first. */
        get: operations["list_queues"];
        put?: never;
        /** Make a queue. */
        post: operations["create_queue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/support/queues/{queue_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a queue. */
        get: operations["get_queue"];
        put?: never;
        post?: never;
        /** Remove a queue that no conversation ever came to. */
        delete: operations["delete_queue"];
        options?: never;
        head?: never;
        /** Change a queue. Customers who wait keep what they were promised. */
        patch: operations["update_queue"];
        trace?: never;
    };
    "/v1/support/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Report how the desk did, day by day. */
        get: operations["report_support"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What changed for the caller since a cursor, one page of it. */
        post: operations["sync_changes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/threads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the threads one follows, the latest reply first. */
        get: operations["list_threads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/uploads/{link}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Send the bytes of a file, to the address that came with it. */
        put: operations["put_upload"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List users by id. */
        get: operations["list_users"];
        put?: never;
        /** Create a user. One that exists keeps what is not given. */
        post: operations["create_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create up to 100 users, all or none. */
        post: operations["create_users"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a user. */
        get: operations["get_user"];
        put?: never;
        post?: never;
        /** Erase a user for good: they are out at once, and what they said follows shortly. */
        delete: operations["erase_user"];
        options?: never;
        head?: never;
        /** Change a user: oneself with a user token, anybody with a secret key. */
        patch: operations["update_user"];
        trace?: never;
    };
    "/v1/users/{user_id}/blocks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List whom a user has blocked: oneself, or anybody with a secret key. */
        get: operations["list_blocks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/blocks/{blocked_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Block a user for another. */
        put: operations["block_for_user"];
        post?: never;
        /** Unblock a user for another. */
        delete: operations["unblock_for_user"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the devices a user has connected with. */
        get: operations["list_devices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/devices/{device_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Forget a device. */
        delete: operations["forget_device"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a user is: with whom the caller shares a conversation, or anybody for the tenant's server. */
        get: operations["get_presence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/revoke_tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End all tokens of a user that were issued before now, and close the connections that were opened
         *     with them. Tokens that are signed after the answer count.
         */
        post: operations["revoke_user_tokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mint a user token, signed with the newest signing key. */
        post: operations["mint_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List endpoints, the oldest first. */
        get: operations["list_endpoints"];
        put?: never;
        /** Make an endpoint. What happens from now on is delivered to it; its secret is shown this once. */
        post: operations["create_endpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_endpoints/{endpoint_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an endpoint. */
        get: operations["get_endpoint"];
        put?: never;
        post?: never;
        /** Remove an endpoint. Nothing more is sent there. */
        delete: operations["delete_endpoint"];
        options?: never;
        head?: never;
        /** Change an endpoint, disable it or enable it again. */
        patch: operations["update_endpoint"];
        trace?: never;
    };
    "/v1/webhook_endpoints/{endpoint_id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The deliveries to an endpoint in the last 14 days, the newest first. */
        get: operations["list_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_endpoints/{endpoint_id}/deliveries/{delivery_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a delivery with every attempt, and what it would say now. */
        get: operations["get_delivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_endpoints/{endpoint_id}/deliveries/{delivery_id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Deliver an event once more, whatever came of it before. */
        post: operations["resend_delivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_endpoints/{endpoint_id}/ping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send an event of type `endpoint.pinged`, to try the endpoint out. */
        post: operations["ping_endpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_endpoints/{endpoint_id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Deliver what happened in a stretch of time once more. Events keep their ids. */
        post: operations["replay_events"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_endpoints/{endpoint_id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give an endpoint another secret, shown this once. The one before signs beside it: for a day, or as
         *     the body says.
         */
        post: operations["rotate_endpoint_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description The token that was mailed to the address of the account that is logged in. */
        AcceptInvitation: {
            token: string;
        };
        /** @description Somebody who can log in to the console. */
        Account: {
            id: components["schemas"]["AccountId"];
            /** @description In lower case. */
            email: string;
            name: string;
            created_at: components["schemas"]["Timestamp"];
        };
        AccountId: string;
        /** @description Users to be made members, in one entry of the log. */
        AddMembers: {
            members: components["schemas"]["NewMember"][];
        };
        /** @description A remark for operators alone. */
        AddNote: {
            text: string;
        };
        /** @description Whether typing begins or ends. */
        AnnounceTyping: {
            stopped?: boolean;
        };
        /** @description An app: one isolated world of users and conversations. */
        App: {
            id: components["schemas"]["AppId"];
            organization_id: components["schemas"]["OrganizationId"];
            name: string;
            mode: components["schemas"]["Mode"];
            /** @description What the roles that user tokens name may do. */
            permissions: components["schemas"]["RolePermissions"];
            /** @description Pages from which browsers may speak to the app, as origins; from everywhere if empty. */
            allowed_origins?: string[];
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description Something that happened, as the tenant's servers are told: the body of a webhook. */
        AppEvent: {
            /** @description The same however often it is told: what has been seen already can be told by it. */
            id: components["schemas"]["EventId"];
            /** @description A kind of event, or `endpoint.pinged`. */
            type: string;
            timestamp: components["schemas"]["Timestamp"];
            api_version: string;
            app_id: components["schemas"]["AppId"];
            /** @description What the kind of event says it is, as it is now. */
            data: Record<string, unknown>;
            conversation?: components["schemas"]["EventPlace"] | null;
        };
        /** @description What happened in an app after a cursor. */
        AppEvents: {
            data: components["schemas"]["AppEvent"][];
            /** @description Where to go on, also when there is nothing yet. Opaque. */
            next_cursor: string;
            /** @description Whether to go on at once. */
            has_more: boolean;
        };
        AppId: string;
        /** @description Gives a support conversation to an operator. */
        Assign: {
            operator_id?: components["schemas"]["UserId"] | null;
            /** @description For the operators alone. */
            summary?: string | null;
            /**
             * Format: int64
             * @description The `owner_epoch` that the caller knows; refused if the owner has changed since.
             */
            epoch?: number | null;
        };
        /** @description A file, as the message that carries it shows it. */
        Attachment: {
            id: components["schemas"]["FileId"];
            name: string;
            /** Format: int64 */
            size: number;
            content_type: string;
            /** Format: int32 */
            width?: number | null;
            /** Format: int32 */
            height?: number | null;
            thumbnail?: components["schemas"]["ImageSize"] | null;
        };
        /** @description Who did it. */
        AuditActor: {
            id: string;
            email?: string | null;
            /** @enum {string} */
            type: "account";
        } | {
            id: string;
            /** @enum {string} */
            type: "key";
        } | {
            /** @enum {string} */
            type: "system";
        };
        /** @description Something that was done, or begun. It is written before it is done, so that nothing is missing. */
        AuditEvent: {
            id: components["schemas"]["AuditEventId"];
            at: components["schemas"]["Timestamp"];
            actor: components["schemas"]["AuditActor"];
            /** @description The client's address. */
            address?: string | null;
            request_id?: string | null;
            app_id?: components["schemas"]["AppId"] | null;
            /** @description Method and route (`PATCH /v1/app`), or a command (`warbler keys create`). */
            operation: string;
            /** @description To what: the ids in the path, by their names in the route. */
            target?: {
                [key: string]: string;
            };
            /** @description Names of the members that the body had, never their values. */
            fields?: string[];
            /**
             * Format: int32
             * @description The HTTP status of the answer. Absent while it is under way, and if the process died over it.
             */
            status?: number | null;
        };
        AuditEventId: string;
        /**
         * @description What a device says of its user. One that says nothing says `online`.
         * @enum {string}
         */
        Availability: "online" | "away" | "invisible";
        /** @description A line that was not taken. */
        BadLine: {
            /**
             * Format: int64
             * @description 1 is the first.
             */
            line: number;
            reason: string;
        };
        /** @description A ban that is in force. */
        Ban: {
            user_id: components["schemas"]["UserId"];
            kind: components["schemas"]["BanKind"];
            reason?: string | null;
            /** @description `9999-12-31T23:59:59.999Z` is forever. */
            until: components["schemas"]["Timestamp"];
            by?: components["schemas"]["UserId"] | null;
            created_at: components["schemas"]["Timestamp"];
        };
        /**
         * @description What somebody is kept from.
         * @enum {string}
         */
        BanKind: "ban" | "silence";
        /** @description Somebody whom a user has blocked. */
        Block: {
            /** @description Who is blocked. */
            user_id: components["schemas"]["UserId"];
            created_at: components["schemas"]["Timestamp"];
        };
        /**
         * @description Whose requests a bucket counts.
         * @enum {string}
         */
        BucketKind: "key" | "user" | "account" | "app" | "address";
        /** @description When somebody is there. */
        BusinessHours: {
            /** @description A time zone of the IANA database, like `Europe/Berlin`. */
            zone: string;
            open: components["schemas"]["OpenSpan"][];
            /** @description Days on which nobody is there, `YYYY-MM-DD`. */
            holidays?: string[];
        };
        /** @description An answer that is kept ready. */
        CannedReply: {
            id: components["schemas"]["CannedReplyId"];
            shortcut: string;
            text: string;
            updated_at: components["schemas"]["Timestamp"];
        };
        CannedReplyId: string;
        /** @description Another password. All other sessions of the account end. */
        ChangePassword: {
            /** Format: password */
            password: string;
            /** Format: password */
            new_password: string;
        };
        /** @description How much of a history the caller does not want to see any more. */
        ClearHistory: {
            /**
             * Format: int64
             * @description The last entry that is cleared; the newest one if left out.
             */
            up_to_seq?: number | null;
        };
        /**
         * @description The token that was mailed, and the password of the sign-up: whoever got a mail for a sign-up that
         *     was not theirs cannot confirm it by mistake.
         */
        ConfirmSignUp: {
            token: string;
            /** Format: password */
            password: string;
        };
        /** @description Who is logged in, and what their requests need. */
        ConsoleSession: {
            account: components["schemas"]["Account"];
            organizations: components["schemas"]["Organization"][];
            /** @description Goes into the header `X-CSRF-Token` of everything but GET. */
            csrf_token: string;
            /** @description The session ends then at the latest, and earlier when nobody uses it. */
            expires_at: components["schemas"]["Timestamp"];
        };
        /** @description A conversation, as of entry `as_of_seq`: events with an `n` up to that are part of it. */
        Conversation: {
            id: components["schemas"]["ConversationId"];
            app_id: components["schemas"]["AppId"];
            kind: components["schemas"]["ConversationKind"];
            key?: string | null;
            name?: string | null;
            description?: string | null;
            avatar_url?: string | null;
            visibility: components["schemas"]["Visibility"];
            history: components["schemas"]["History"];
            posting: components["schemas"]["Posting"];
            metadata?: Record<string, unknown>;
            created_by?: components["schemas"]["UserId"] | null;
            /** Format: int64 */
            member_count: number;
            /** Format: int64 */
            last_ordinal: number;
            /** Format: int64 */
            as_of_seq: number;
            created_at: components["schemas"]["Timestamp"];
            updated_at: components["schemas"]["Timestamp"];
            last_message?: components["schemas"]["Message"] | null;
            membership?: components["schemas"]["Membership"] | null;
            /** @description Both sides of a direct conversation; asked for by id, all members where there are at most 100. */
            members?: components["schemas"]["Member"][];
        };
        /** @description Hits in a conversation. */
        ConversationHits: {
            conversation_id: components["schemas"]["ConversationId"];
            /** Format: int64 */
            count: number;
        };
        ConversationId: string;
        /**
         * @description What a conversation is for; it never changes.
         * @enum {string}
         */
        ConversationKind: "direct" | "group" | "channel" | "support" | "internal";
        /** @description An app to be made in the console. */
        CreateApp: {
            name: string;
            mode: components["schemas"]["Mode"];
        };
        /** @description An answer to be kept ready. */
        CreateCannedReply: {
            /** @description What an operator types for it: unique in the app, 1 to 40 of `a-z`, `0-9` and `-`. */
            shortcut: string;
            /**
             * @description May hold `{{customer}}`, `{{operator}}` and `{{conversation}}`, and `{{name}}` for what
             *     rendering is given.
             */
            text: string;
        };
        /** @description A conversation to be created. */
        CreateConversation: {
            kind: components["schemas"]["ConversationKind"];
            /** @description The tenant's own unique name for it; creating it again answers the first. */
            key?: string | null;
            name?: string | null;
            description?: string | null;
            avatar_url?: string | null;
            visibility?: components["schemas"]["Visibility"];
            history?: components["schemas"]["History"] | null;
            posting?: components["schemas"]["Posting"];
            metadata?: Record<string, unknown>;
            /** @description The first members. A user who creates a conversation becomes its owner without being named. */
            members?: components["schemas"]["NewMember"][];
        };
        /** @description Where events are to be delivered. */
        CreateEndpoint: {
            /** @description `https`, at a public address. */
            url: string;
            description?: string | null;
            /** @description Which events; all of them if left out. */
            event_types?: components["schemas"]["EventSelector"][] | null;
            /** @description Only of conversations of these kinds; of all if empty. */
            conversation_kinds?: components["schemas"]["ConversationKind"][];
            /** @description Only of these conversations; of all if empty. */
            conversation_ids?: components["schemas"]["ConversationId"][];
            /**
             * @description Whether the events of a conversation come one after the other, each once the one before is
             *     through or given up. Stays as it is.
             */
            ordered?: boolean;
        };
        /** @description A hook to be made. An app has one of each type. */
        CreateHook: {
            type: components["schemas"]["HookKind"];
            /** @description `https`, at a public address. */
            url: string;
            /**
             * Format: int64
             * @description How long an answer may take; 1000 if left out.
             */
            deadline_ms?: number | null;
            on_failure?: components["schemas"]["OnFailure"];
        };
        CreateInvitation: {
            /** Format: email */
            email: string;
            role: components["schemas"]["TeamRole"];
        };
        /** @description A secret key to be made. */
        CreateKey: {
            name: string;
            /** @description All scopes of the key that asks, if left out; never more than those. */
            scopes?: components["schemas"]["KeyScope"][] | null;
            /** @description Where it may be used from; anywhere if left out. */
            allowed_ips?: components["schemas"]["Network"][];
        };
        CreateOrganization: {
            name: string;
        };
        /** @description A queue to be made. */
        CreateQueue: {
            name: string;
            /** @description What an operator must know to be given its customers: each 1 to 40 of `a-z`, `0-9` and `-`. */
            skills?: string[];
            hours?: components["schemas"]["BusinessHours"] | null;
            messages?: components["schemas"]["QueueMessages"];
            targets?: components["schemas"]["ServiceTargets"];
            /**
             * Format: int64
             * @description How long a customer waits before `messages.waited` is said.
             */
            max_wait_minutes?: number | null;
            /** @description Whether who has waited that long goes back to the bot. */
            return_to_bot?: boolean;
            /** @description Whether customers are given to operators, or wait to be claimed. */
            assign?: boolean;
        };
        /**
         * @description A signing key to be made by us (HS256), or to be made known to us: a public key, or where a set of
         *     them is published.
         */
        CreateSigningKey: {
            /**
             * @description The `kid` of tokens that are signed with the public key: 1 to 128 visible characters, not
             *     beginning with `sig_`. If left out, that of the JWK, or else the key's id.
             */
            kid?: string | null;
            public_key?: components["schemas"]["PublicKey"] | null;
            /** @description The address of a JWK set. */
            jwks_url?: string | null;
        };
        /** @description A file that is going to be uploaded to an address of its own. */
        CreateUpload: {
            name: string;
            /**
             * Format: int64
             * @description In bytes, exactly.
             */
            size: number;
            /** @description A hint. What the content is decides. */
            content_type?: string | null;
        };
        /** @description A user to be created. Creating one that exists changes what is given and keeps the rest. */
        CreateUser: {
            id?: components["schemas"]["UserId"] | null;
            name?: string | null;
            avatar_url?: string | null;
            metadata?: Record<string, unknown> | null;
        };
        /** @description Users to be created together. */
        CreateUsers: {
            users: components["schemas"]["CreateUser"][];
        };
        /** @description A new app with its first keys, whose secrets are shown this once. */
        CreatedApp: {
            app: components["schemas"]["App"];
            secret_key: components["schemas"]["CreatedKey"];
            signing_key: components["schemas"]["CreatedSigningKey"];
        };
        /** @description An endpoint with a new secret, which is shown this once. */
        CreatedEndpoint: components["schemas"]["Endpoint"] & {
            /** @description `whsec_…` */
            secret: string;
        };
        /** @description A hook with a new secret, which is shown this once. */
        CreatedHook: components["schemas"]["Hook"] & {
            /** @description `whsec_…` */
            secret: string;
        };
        /** @description A new secret key. The secret is shown this once. */
        CreatedKey: components["schemas"]["Key"] & {
            secret: string;
        };
        /** @description A new signing key. The secret, where we made it, is shown this once. */
        CreatedSigningKey: components["schemas"]["SigningKey"] & {
            /** @description The HMAC secret: its characters are the bytes, nothing to decode. */
            secret?: string | null;
        };
        /** @description A file that waits for its bytes. */
        CreatedUpload: {
            file: components["schemas"]["File"];
            upload: components["schemas"]["UploadTarget"];
        };
        /**
         * @description One day of the desk. A conversation counts on the day on which it was opened, but for
         *     resolutions and ratings, which count on their own.
         */
        DayReport: {
            /** @description `YYYY-MM-DD`, in the time zone that was asked for. */
            day: string;
            /** Format: int64 */
            opened: number;
            /** Format: int64 */
            resolved: number;
            /**
             * Format: int64
             * @description Resolved without a person.
             */
            resolved_by_bot: number;
            /**
             * Format: int64
             * @description The mean, from the queue to the first message of an operator.
             */
            first_response_seconds?: number | null;
            /**
             * Format: int64
             * @description The mean, from opening to resolution.
             */
            resolution_seconds?: number | null;
            /** Format: int64 */
            ratings: number;
            /** Format: double */
            mean_score?: number | null;
            /**
             * Format: int64
             * @description Targets that were missed.
             */
            breaches: number;
            handoffs: components["schemas"]["HandoffCount"][];
        };
        /** @description A job that failed for good and waits for somebody to look. */
        DeadLetter: {
            id: components["schemas"]["JobId"];
            kind: string;
            /** Format: int32 */
            attempts: number;
            error: string;
            died_at: components["schemas"]["Timestamp"];
        };
        /** @description One event on its way to one endpoint. */
        Delivery: {
            id: components["schemas"]["DeliveryId"];
            endpoint_id: components["schemas"]["EndpointId"];
            event_id: components["schemas"]["EventId"];
            /** @description The kind of event, or `endpoint.pinged`. */
            type: string;
            conversation?: components["schemas"]["EventPlace"] | null;
            status: components["schemas"]["DeliveryStatus"];
            /**
             * Format: int64
             * @description How often it was tried.
             */
            attempts: number;
            next_attempt_at?: components["schemas"]["Timestamp"] | null;
            /**
             * Format: int32
             * @description What the last attempt was answered with, where it was.
             */
            status_code?: number | null;
            /** @description Why the last attempt failed. */
            error?: string | null;
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description A delivery with its attempts. */
        DeliveryDetail: components["schemas"]["Delivery"] & {
            request_body?: components["schemas"]["AppEvent"] | null;
            /** @description The first one first. */
            attempt_log: components["schemas"]["WebhookAttempt"][];
        };
        DeliveryId: string;
        /**
         * @description How far a delivery has come.
         * @enum {string}
         */
        DeliveryStatus: "pending" | "succeeded" | "dead";
        /** @description How the desk of an app works. */
        DeskSettings: {
            bot_id?: components["schemas"]["UserId"] | null;
            default_queue_id?: components["schemas"]["QueueId"] | null;
            reopen_to: components["schemas"]["ReopenTo"];
            /**
             * Format: int64
             * @description For how long after a resolution `reopen_to` holds; later, it begins as a new one does.
             */
            reopen_hours: number;
            /**
             * Format: int64
             * @description After how long a silence of the customer a conversation is resolved by itself.
             */
            auto_resolve_hours?: number | null;
            /** @description Whether customers are asked to rate. */
            ask_rating: boolean;
        };
        /** @description One installation of the tenant's app that a user has connected with. */
        Device: {
            id: components["schemas"]["DeviceId"];
            platform?: string | null;
            name?: string | null;
            last_seen_at?: components["schemas"]["Timestamp"] | null;
        };
        DeviceId: string;
        /**
         * @description Why nothing is delivered to an endpoint.
         * @enum {string}
         */
        DisabledReason: "asked" | "gone" | "failing";
        /** @description Where the bytes of a file are to be had. */
        DownloadLink: {
            /** @description Is the permission itself: whoever has it may read this one file until it expires. */
            url: string;
            expires_at: components["schemas"]["Timestamp"];
        };
        /** @description A user's draft in a conversation, and the `d` of `draft.updated`, which is `{}` when it is gone. */
        Draft: {
            text?: string;
            metadata?: Record<string, unknown>;
            reply_to?: components["schemas"]["MessageId"] | null;
            thread_id?: components["schemas"]["MessageId"] | null;
            /** @description By the server's clock. */
            updated_at: components["schemas"]["Timestamp"];
        };
        /** @description What an edit changes; what is left out stays. */
        EditMessage: {
            /** @description At most 32 KiB. */
            text?: string | null;
            metadata?: Record<string, unknown> | null;
        };
        /** @description An address of the tenant's to which events are delivered. */
        Endpoint: {
            id: components["schemas"]["EndpointId"];
            url: string;
            description?: string | null;
            event_types: components["schemas"]["EventSelector"][];
            conversation_kinds?: components["schemas"]["ConversationKind"][];
            conversation_ids?: components["schemas"]["ConversationId"][];
            ordered?: boolean;
            enabled: boolean;
            disabled_at?: components["schemas"]["Timestamp"] | null;
            disabled_reason?: components["schemas"]["DisabledReason"] | null;
            failing_since?: components["schemas"]["Timestamp"] | null;
            previous_secret_until?: components["schemas"]["Timestamp"] | null;
            created_at: components["schemas"]["Timestamp"];
            updated_at: components["schemas"]["Timestamp"];
        };
        EndpointId: string;
        /**
         * @description Why a request was refused: branch on this.
         * @enum {string}
         */
        ErrorCode: "invalid_body" | "invalid_parameter" | "invalid_cursor" | "unknown_command" | "unauthenticated" | "token_malformed" | "token_signature" | "token_expired" | "token_not_yet_valid" | "token_revoked" | "user_deactivated" | "key_revoked" | "key_expired" | "address_not_allowed" | "wrong_credential" | "missing_scope" | "permission_denied" | "wrong_password" | "csrf_failed" | "forbidden" | "banned" | "silenced" | "user_blocked" | "rejected_by_hook" | "origin_not_allowed" | "not_found" | "route_not_found" | "method_not_allowed" | "conflict" | "owner_changed" | "client_id_conflict" | "idempotency_key_in_use" | "body_too_large" | "unsupported_media_type" | "range_not_satisfiable" | "validation_failed" | "idempotency_key_reused" | "limit_reached" | "rate_limited" | "internal" | "overloaded" | "outcome_unknown" | "key_set_unavailable" | "unavailable";
        /** @description Something that happened. One letter each, because these are most of what goes over the wire. */
        Event: {
            /** @description What happened. */
            t: components["schemas"]["EventKind"];
            /** @description Where. */
            c: components["schemas"]["ConversationId"];
            /**
             * Format: int64
             * @description The entry's `seq` in the conversation: 1, 2, 3 …; a client that sees a gap syncs.
             */
            n?: number | null;
            /** @description The sync cursor after this event. Opaque; absent where one catches up: the page has one. */
            s?: string | null;
            /** @description What `t` says. */
            d: Record<string, unknown>;
        };
        EventId: string;
        /**
         * @description What kind of thing happened, named `noun.past_tense`.
         * @enum {string}
         */
        EventKind: "conversation.created" | "conversation.updated" | "conversation.deleted" | "member.added" | "member.removed" | "member.updated" | "message.created" | "message.updated" | "message.recalled" | "message.pinned" | "message.unpinned" | "message.hidden" | "conversation.cleared" | "reaction.added" | "reaction.removed" | "reaction.updated" | "thread.updated" | "thread_member.updated" | "receipt.updated" | "membership.updated" | "draft.updated" | "support.opened" | "support.offered" | "support.queued" | "support.assigned" | "support.snoozed" | "support.returned" | "support.resolved" | "support.reopened" | "support.breached" | "inbox.updated" | "typing.started" | "typing.stopped" | "hidden";
        /** @description Where an event happened. */
        EventPlace: {
            id: components["schemas"]["ConversationId"];
            /**
             * Format: int64
             * @description Of the entry in the conversation; absent where it has none, as reactions in large ones.
             */
            seq?: number | null;
        };
        /** @description A kind of event (`message.created`), all of a noun (`message.*`), or all (`*`). */
        EventSelector: string;
        /** @description Stands for a user token once, where none can be sent: in the address of an `EventSource`. */
        EventTicket: {
            ticket: string;
            expires_at: components["schemas"]["Timestamp"];
        };
        /** @description What a customer who waits may expect. */
        Expectation: {
            /**
             * Format: int64
             * @description How many wait in the queue before them.
             */
            ahead: number;
            opens_at?: components["schemas"]["Timestamp"] | null;
            /** @description Whether no operator of the queue is available now. */
            away?: boolean;
        };
        /** @description An export: the whole app on its way into a file. */
        Export: {
            id: components["schemas"]["ExportId"];
            status: components["schemas"]["TransferStatus"];
            /**
             * Format: int64
             * @description Written so far, or in all.
             */
            size: number;
            /** Format: int64 */
            lines: number;
            error?: string | null;
            created_at: components["schemas"]["Timestamp"];
            updated_at: components["schemas"]["Timestamp"];
        };
        ExportId: string;
        /** @description What is wrong with one field. */
        FieldError: {
            /** @description A JSON pointer (RFC 6901) into the body. */
            pointer: string;
            /** @description The rule that failed: `length`, `range`, `duplicate` … */
            code: string;
            detail: string;
        };
        /** @description Something that was uploaded. */
        File: {
            id: components["schemas"]["FileId"];
            /** @description Without a path, and without characters that hide or turn others around. */
            name: string;
            /**
             * Format: int64
             * @description In bytes.
             */
            size: number;
            /** @description What its content is; until it is ready, what its uploader says it is. */
            content_type: string;
            status: components["schemas"]["FileStatus"];
            /** @description Of the content, in hexadecimal digits, once it is ready. */
            sha256?: string | null;
            uploaded_by?: components["schemas"]["UserId"] | null;
            /**
             * Format: int32
             * @description Of an image, as it is seen; known shortly after it is ready.
             */
            width?: number | null;
            /** Format: int32 */
            height?: number | null;
            thumbnail?: components["schemas"]["ImageSize"] | null;
            created_at: components["schemas"]["Timestamp"];
        };
        FileId: string;
        /**
         * @description How far a file has come.
         * @enum {string}
         */
        FileStatus: "uploading" | "ready";
        /** @description A thread that one follows. */
        FollowedThread: {
            /** @description What the thread is about, with the thread. */
            message: components["schemas"]["Message"];
            /** Format: int64 */
            read_ordinal: number;
            /** Format: int64 */
            unread_count: number;
            /** Format: int64 */
            mention_count: number;
        };
        /** @description Which message is forwarded. The sender must see it. */
        Forward: {
            conversation_id: components["schemas"]["ConversationId"];
            message_id: components["schemas"]["MessageId"];
        };
        /** @description Where a forwarded message comes from, as it was when it was forwarded. */
        ForwardedFrom: {
            message_id: components["schemas"]["MessageId"];
            conversation_id?: components["schemas"]["ConversationId"] | null;
            sender_id?: components["schemas"]["UserId"] | null;
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description A page of what was found. */
        FoundMessages: {
            data: components["schemas"]["MessageHit"][];
            /** @description Where the next page begins. Opaque; absent on the last page. */
            next_cursor?: string | null;
            has_more: boolean;
            /**
             * Format: int64
             * @description Hits on all pages together.
             */
            total: number;
            counts?: components["schemas"]["HitCounts"] | null;
            index: components["schemas"]["IndexState"];
        };
        /** @description Hands a customer over to a queue. */
        HandOver: {
            reason?: components["schemas"]["HandoffReason"] | null;
            /** @description For the operators alone: what it is about. */
            summary?: string | null;
            queue_id?: components["schemas"]["QueueId"] | null;
            priority?: components["schemas"]["Priority"] | null;
            /** @description What the customer is told. */
            customer_message?: string | null;
            /**
             * Format: int64
             * @description The `owner_epoch` that the caller knows; refused if the owner has changed since.
             */
            epoch?: number | null;
        };
        /** @description How often customers were handed over for a reason. */
        HandoffCount: {
            reason: components["schemas"]["HandoffReason"];
            /** Format: int64 */
            count: number;
        };
        /**
         * @description Why a bot hands a customer over to people.
         * @enum {string}
         */
        HandoffReason: "user_request" | "no_answer" | "low_confidence" | "policy" | "frustrated" | "verification_failed" | "tool_failed" | "bot_unavailable" | "model_unavailable" | "budget" | "loop" | "safety" | "business_rule";
        /** @description Messages that the caller does not want to see any more. */
        HideMessages: {
            message_ids: components["schemas"]["MessageId"][];
        };
        /** @description A part of a text, in characters (Unicode scalar values) from its beginning. */
        Highlight: {
            /** @description A JSON pointer into the message: `/text`, or `/attachments/0/name`. */
            pointer: string;
            start: number;
            /** @description Behind the last character. */
            end: number;
        };
        /**
         * @description What a member sees of the time before they joined.
         * @enum {string}
         */
        History: "all" | "since_join";
        /** @description The answer, and the `d` of `conversation.cleared`, which only oneself is told. */
        HistoryCleared: {
            /** Format: int64 */
            up_to_seq: number;
        };
        /** @description Where most hits are, the most first, up to 20 of each. */
        HitCounts: {
            conversations: components["schemas"]["ConversationHits"][];
            senders: components["schemas"]["SenderHits"][];
        };
        /** @description An address of the tenant's that is asked before something happens. */
        Hook: {
            id: components["schemas"]["HookId"];
            type: components["schemas"]["HookKind"];
            url: string;
            /** Format: int64 */
            deadline_ms: number;
            on_failure: components["schemas"]["OnFailure"];
            enabled: boolean;
            previous_secret_until?: components["schemas"]["Timestamp"] | null;
            last_hour: components["schemas"]["HookStats"];
            created_at: components["schemas"]["Timestamp"];
            updated_at: components["schemas"]["Timestamp"];
        };
        HookId: string;
        /**
         * @description Before what.
         * @enum {string}
         */
        HookKind: "message.before_create" | "message.before_update";
        /** @description How a hook did in the last hour, to the minute. Its time is added to every send. */
        HookStats: {
            /** Format: int64 */
            calls: number;
            /** Format: int64 */
            rejected: number;
            /** Format: int64 */
            modified: number;
            /**
             * Format: int64
             * @description Calls that gave no answer that could be used.
             */
            failed: number;
            /**
             * Format: int64
             * @description Asked for nothing, because it failed again and again.
             */
            skipped: number;
            /** Format: int64 */
            mean_ms: number;
            /** Format: int64 */
            max_ms: number;
        };
        /** @description How often something happened in one hour. */
        HourlyCount: {
            /** @description The start of the hour. */
            hour: components["schemas"]["Timestamp"];
            /**
             * @description The kind of event: `message.created`, `member.added` …; `message.imported` for messages that
             *     came with an import, in the hour in which they were sent.
             */
            counter: string;
            /** Format: int64 */
            count: number;
        };
        /** @description How large an image is, in pixels. */
        ImageSize: {
            /** Format: int32 */
            width: number;
            /** Format: int32 */
            height: number;
        };
        /** @description An import: a file of users, conversations and messages on its way into the app. */
        Import: {
            id: components["schemas"]["ImportId"];
            /** @description What the file is called. */
            name: string;
            status: components["schemas"]["TransferStatus"];
            /** @description Whether lines that cannot be read are left out, rather than stopping the import. */
            skip_bad: boolean;
            /**
             * Format: int64
             * @description Bytes of the file, where that is known, and how many of them were taken.
             */
            size?: number | null;
            /** Format: int64 */
            offset: number;
            /**
             * Format: int64
             * @description Lines taken.
             */
            lines: number;
            tally: components["schemas"]["Tally"];
            /** @description The first hundred lines that cannot be read, or do not fit to what is there. */
            bad_lines?: components["schemas"]["BadLine"][];
            error?: string | null;
            created_at: components["schemas"]["Timestamp"];
            updated_at: components["schemas"]["Timestamp"];
        };
        ImportId: string;
        /** @description Whether the index has everything. */
        IndexState: {
            status: components["schemas"]["IndexStatus"];
            /**
             * Format: double
             * @description How much of it is there, from 0 to 1; while it is being built.
             */
            progress?: number | null;
        };
        /**
         * @description What an index is at.
         * @enum {string}
         */
        IndexStatus: "ready" | "building";
        /** @description A place in a team that waits for whoever reads the mail of an address. */
        Invitation: {
            id: components["schemas"]["InvitationId"];
            organization_id: components["schemas"]["OrganizationId"];
            email: string;
            role: components["schemas"]["TeamRole"];
            invited_by: components["schemas"]["AccountId"];
            created_at: components["schemas"]["Timestamp"];
            expires_at: components["schemas"]["Timestamp"];
        };
        InvitationId: string;
        JobId: string;
        /** @description A secret key, without its secret. */
        Key: {
            id: components["schemas"]["KeyId"];
            name: string;
            scopes: components["schemas"]["KeyScope"][];
            /** @description Where it may be used from, if not from anywhere. */
            allowed_ips?: components["schemas"]["Network"][];
            created_at: components["schemas"]["Timestamp"];
            expires_at?: components["schemas"]["Timestamp"] | null;
            last_used_at?: components["schemas"]["Timestamp"] | null;
            last_used_ip?: string | null;
            revoked_at?: components["schemas"]["Timestamp"] | null;
        };
        KeyId: string;
        /**
         * @description What a secret key may do.
         * @enum {string}
         */
        KeyScope: "app:read" | "app:write" | "keys:read" | "keys:write" | "users:read" | "users:write" | "conversations:read" | "conversations:write" | "messages:read" | "messages:write" | "files:read" | "files:write" | "webhooks:read" | "webhooks:write" | "data:import" | "data:export";
        /** @description Whose presence is asked for. */
        ListPresence: {
            user_ids: components["schemas"]["UserId"][];
        };
        /** @description Email and password. */
        LogIn: {
            email: string;
            /** Format: password */
            password: string;
        };
        /** @description A user and their totals. */
        Me: {
            user: components["schemas"]["User"];
            unread: components["schemas"]["UnreadTotals"];
        };
        /** @description A member of a conversation. */
        Member: {
            user_id: components["schemas"]["UserId"];
            role: components["schemas"]["Role"];
            joined_at: components["schemas"]["Timestamp"];
            /**
             * Format: int64
             * @description How far they have read; told only where there are at most 100 members.
             */
            read_seq?: number | null;
            /** Format: int64 */
            delivered_seq?: number | null;
        };
        /** @description The `d` of `member.added`. Those who were members already are left out. */
        MembersAdded: {
            members: components["schemas"]["Member"][];
            /** Format: int64 */
            member_count: number;
            by?: components["schemas"]["UserId"] | null;
        };
        /** @description The `d` of `member.removed`. */
        MembersRemoved: {
            user_ids: components["schemas"]["UserId"][];
            /** Format: int64 */
            member_count: number;
            by?: components["schemas"]["UserId"] | null;
        };
        /** @description One's own part in a conversation. */
        Membership: components["schemas"]["MembershipSettings"] & {
            role: components["schemas"]["Role"];
            joined_at: components["schemas"]["Timestamp"];
            /** Format: int64 */
            unread_count: number;
            /** Format: int64 */
            mention_count: number;
            /** Format: int64 */
            read_seq: number;
            /** Format: int64 */
            delivered_seq: number;
            /** @description A private reminder; reading anything clears it. */
            marked_unread?: boolean;
            draft?: components["schemas"]["Draft"] | null;
        };
        /** @description A member's own settings, and the `d` of `membership.updated`: all of them, as they are now. */
        MembershipSettings: {
            muted_until?: components["schemas"]["Timestamp"] | null;
            /**
             * Format: int64
             * @description Hidden while the conversation's `last_ordinal` is not larger than this.
             */
            hidden_ordinal?: number | null;
            archived?: boolean;
            pinned?: boolean;
            metadata?: Record<string, unknown>;
            silenced_until?: components["schemas"]["Timestamp"] | null;
        };
        /** @description A message as everyone in the conversation sees it. */
        Message: {
            id: components["schemas"]["MessageId"];
            conversation_id: components["schemas"]["ConversationId"];
            /**
             * Format: int64
             * @description The entry that created it: 1, 2, 3 … in the conversation, shared with other entries.
             */
            seq: number;
            /**
             * Format: int64
             * @description Its place among the messages of the conversation, or among the replies of its thread:
             *     1, 2, 3 … without gaps. Messages of the system have none.
             */
            ordinal?: number;
            kind?: components["schemas"]["MessageKind"] | null;
            sender_id?: components["schemas"]["UserId"] | null;
            client_id?: string | null;
            text?: string;
            metadata?: Record<string, unknown>;
            mentions?: components["schemas"]["UserId"][];
            mention_all?: boolean;
            reply_to?: components["schemas"]["MessageId"] | null;
            thread_id?: components["schemas"]["MessageId"] | null;
            thread?: components["schemas"]["Thread"] | null;
            forwarded_from?: components["schemas"]["ForwardedFrom"] | null;
            /**
             * @description What others made of it, by first use. Events about the message leave them out: reactions
             *     have their own.
             */
            reactions?: components["schemas"]["ReactionCount"][];
            attachments?: components["schemas"]["Attachment"][];
            /**
             * Format: int32
             * @description Grows with every edit and with the recall; an older version never replaces a newer one.
             */
            version: number;
            created_at: components["schemas"]["Timestamp"];
            edited_at?: components["schemas"]["Timestamp"] | null;
            recalled_at?: components["schemas"]["Timestamp"] | null;
        };
        /** @description A message that answers. */
        MessageHit: {
            message: components["schemas"]["Message"];
            /** @description What of it answers, in order. */
            highlights: components["schemas"]["Highlight"][];
        };
        MessageId: string;
        /**
         * @description What a message is that nobody says to anybody.
         * @enum {string}
         */
        MessageKind: "system";
        /** @description What a message said from one edit to the next. */
        MessageVersion: {
            /** Format: int32 */
            version: number;
            text?: string;
            metadata?: Record<string, unknown>;
            /** @description When it began to say so. */
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description The answer, and the `d` of `message.hidden`, which only oneself is told. */
        MessagesHidden: {
            message_ids: components["schemas"]["MessageId"][];
        };
        /**
         * @description What is counted by the minute.
         * @enum {string}
         */
        Metric: "requests" | "errors_4xx" | "errors_5xx" | "messages" | "connections" | "latency_p50" | "latency_p95" | "latency_p99";
        /** @description What a token is to be. */
        MintToken: {
            /**
             * Format: int64
             * @description Seconds, at most a day.
             */
            expires_in?: number | null;
            role?: components["schemas"]["UserRole"] | null;
            /** @description Narrows what the role may do to these. */
            caps?: components["schemas"]["Permission"][] | null;
        };
        /**
         * @description Whether an app serves real users.
         * @enum {string}
         */
        Mode: "test" | "live";
        /**
         * @description An address or a range in CIDR notation, IPv4 or IPv6.
         * @example 203.0.113.0/24
         */
        Network: string;
        /** @description A user to be made a member. */
        NewMember: {
            user_id: components["schemas"]["UserId"];
            role?: components["schemas"]["Role"];
        };
        /**
         * @description What happens when the hook gives no answer in time, or none that can be read.
         * @enum {string}
         */
        OnFailure: "allow" | "reject";
        /** @description A time of a day of the week at which somebody is there. */
        OpenSpan: {
            day: components["schemas"]["Weekday"];
            /** @description `HH:MM`, local time. */
            from: string;
            /** @description `HH:MM`, later than `from`; `24:00` for the end of the day. */
            to: string;
        };
        /** @description A user who answers customers. */
        Operator: {
            user_id: components["schemas"]["UserId"];
            account_id?: components["schemas"]["AccountId"] | null;
            availability: components["schemas"]["OperatorAvailability"];
            /** Format: int64 */
            capacity: number;
            /**
             * Format: int64
             * @description How many customers they answer now.
             */
            load: number;
            skills?: string[];
            queues?: components["schemas"]["QueueId"][];
            created_at: components["schemas"]["Timestamp"];
        };
        /**
         * @description Whether an operator is to be given customers.
         * @enum {string}
         */
        OperatorAvailability: "available" | "away" | "offline";
        /** @description An organisation, as one of its team sees it. */
        Organization: {
            id: components["schemas"]["OrganizationId"];
            name: string;
            /** @description The role of who asks. */
            role: components["schemas"]["TeamRole"];
            created_at: components["schemas"]["Timestamp"];
        };
        OrganizationId: string;
        /**
         * @description An origin as browsers send it, without the port that is usual.
         * @example https://*.example.com
         */
        Origin: string;
        /**
         * @description What kind of owner a support conversation has.
         * @enum {string}
         */
        OwnerKind: "bot" | "queue" | "operator";
        /** @description One page of a list. */
        Page_AuditEvent: {
            data: {
                id: components["schemas"]["AuditEventId"];
                at: components["schemas"]["Timestamp"];
                actor: components["schemas"]["AuditActor"];
                /** @description The client's address. */
                address?: string | null;
                request_id?: string | null;
                app_id?: components["schemas"]["AppId"] | null;
                /** @description Method and route (`PATCH /v1/app`), or a command (`warbler keys create`). */
                operation: string;
                /** @description To what: the ids in the path, by their names in the route. */
                target?: {
                    [key: string]: string;
                };
                /** @description Names of the members that the body had, never their values. */
                fields?: string[];
                /**
                 * Format: int32
                 * @description The HTTP status of the answer. Absent while it is under way, and if the process died over it.
                 */
                status?: number | null;
            }[];
            /** @description Where the next page begins. Opaque; absent on the last page. */
            next_cursor?: string | null;
            has_more: boolean;
        };
        /** @description One page of a list. */
        Page_Ban: {
            data: {
                user_id: components["schemas"]["UserId"];
                kind: components["schemas"]["BanKind"];
                reason?: string | null;
                /** @description `9999-12-31T23:59:59.999Z` is forever. */
                until: components["schemas"]["Timestamp"];
                by?: components["schemas"]["UserId"] | null;
                created_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Where the next page begins. Opaque; absent on the last page. */
            next_cursor?: string | null;
            has_more: boolean;
        };
        /** @description One page of a list. */
        Page_Block: {
            data: {
                /** @description Who is blocked. */
                user_id: components["schemas"]["UserId"];
                created_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Where the next page begins. Opaque; absent on the last page. */
            next_cursor?: string | null;
            has_more: boolean;
        };
        /** @description One page of a list. */
        Page_CannedReply: {
            data: {
                id: components["schemas"]["CannedReplyId"];
                shortcut: string;
                text: string;
                updated_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Where the next page begins. Opaque; absent on the last page. */
            next_cursor?: string | null;
            has_more: boolean;
        };
        /** @description One page of a list. */
        Page_Conversation: {
            data: {
                id: components["schemas"]["ConversationId"];
                app_id: components["schemas"]["AppId"];
                kind: components["schemas"]["ConversationKind"];
                key?: string | null;
                name?: string | null;
                description?: string | null;
                avatar_url?: string | null;
                visibility: components["schemas"]["Visibility"];
                history: components["schemas"]["History"];
                posting: components["schemas"]["Posting"];
                metadata?: Record<string, unknown>;
                created_by?: components["schemas"]["UserId"] | null;
                /** Format: int64 */
                member_count: number;
                /** Format: int64 */
                last_ordinal: number;
                /** Format: int64 */
                as_of_seq: number;
                created_at: components["schemas"]["Timestamp"];
                updated_at: components["schemas"]["Timestamp"];
                last_message?: components["schemas"]["Message"] | null;
                membership?: components["schemas"]["Membership"] | null;
                /** @description Both sides of a direct conversation; asked for by id, all members where there are at most 100. */
                members?: components["schemas"]["Member"][];
            }[];
            /** @description Where the next page begins. Opaque; absent on the last page. */
            next_cursor?: string | null;
            has_more: boolean;
        };
        /** @description One page of a list. */
        Page_Delivery: {
            data: {
                id: components["schemas"]["DeliveryId"];
                endpoint_id: components["schemas"]["EndpointId"];
                event_id: components["schemas"]["EventId"];
                /** @description The kind of event, or `endpoint.pinged`. */
                type: string;
                conversation?: components["schemas"]["EventPlace"] | null;
                status: components["schemas"]["DeliveryStatus"];
                /**
                 * Format: int64
                 * @description How often it was tried.
                 */
                attempts: number;
                next_attempt_at?: components["schemas"]["Timestamp"] | null;
                /**
                 * Format: int32
                 * @description What the last attempt was answered with, where it was.
                 */
                status_code?: number | null;
                /** @description Why the last attempt failed. */
                error?: string | null;
                created_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Where the next page begins. Opaque; absent on the last page. */
            next_cursor?: string | null;
            has_more: boolean;
        };
        /** @description One page of a list. */
        Page_Event: {
            data: {
                /** @description What happened. */
                t: components["schemas"]["EventKind"];
                /** @description Where. */
                c: components["schemas"]["ConversationId"];
                /**
                 * Format: int64
                 * @description The entry's `seq` in the conversation: 1, 2, 3 …; a client that sees a gap syncs.
                 */
                n?: number | null;
                /** @description The sync cursor after this event. Opaque; absent where one catches up: the page has one. */
                s?: string | null;
                /** @description What `t` says. */
                d: Record<string, unknown>;
            }[];
            /** @description Where the next page begins. Opaque; absent on the last page. */
            next_cursor?: string | null;
            has_more: boolean;
        };
        /** @description One page of a list. */
        Page_FollowedThread: {
            data: {
                /** @description What the thread is about, with the thread. */
                message: components["schemas"]["Message"];
                /** Format: int64 */
                read_ordinal: number;
                /** Format: int64 */
                unread_count: number;
                /** Format: int64 */
                mention_count: number;
            }[];
            /** @description Where the next page begins. Opaque; absent on the last page. */
            next_cursor?: string | null;
            has_more: boolean;
        };
        /** @description One page of a list. */
        Page_Member: {
            data: {
                user_id: components["schemas"]["UserId"];
                role: components["schemas"]["Role"];
                joined_at: components["schemas"]["Timestamp"];
                /**
                 * Format: int64
                 * @description How far they have read; told only where there are at most 100 members.
                 */
                read_seq?: number | null;
                /** Format: int64 */
                delivered_seq?: number | null;
            }[];
            /** @description Where the next page begins. Opaque; absent on the last page. */
            next_cursor?: string | null;
            has_more: boolean;
        };
        /** @description One page of a list. */
        Page_Message: {
            data: {
                id: components["schemas"]["MessageId"];
                conversation_id: components["schemas"]["ConversationId"];
                /**
                 * Format: int64
                 * @description The entry that created it: 1, 2, 3 … in the conversation, shared with other entries.
                 */
                seq: number;
                /**
                 * Format: int64
                 * @description Its place among the messages of the conversation, or among the replies of its thread:
                 *     1, 2, 3 … without gaps. Messages of the system have none.
                 */
                ordinal?: number;
                kind?: components["schemas"]["MessageKind"] | null;
                sender_id?: components["schemas"]["UserId"] | null;
                client_id?: string | null;
                text?: string;
                metadata?: Record<string, unknown>;
                mentions?: components["schemas"]["UserId"][];
                mention_all?: boolean;
                reply_to?: components["schemas"]["MessageId"] | null;
                thread_id?: components["schemas"]["MessageId"] | null;
                thread?: components["schemas"]["Thread"] | null;
                forwarded_from?: components["schemas"]["ForwardedFrom"] | null;
                /**
                 * @description What others made of it, by first use. Events about the message leave them out: reactions
                 *     have their own.
                 */
                reactions?: components["schemas"]["ReactionCount"][];
                attachments?: components["schemas"]["Attachment"][];
                /**
                 * Format: int32
                 * @description Grows with every edit and with the recall; an older version never replaces a newer one.
                 */
                version: number;
                created_at: components["schemas"]["Timestamp"];
                edited_at?: components["schemas"]["Timestamp"] | null;
                recalled_at?: components["schemas"]["Timestamp"] | null;
            }[];
            /** @description Where the next page begins. Opaque; absent on the last page. */
            next_cursor?: string | null;
            has_more: boolean;
        };
        /** @description One page of a list. */
        Page_MessageVersion: {
            data: {
                /** Format: int32 */
                version: number;
                text?: string;
                metadata?: Record<string, unknown>;
                /** @description When it began to say so. */
                created_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Where the next page begins. Opaque; absent on the last page. */
            next_cursor?: string | null;
            has_more: boolean;
        };
        /** @description One page of a list. */
        Page_Operator: {
            data: {
                user_id: components["schemas"]["UserId"];
                account_id?: components["schemas"]["AccountId"] | null;
                availability: components["schemas"]["OperatorAvailability"];
                /** Format: int64 */
                capacity: number;
                /**
                 * Format: int64
                 * @description How many customers they answer now.
                 */
                load: number;
                skills?: string[];
                queues?: components["schemas"]["QueueId"][];
                created_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Where the next page begins. Opaque; absent on the last page. */
            next_cursor?: string | null;
            has_more: boolean;
        };
        /** @description One page of a list. */
        Page_Pin: {
            data: {
                message: components["schemas"]["Message"];
                pinned_by?: components["schemas"]["UserId"] | null;
                pinned_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Where the next page begins. Opaque; absent on the last page. */
            next_cursor?: string | null;
            has_more: boolean;
        };
        /** @description One page of a list. */
        Page_Queue: {
            data: {
                id: components["schemas"]["QueueId"];
                name: string;
                /** @description The conversation that tells its operators what happens: they are its members. */
                inbox_id: components["schemas"]["ConversationId"];
                skills?: string[];
                hours?: components["schemas"]["BusinessHours"] | null;
                messages: components["schemas"]["QueueMessages"];
                targets: components["schemas"]["ServiceTargets"];
                /** Format: int64 */
                max_wait_minutes?: number | null;
                return_to_bot: boolean;
                assign: boolean;
                /** @description Whether it is within its hours now. */
                open: boolean;
                opens_at?: components["schemas"]["Timestamp"] | null;
                created_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Where the next page begins. Opaque; absent on the last page. */
            next_cursor?: string | null;
            has_more: boolean;
        };
        /** @description One page of a list. */
        Page_Reaction: {
            data: {
                key: components["schemas"]["ReactionKey"];
                user_id: components["schemas"]["UserId"];
                created_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Where the next page begins. Opaque; absent on the last page. */
            next_cursor?: string | null;
            has_more: boolean;
        };
        /** @description One page of a list. */
        Page_RequestLog: {
            data: {
                at: components["schemas"]["Timestamp"];
                method: string;
                /** @description `/v1/users/{user_id}`; `none` where no route took it. */
                route: string;
                /** @description Without the query. */
                path: string;
                /** Format: int32 */
                status: number;
                code?: components["schemas"]["ErrorCode"] | null;
                /** Format: int64 */
                duration_us: number;
                principal: components["schemas"]["Principal"];
                address?: string | null;
                request_id: string;
                /** Format: int64 */
                request_bytes: number;
                /** Format: int64 */
                response_bytes: number;
                /** @description At most 100 characters of it. */
                user_agent?: string | null;
                /**
                 * Format: int64
                 * @description How many requests this one stands for: more than one when there were too many to keep all.
                 */
                weight: number;
            }[];
            /** @description Where the next page begins. Opaque; absent on the last page. */
            next_cursor?: string | null;
            has_more: boolean;
        };
        /** @description One page of a list. */
        Page_Support: {
            data: {
                conversation_id: components["schemas"]["ConversationId"];
                state: components["schemas"]["SupportState"];
                owner: components["schemas"]["SupportOwner"];
                /**
                 * Format: int64
                 * @description Grows with every change of owner, and when the conversation is resolved or opened again.
                 */
                owner_epoch: number;
                /** @description Since when it is in this state. */
                since: components["schemas"]["Timestamp"];
                expectation?: components["schemas"]["Expectation"] | null;
                /** @description Whether the customer is asked to rate the last resolution, and has not. */
                rating_requested?: boolean;
                rating?: components["schemas"]["Rating"] | null;
                desk?: components["schemas"]["SupportDesk"] | null;
            }[];
            /** @description Where the next page begins. Opaque; absent on the last page. */
            next_cursor?: string | null;
            has_more: boolean;
        };
        /** @description One page of a list. */
        Page_User: {
            data: {
                id: components["schemas"]["UserId"];
                name?: string | null;
                avatar_url?: string | null;
                metadata?: Record<string, unknown>;
                /** @description A deactivated user keeps their place in history and cannot connect. */
                deactivated?: boolean;
                created_at: components["schemas"]["Timestamp"];
                updated_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Where the next page begins. Opaque; absent on the last page. */
            next_cursor?: string | null;
            has_more: boolean;
        };
        /**
         * @description What a user token may be good for.
         * @enum {string}
         */
        Permission: "users:read" | "users:update_self" | "users:block" | "presence:read" | "presence:set" | "conversations:create_direct" | "conversations:create_group" | "conversations:create_channel" | "conversations:create_support" | "conversations:update" | "conversations:delete" | "conversations:join" | "conversations:leave" | "members:read" | "members:add" | "members:remove" | "members:update" | "members:ban" | "members:update_self" | "messages:send" | "messages:edit" | "messages:recall" | "messages:react" | "messages:pin" | "receipts:send" | "typing:send" | "files:upload" | "support:answer" | "support:rate";
        /** @description A pinned message. */
        Pin: {
            message: components["schemas"]["Message"];
            pinned_by?: components["schemas"]["UserId"] | null;
            pinned_at: components["schemas"]["Timestamp"];
        };
        /** @description The `d` of `message.pinned` and `message.unpinned`. */
        PinChanged: {
            message_id: components["schemas"]["MessageId"];
            /**
             * Format: int64
             * @description Of the message.
             */
            seq: number;
            by?: components["schemas"]["UserId"] | null;
        };
        /** @description The value of a metric from one moment on, for the length of a step. */
        Point: {
            at: components["schemas"]["Timestamp"];
            /**
             * Format: int64
             * @description Absent where there is none: a latency without requests.
             */
            value?: number | null;
        };
        /**
         * @description Who may send messages.
         * @enum {string}
         */
        Posting: "everyone" | "admins";
        /** @description How a user is, as the asker may know. */
        Presence: {
            user_id: components["schemas"]["UserId"];
            status: components["schemas"]["PresenceStatus"];
            text?: string | null;
            last_seen_at?: components["schemas"]["Timestamp"] | null;
        };
        /**
         * @description How a user is, over all of their devices.
         * @enum {string}
         */
        PresenceStatus: "online" | "away" | "offline" | "invisible";
        /** @description Who made a request: the id of a user, a secret key or an account. */
        Principal: {
            kind: components["schemas"]["PrincipalKind"];
            id: string;
        };
        /**
         * @description As what a request was made.
         * @enum {string}
         */
        PrincipalKind: "user" | "key" | "account" | "system";
        /**
         * @description How soon a customer is to be answered, among those who wait. Ordered.
         * @enum {string}
         */
        Priority: "low" | "normal" | "high" | "urgent";
        /** @description The body of every error answer and the `e` of every refused command. */
        Problem: {
            /** @description A URI reference into the documentation. */
            type: string;
            title: string;
            /** Format: int32 */
            status: number;
            /** @description For the developer reading a log. Not for branching, and not for end users. */
            detail: string;
            /** @description The path that was asked for; absent on sockets. */
            instance?: string | null;
            code: components["schemas"]["ErrorCode"];
            request_id: string;
            retryable: boolean;
            /**
             * Format: int64
             * @description Seconds to wait before trying again, where that is known; `Retry-After` says the same.
             */
            retry_after?: number | null;
            until?: components["schemas"]["Timestamp"] | null;
            errors?: components["schemas"]["FieldError"][];
        };
        /** @description A public key in one of its notations. */
        PublicKey: string | Record<string, unknown>;
        /** @description A ban to be made; it replaces the one that is there. */
        PutBan: {
            kind?: components["schemas"]["BanKind"];
            reason?: string | null;
            until?: components["schemas"]["Timestamp"] | null;
        };
        /** @description What an operator is to be. */
        PutOperator: {
            account_id?: components["schemas"]["AccountId"] | null;
            /**
             * Format: int64
             * @description How many customers at a time; those put aside do not count.
             */
            capacity?: number;
            /** @description Each 1 to 40 of `a-z`, `0-9` and `-`. */
            skills?: string[];
            /** @description The queues they serve. */
            queues?: components["schemas"]["QueueId"][];
        };
        /** @description Where customers wait for an operator. */
        Queue: {
            id: components["schemas"]["QueueId"];
            name: string;
            /** @description The conversation that tells its operators what happens: they are its members. */
            inbox_id: components["schemas"]["ConversationId"];
            skills?: string[];
            hours?: components["schemas"]["BusinessHours"] | null;
            messages: components["schemas"]["QueueMessages"];
            targets: components["schemas"]["ServiceTargets"];
            /** Format: int64 */
            max_wait_minutes?: number | null;
            return_to_bot: boolean;
            assign: boolean;
            /** @description Whether it is within its hours now. */
            open: boolean;
            opens_at?: components["schemas"]["Timestamp"] | null;
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description How many conversations of a queue are in each state. Resolved ones are not counted. */
        QueueCounts: {
            queue_id: components["schemas"]["QueueId"];
            /** Format: int64 */
            bot: number;
            /** Format: int64 */
            offered: number;
            /** Format: int64 */
            queued: number;
            /** Format: int64 */
            assigned: number;
            /** Format: int64 */
            snoozed: number;
        };
        QueueId: string;
        /** @description What a queue tells customers. */
        QueueMessages: {
            /** @description Said to who comes outside business hours. */
            closed?: string | null;
            /** @description Said to who comes while no operator is available. */
            away?: string | null;
            /** @description Said to who has waited for `max_wait_minutes`. */
            waited?: string | null;
        };
        /** @description What the customer thought of a resolution. */
        Rate: {
            /**
             * Format: int64
             * @description 1 is bad, 5 is good.
             */
            score: number;
            comment?: string | null;
        };
        /** @description A bucket of the caller, as this request left it. */
        RateLimit: {
            bucket: components["schemas"]["BucketKind"];
            /**
             * Format: int32
             * @description Requests a second by which it fills.
             */
            rate: number;
            /**
             * Format: int32
             * @description Requests that it holds.
             */
            burst: number;
            /**
             * Format: int32
             * @description Requests that are in it now.
             */
            remaining: number;
            /**
             * Format: int64
             * @description Until it is full again, in milliseconds.
             */
            reset_ms: number;
        };
        /** @description What the customer thought of a resolution. */
        Rating: {
            /** Format: int64 */
            score: number;
            comment?: string | null;
            rated_at: components["schemas"]["Timestamp"];
        };
        /** @description One user's reaction. */
        Reaction: {
            key: components["schemas"]["ReactionKey"];
            user_id: components["schemas"]["UserId"];
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description The `d` of `reaction.added` and `reaction.removed`. */
        ReactionChanged: {
            message_id: components["schemas"]["MessageId"];
            key: components["schemas"]["ReactionKey"];
            user_id: components["schemas"]["UserId"];
            /**
             * Format: int64
             * @description How many react so now.
             */
            count: number;
        };
        /** @description How many reacted alike. */
        ReactionCount: {
            key: components["schemas"]["ReactionKey"];
            /** Format: int64 */
            count: number;
            /** @description Whether the reader is one of them. Only where one reads, never in events that go to all. */
            mine?: boolean;
        };
        /**
         * @description An emoji or a short word.
         * @example 👍
         */
        ReactionKey: string;
        /** @description How far one member has received and read. */
        Receipt: {
            user_id: components["schemas"]["UserId"];
            /** Format: int64 */
            read_seq: number;
            /** Format: int64 */
            delivered_seq: number;
        };
        /** @description The token that was mailed, and the new password. All sessions of the account end. */
        RedeemPasswordReset: {
            token: string;
            /** Format: password */
            password: string;
        };
        /** @description For whom a kept answer is to be put together. */
        RenderCannedReply: {
            conversation_id: components["schemas"]["ConversationId"];
            /** @description What else the text asks for, by name. */
            variables?: {
                [key: string]: string;
            };
        };
        /** @description A kept answer, ready to be sent. */
        RenderedReply: {
            text: string;
            /** @description What the text asks for and nobody said. */
            missing?: string[];
        };
        /**
         * @description Who answers a customer who writes again after a resolution.
         * @enum {string}
         */
        ReopenTo: "bot" | "assignee" | "queue";
        /** @description Which events are to be delivered once more. Those that the endpoint does not select are left out. */
        ReplayEvents: {
            from?: components["schemas"]["Timestamp"] | null;
            to?: components["schemas"]["Timestamp"] | null;
            /** @description From behind this cursor of `GET /v1/app_events` on. */
            after?: string | null;
        };
        /** @description A request to the API, without what it said. */
        RequestLog: {
            at: components["schemas"]["Timestamp"];
            method: string;
            /** @description `/v1/users/{user_id}`; `none` where no route took it. */
            route: string;
            /** @description Without the query. */
            path: string;
            /** Format: int32 */
            status: number;
            code?: components["schemas"]["ErrorCode"] | null;
            /** Format: int64 */
            duration_us: number;
            principal: components["schemas"]["Principal"];
            address?: string | null;
            request_id: string;
            /** Format: int64 */
            request_bytes: number;
            /** Format: int64 */
            response_bytes: number;
            /** @description At most 100 characters of it. */
            user_agent?: string | null;
            /**
             * Format: int64
             * @description How many requests this one stands for: more than one when there were too many to keep all.
             */
            weight: number;
        };
        /** @description Where to mail a link that sets a new password. */
        RequestPasswordReset: {
            email: string;
        };
        /**
         * @description What a member may do. Ordered: each role may do what the ones before it may.
         * @enum {string}
         */
        Role: "guest" | "member" | "moderator" | "admin" | "owner";
        /** @description What each role may do. */
        RolePermissions: {
            user: components["schemas"]["Permission"][];
            guest: components["schemas"]["Permission"][];
            readonly: components["schemas"]["Permission"][];
        };
        /** @description When the old key ends. */
        RotateKey: {
            /**
             * Format: int64
             * @description From now, at most 30 days; a day if left out, 0 for at once.
             */
            expires_in_seconds?: number | null;
        };
        /** @description How long the secret that is replaced still signs, beside the new one. */
        RotateSecret: {
            /**
             * Format: int64
             * @description At most 30 days; a day if left out, 0 for not at all.
             */
            expires_in_seconds?: number | null;
        };
        /** @description What a user has written so far; it replaces what they had before. */
        SaveDraft: {
            /** @description At most 32 KiB. May be empty where there is something else. */
            text?: string;
            metadata?: Record<string, unknown>;
            reply_to?: components["schemas"]["MessageId"] | null;
            thread_id?: components["schemas"]["MessageId"] | null;
        };
        /** @description What to look for among messages. */
        SearchMessages: {
            /**
             * @description Words, `"phrases"`, `begin*`, `-not`, and filters: `from:`, `in:`, `before:`, `after:`,
             *     `has:`, `kind:`. All of it must hold. Left out, everything is found.
             */
            query?: string;
            sort?: components["schemas"]["SearchSort"];
            /** @description Whether a word may have a letter wrong, a longer one two. */
            typos?: boolean;
            /** @description Whether to count the hits by conversation and by sender. */
            counts?: boolean;
            /**
             * Format: int64
             * @description 1 to 100, 50 if left out.
             */
            limit?: number | null;
            /** @description `next_cursor` of the page before. */
            cursor?: string | null;
        };
        /**
         * @description In which order hits come.
         * @enum {string}
         */
        SearchSort: "relevance" | "newest";
        /** @description A message to be sent. */
        SendMessage: {
            /**
             * @description Chosen by the client, unique per sender and conversation. Sending the same one twice sends
             *     one message; without one, repeating the request repeats the message.
             */
            client_id?: string | null;
            sender_id?: components["schemas"]["UserId"] | null;
            /** @description At most 32 KiB. May be empty when there are attachments or metadata. */
            text?: string;
            /** @description Anything of the tenant's own, at most 16 KiB as JSON. */
            metadata?: Record<string, unknown>;
            /** @description Members to be alerted. */
            mentions?: components["schemas"]["UserId"][];
            /** @description Alerts every member. */
            mention_all?: boolean;
            reply_to?: components["schemas"]["MessageId"] | null;
            /** @description Files that are ready: a user's own uploads, for a secret key any of the app. */
            attachments?: components["schemas"]["FileId"][];
            thread_id?: components["schemas"]["MessageId"] | null;
            forward?: components["schemas"]["Forward"] | null;
            kind?: components["schemas"]["MessageKind"] | null;
            /**
             * @description Whether the sender's draft in the conversation is done with. It goes in the commit of the
             *     message, and stays when the message is refused or a repeat.
             */
            clear_draft?: boolean;
        };
        /** @description Hits of a sender. */
        SenderHits: {
            user_id: components["schemas"]["UserId"];
            /** Format: int64 */
            count: number;
        };
        /** @description A metric over time. */
        Series: {
            metric: components["schemas"]["Metric"];
            /**
             * Format: int64
             * @description Seconds from point to point.
             */
            step: number;
            data: components["schemas"]["Point"][];
        };
        /** @description An event of a stream, as `EventSource` hands it on. */
        ServerSentEvent: {
            /** @description The newest cursor, to be given as `Last-Event-ID`. */
            id?: string | null;
            /** @description `message`, or `close` for the last one. */
            event?: string | null;
            /** @description A frame of the socket, as JSON. */
            data: string;
        };
        /**
         * @description What a queue promises.
         * @enum {string}
         */
        ServiceTarget: "first_response" | "resolution";
        /** @description How soon customers are to be answered and helped, in minutes of business hours. */
        ServiceTargets: {
            /**
             * Format: int64
             * @description From when the customer came to the queue to the first message of an operator.
             */
            first_response_minutes?: number | null;
            /** Format: int64 */
            resolution_minutes?: number | null;
        };
        /** @description A browser in which the account is logged in. */
        Session: {
            id: components["schemas"]["SessionId"];
            /** @description Whether it is the one that asks. */
            current: boolean;
            /** @description Where it logged in from. */
            address?: string | null;
            user_agent?: string | null;
            created_at: components["schemas"]["Timestamp"];
            last_seen_at: components["schemas"]["Timestamp"];
            expires_at: components["schemas"]["Timestamp"];
        };
        SessionId: string;
        /** @description How an operator is from now on. */
        SetAvailability: {
            availability: components["schemas"]["OperatorAvailability"];
        };
        /** @description Somebody new. The account is there once the link in the mail that follows was confirmed. */
        SignUp: {
            /** Format: email */
            email: string;
            name: string;
            /** Format: password */
            password: string;
            /** @description What the organisation that is made with the account is called; like the account, if left out. */
            organization_name?: string | null;
        };
        /** @description Somebody new, who was invited: the token proves the address. */
        SignUpInvited: {
            token: string;
            name: string;
            /** Format: password */
            password: string;
        };
        /**
         * @description How tokens are signed.
         * @enum {string}
         */
        SigningAlgorithm: "HS256" | "EdDSA" | "RS256" | "ES256" | "JWKS";
        /** @description A key that signs user tokens, without its secret. */
        SigningKey: {
            id: components["schemas"]["SigningKeyId"];
            /** @description The `kid` of the tokens it signs; a set has its own. */
            kid?: string | null;
            algorithm: components["schemas"]["SigningAlgorithm"];
            /** @description As JWK. */
            public_key?: Record<string, unknown> | null;
            jwks_url?: string | null;
            created_at: components["schemas"]["Timestamp"];
            revoked_at?: components["schemas"]["Timestamp"] | null;
        };
        SigningKeyId: string;
        /** @description Puts a support conversation aside. */
        Snooze: {
            /** @description At most a year ahead. The customer's next message ends it earlier. */
            until: components["schemas"]["Timestamp"];
        };
        /** @description How much an app has stored. */
        StorageUsage: {
            /** Format: int64 */
            files: number;
            /**
             * Format: int64
             * @description Of the files themselves, thumbnails aside.
             */
            bytes: number;
        };
        /** @description A support conversation as its reader may see it. The customer sees who answers, and no `desk`. */
        Support: {
            conversation_id: components["schemas"]["ConversationId"];
            state: components["schemas"]["SupportState"];
            owner: components["schemas"]["SupportOwner"];
            /**
             * Format: int64
             * @description Grows with every change of owner, and when the conversation is resolved or opened again.
             */
            owner_epoch: number;
            /** @description Since when it is in this state. */
            since: components["schemas"]["Timestamp"];
            expectation?: components["schemas"]["Expectation"] | null;
            /** @description Whether the customer is asked to rate the last resolution, and has not. */
            rating_requested?: boolean;
            rating?: components["schemas"]["Rating"] | null;
            desk?: components["schemas"]["SupportDesk"] | null;
        };
        /** @description How many conversations are where. */
        SupportCounts: {
            queues: components["schemas"]["QueueCounts"][];
            /** @description How many each operator answers now. */
            operators: {
                [key: string]: number;
            };
        };
        /** @description What customers never see of a support conversation. */
        SupportDesk: {
            customer_id: components["schemas"]["UserId"];
            /** @description The linked conversation for notes and summaries. */
            internal_id: components["schemas"]["ConversationId"];
            queue_id: components["schemas"]["QueueId"];
            operator_id?: components["schemas"]["UserId"] | null;
            priority: components["schemas"]["Priority"];
            labels?: string[];
            reason?: components["schemas"]["HandoffReason"] | null;
            waiting_since?: components["schemas"]["Timestamp"] | null;
            snoozed_until?: components["schemas"]["Timestamp"] | null;
            response_due_at?: components["schemas"]["Timestamp"] | null;
            resolution_due_at?: components["schemas"]["Timestamp"] | null;
            /** @description Targets that were missed since it was last opened. */
            breached?: components["schemas"]["ServiceTarget"][];
        };
        /** @description Who is to answer a customer. */
        SupportOwner: {
            kind: components["schemas"]["OwnerKind"];
            user_id?: components["schemas"]["UserId"] | null;
        };
        /** @description Day by day. */
        SupportReport: {
            days: components["schemas"]["DayReport"][];
        };
        /**
         * @description Where a support conversation stands.
         * @enum {string}
         */
        SupportState: "bot" | "offered" | "queued" | "assigned" | "snoozed" | "resolved";
        /** @description A step of a support conversation that takes nothing more than what the caller knows. */
        SupportStep: {
            /** @description What the customer is told. */
            customer_message?: string | null;
            /** @description For the operators alone. */
            summary?: string | null;
            /**
             * Format: int64
             * @description The `owner_epoch` that the caller knows; refused if the owner has changed since.
             */
            epoch?: number | null;
        };
        /** @description Where the client stands. */
        SyncRequest: {
            /** @description The newest cursor the client has seen; without one, only the newest cursor is answered. */
            cursor?: string | null;
        };
        /** @description What changed since, one page of it: conversation by conversation, each as events in order. */
        SyncResponse: {
            /** @description Entries and receipts that the client missed, in order within each conversation. */
            events: components["schemas"]["Event"][];
            /** @description Conversations with more news than are worth sending; page their entries or start afresh. */
            behind?: components["schemas"]["Conversation"][];
            /** @description Conversations the user left or was removed from since. */
            removed?: components["schemas"]["ConversationId"][];
            /** @description Where to go on: keep it once this page is stored. */
            cursor: string;
            has_more: boolean;
        };
        /** @description What an import found: of each kind what is new, and what was there before. */
        Tally: {
            /**
             * Format: int64
             * @default 0
             */
            users_new: number;
            /**
             * Format: int64
             * @default 0
             */
            users_known: number;
            /**
             * Format: int64
             * @default 0
             */
            conversations_new: number;
            /**
             * Format: int64
             * @default 0
             */
            conversations_known: number;
            /**
             * Format: int64
             * @default 0
             */
            members_new: number;
            /**
             * Format: int64
             * @default 0
             */
            members_known: number;
            /**
             * Format: int64
             * @default 0
             */
            messages_new: number;
            /**
             * Format: int64
             * @default 0
             */
            messages_known: number;
            /**
             * Format: int64
             * @description Entries that are neither the start of a conversation nor of a message.
             * @default 0
             */
            events_new: number;
            /**
             * Format: int64
             * @default 0
             */
            events_known: number;
            /**
             * Format: int64
             * @default 0
             */
            files_new: number;
            /**
             * Format: int64
             * @default 0
             */
            files_known: number;
            /**
             * Format: int64
             * @description Bans, blocks, earlier versions, reactions that are no entries, and parts in threads.
             * @default 0
             */
            others_new: number;
            /**
             * Format: int64
             * @default 0
             */
            others_known: number;
            /**
             * Format: int64
             * @description Lines left out, because they are bad.
             * @default 0
             */
            skipped: number;
        };
        /** @description Somebody of an organisation's team. */
        TeamMember: {
            account_id: components["schemas"]["AccountId"];
            email: string;
            name: string;
            role: components["schemas"]["TeamRole"];
            joined_at: components["schemas"]["Timestamp"];
        };
        /**
         * @description What somebody may do for an organisation.
         * @enum {string}
         */
        TeamRole: "owner" | "admin" | "developer" | "operator" | "billing" | "viewer";
        /** @description What a message shows of its thread. */
        Thread: {
            /**
             * Format: int64
             * @description Replies that were not recalled.
             */
            reply_count: number;
            /**
             * Format: int64
             * @description The newest reply's place in the thread; recalled ones keep theirs.
             */
            last_ordinal: number;
            last_reply_at: components["schemas"]["Timestamp"];
            /** @description Up to five who replied, the latest first. */
            participants: components["schemas"]["UserId"][];
        };
        /** @description One's own part in a thread; also the `d` of `thread_member.updated`, which only oneself is told. */
        ThreadMembership: {
            /** @description The message that the thread is about. */
            message_id: components["schemas"]["MessageId"];
            following: boolean;
            /**
             * Format: int64
             * @description How far one has read. It only moves forward.
             */
            read_ordinal: number;
        };
        /** Format: date-time */
        Timestamp: string;
        /** @description A user token. */
        Token: {
            token: string;
            expires_at: components["schemas"]["Timestamp"];
        };
        /** @description What came of ending tokens. */
        TokensRevoked: {
            /** @description Tokens with an `iat` before this are over. It was reached when this was answered. */
            valid_from: components["schemas"]["Timestamp"];
        };
        /** @description What was said in a support conversation, to be kept or passed on. */
        Transcript: {
            conversation_id: components["schemas"]["ConversationId"];
            lines: components["schemas"]["TranscriptLine"][];
            /** @description Whether there is more after the last line. */
            truncated?: boolean;
        };
        /** @description One thing that was said. */
        TranscriptLine: {
            at: components["schemas"]["Timestamp"];
            sender_id?: components["schemas"]["UserId"] | null;
            /** @description A note, which the customer did not see. */
            note?: boolean;
            text: string;
        };
        /** @description To whom a conversation is handed over. */
        TransferOwnership: {
            user_id: components["schemas"]["UserId"];
        };
        /**
         * @description Where an import or export stands.
         * @enum {string}
         */
        TransferStatus: "running" | "done" | "failed";
        /** @description Sorts a support conversation; what is left out stays. */
        Triage: {
            priority?: components["schemas"]["Priority"] | null;
            /** @description At most 20, each 1 to 40 of `a-z`, `0-9` and `-`. Replaces those it has. */
            labels?: string[] | null;
        };
        /** @description What is unread in some conversations. */
        UnreadCount: {
            /**
             * Format: int64
             * @description Conversations with unread messages or a reminder.
             */
            conversations: number;
            /** Format: int64 */
            messages: number;
            /** Format: int64 */
            mentions: number;
        };
        /** @description What a badge shows. */
        UnreadTotals: components["schemas"]["UnreadCount"] & {
            /** @description What a badge leaves out: the same of conversations that are muted or in the archive. */
            quiet?: components["schemas"]["UnreadCount"];
        };
        /** @description What changes; what is left out stays. */
        UpdateApp: {
            name?: string | null;
            permissions?: components["schemas"]["UpdateRolePermissions"] | null;
            /**
             * @description `https://example.com`, as browsers send it, or `https://*.example.com` for all below; at
             *     most 100. None at all allows every origin.
             */
            allowed_origins?: components["schemas"]["Origin"][] | null;
        };
        /** @description What changes; what is left out stays. */
        UpdateCannedReply: {
            shortcut?: string | null;
            text?: string | null;
        };
        /** @description What changes; what is left out stays, `null` takes away, and metadata replaces what was there. */
        UpdateConversation: {
            name?: string | null;
            description?: string | null;
            avatar_url?: string | null;
            visibility?: components["schemas"]["Visibility"] | null;
            posting?: components["schemas"]["Posting"] | null;
            metadata?: Record<string, unknown> | null;
        };
        /** @description What changes; what is left out stays, `null` takes away. */
        UpdateDesk: {
            bot_id?: components["schemas"]["UserId"] | null;
            default_queue_id?: components["schemas"]["QueueId"] | null;
            reopen_to?: components["schemas"]["ReopenTo"] | null;
            /** Format: int64 */
            reopen_hours?: number | null;
            /**
             * Format: int64
             * @description 0: never.
             */
            auto_resolve_hours?: number | null;
            ask_rating?: boolean | null;
        };
        /** @description What changes; what is left out stays. */
        UpdateEndpoint: {
            url?: string | null;
            description?: string | null;
            event_types?: components["schemas"]["EventSelector"][] | null;
            conversation_kinds?: components["schemas"]["ConversationKind"][] | null;
            conversation_ids?: components["schemas"]["ConversationId"][] | null;
            /** @description What happens while it is disabled is not delivered later, unless it is replayed. */
            enabled?: boolean | null;
        };
        /** @description What changes; what is left out stays. */
        UpdateHook: {
            url?: string | null;
            /** Format: int64 */
            deadline_ms?: number | null;
            on_failure?: components["schemas"]["OnFailure"] | null;
            enabled?: boolean | null;
        };
        /** @description What changes; what is left out stays. */
        UpdateKey: {
            name?: string | null;
            /** @description Some of those it has. */
            scopes?: components["schemas"]["KeyScope"][] | null;
            /** @description Where it may be used from; an empty list means anywhere. */
            allowed_ips?: components["schemas"]["Network"][] | null;
        };
        /** @description A change to one member. */
        UpdateMember: {
            role: components["schemas"]["Role"];
        };
        /** @description What changes of a member's own settings; what is left out stays. */
        UpdateMembership: {
            muted_until?: components["schemas"]["Timestamp"] | null;
            /** @description Takes the conversation off the list until its next message. */
            hidden?: boolean | null;
            /** @description Moves the conversation to the archive, where it stays. */
            archived?: boolean | null;
            /** @description Puts the conversation at the top of the list; at most 100 may be there. */
            pinned?: boolean | null;
            /** @description Replaces the metadata; at most 2 KiB as JSON. */
            metadata?: Record<string, unknown> | null;
        };
        /** @description What changes; what is left out stays. */
        UpdateOrganization: {
            name?: string | null;
        };
        /** @description What changes; what is left out stays. Hours, messages and targets replace what was there. */
        UpdateQueue: {
            name?: string | null;
            skills?: string[] | null;
            hours?: components["schemas"]["BusinessHours"] | null;
            messages?: components["schemas"]["QueueMessages"] | null;
            targets?: components["schemas"]["ServiceTargets"] | null;
            /**
             * Format: int64
             * @description 0: for ever.
             */
            max_wait_minutes?: number | null;
            return_to_bot?: boolean | null;
            assign?: boolean | null;
        };
        /** @description How far one has received or read. Positions only move forward, and never past the head. */
        UpdateReceipt: {
            /**
             * Format: int64
             * @description The last entry received or read; the newest one if left out.
             */
            seq?: number | null;
        };
        /** @description What roles may do from now on; those left out stay. */
        UpdateRolePermissions: {
            user?: components["schemas"]["Permission"][] | null;
            /** @description Never more than a user may do. */
            guest?: components["schemas"]["Permission"][] | null;
            /** @description Never more than a user may do. */
            readonly?: components["schemas"]["Permission"][] | null;
        };
        UpdateTeamMember: {
            role: components["schemas"]["TeamRole"];
        };
        /** @description What changes; what is left out stays. */
        UpdateUser: {
            name?: string | null;
            avatar_url?: string | null;
            metadata?: Record<string, unknown> | null;
        };
        /** @description A file in one request. */
        UploadForm: {
            /** Format: binary */
            file: string;
            /** @description What it is called; the name in the form's header, if left out. */
            name?: string | null;
        };
        /** @description Where the bytes of a file are to be sent. */
        UploadTarget: {
            /** @description `PUT`. */
            method: string;
            /** @description Is the permission itself: whoever has it may upload this one file. */
            url: string;
            /** @description To be sent along, exactly. */
            headers: {
                [key: string]: string;
            };
            expires_at: components["schemas"]["Timestamp"];
        };
        /** @description An end user of an app. */
        User: {
            id: components["schemas"]["UserId"];
            name?: string | null;
            avatar_url?: string | null;
            metadata?: Record<string, unknown>;
            /** @description A deactivated user keeps their place in history and cannot connect. */
            deactivated?: boolean;
            created_at: components["schemas"]["Timestamp"];
            updated_at: components["schemas"]["Timestamp"];
        };
        UserId: string;
        /**
         * @description What a user is to the app. A token names it; without one, it is `user`.
         * @enum {string}
         */
        UserRole: "user" | "guest" | "readonly";
        /**
         * @description Who may find and join a conversation.
         * @enum {string}
         */
        Visibility: "private" | "public";
        /** @description One try. */
        WebhookAttempt: {
            /**
             * Format: int64
             * @description 1, 2, 3 …
             */
            number: number;
            at: components["schemas"]["Timestamp"];
            /** Format: int64 */
            duration_ms: number;
            request_headers: {
                [key: string]: string;
            };
            /** Format: int32 */
            status_code?: number | null;
            error?: string | null;
            response_headers?: {
                [key: string]: string;
            };
            /** @description The beginning of the answer. Gone once the message of which the event tells is recalled. */
            response_body?: string | null;
        };
        /**
         * @description A day of the week.
         * @enum {string}
         */
        Weekday: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";
    };
    responses: {
        /** @description Refused. */
        Refused: {
            headers: {
                /** @description The same, as the IETF's draft has it. */
                RateLimit?: string;
                /** @description All buckets of the caller. */
                "RateLimit-Policy"?: string;
                /** @description Seconds to wait, where waiting helps. */
                "Retry-After"?: number;
                /** @description What the bucket holds that is nearest to empty. */
                "X-RateLimit-Limit"?: number;
                /** @description What is left in it. */
                "X-RateLimit-Remaining"?: number;
                /** @description Seconds until it is full again. */
                "X-RateLimit-Reset"?: number;
                /** @description Names the request to whoever runs the installation. */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_app: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["App"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    update_app: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateApp"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["App"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    revoke_app_tokens: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokensRevoked"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_storage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StorageUsage"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_app_events: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the answer before; from now on if left out. */
                cursor?: string;
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
                /** @description How long to wait where there is nothing yet, in seconds; not at all if left out. */
                wait?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppEvents"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_app_bans: {
        parameters: {
            query?: {
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Ban"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    put_app_ban: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutBan"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ban"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    lift_app_ban: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_own_blocks: {
        parameters: {
            query?: {
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Block"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    block: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Block"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    unblock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    sign_up: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignUp"];
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    confirm_sign_up: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmSignUp"];
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsoleSession"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    accept_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptInvitation"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    sign_up_invited: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignUpInvited"];
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsoleSession"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_organizations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"][];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    create_organization: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateOrganization"];
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_organization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization_id: components["schemas"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    delete_organization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization_id: components["schemas"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    update_organization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization_id: components["schemas"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateOrganization"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_apps: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization_id: components["schemas"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["App"][];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    create_app: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization_id: components["schemas"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateApp"];
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApp"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    rename_app: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization_id: components["schemas"]["OrganizationId"];
                app_id: components["schemas"]["AppId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateApp"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["App"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_audit_events: {
        parameters: {
            query?: {
                /** @description An account (`acc_…`) or a secret key (`key_…`). */
                actor?: string;
                app_id?: components["schemas"]["AppId"];
                /** @description The first moment. */
                from?: components["schemas"]["Timestamp"];
                /** @description The moment to stop before. */
                to?: components["schemas"]["Timestamp"];
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                organization_id: components["schemas"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AuditEvent"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_invitations: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization_id: components["schemas"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"][];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    create_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization_id: components["schemas"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateInvitation"];
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    revoke_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization_id: components["schemas"]["OrganizationId"];
                invitation_id: components["schemas"]["InvitationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    resend_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization_id: components["schemas"]["OrganizationId"];
                invitation_id: components["schemas"]["InvitationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_team: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization_id: components["schemas"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamMember"][];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    remove_team_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization_id: components["schemas"]["OrganizationId"];
                account_id: components["schemas"]["AccountId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    update_team_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization_id: components["schemas"]["OrganizationId"];
                account_id: components["schemas"]["AccountId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateTeamMember"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamMember"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePassword"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    request_password_reset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RequestPasswordReset"];
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    redeem_password_reset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RedeemPasswordReset"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsoleSession"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    log_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"][];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    log_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LogIn"];
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsoleSession"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: components["schemas"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_conversations: {
        parameters: {
            query?: {
                /** @description For users: which of their own. Without it, those that are neither hidden nor archived. */
                filter?: "all" | "archived" | "hidden" | "unread" | "pinned";
                /** @description Those of one kind alone. */
                kind?: "direct" | "group" | "channel" | "support" | "internal";
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Conversation"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    create_conversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateConversation"];
            };
        };
        responses: {
            /** @description The one that is there. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description A new one. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    delete_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    update_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateConversation"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_bans: {
        parameters: {
            query?: {
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Ban"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    put_ban: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutBan"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ban"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    lift_ban: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    clear_history: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClearHistory"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryCleared"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    mark_delivered: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateReceipt"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    save_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SaveDraft"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    discard_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_entries: {
        parameters: {
            query?: {
                /** @description The last entry that is known; 0 for all. */
                after_seq?: number;
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
            };
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Event"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    hide_messages: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HideMessages"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesHidden"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    join_conversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MembersAdded"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_members: {
        parameters: {
            query?: {
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Member"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    add_members: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddMembers"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MembersAdded"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    remove_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MembersRemoved"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    update_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateMember"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    update_membership: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateMembership"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MembershipSettings"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_messages: {
        parameters: {
            query?: {
                before_seq?: number;
                after_seq?: number;
                around_seq?: number;
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
            };
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Message"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    send_message: {
        parameters: {
            query?: never;
            header?: {
                /** @description Taken as `client_id` where the body has none. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendMessage"];
            };
        };
        responses: {
            /** @description Sent earlier. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description Sent: it is durable. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    recall_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    edit_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditMessage"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    follow_thread: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThreadMembership"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    hide_message: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesHidden"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    pin_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PinChanged"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    unpin_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PinChanged"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_reactions: {
        parameters: {
            query?: {
                /** @description Only those of one kind. */
                key?: string;
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Reaction"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    add_reaction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
                key: components["schemas"]["ReactionKey"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReactionChanged"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    remove_reaction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
                key: components["schemas"]["ReactionKey"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReactionChanged"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    read_thread: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateReceipt"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThreadMembership"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_replies: {
        parameters: {
            query?: {
                before_seq?: number;
                after_seq?: number;
                around_seq?: number;
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
            };
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Message"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    unfollow_thread: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThreadMembership"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_versions: {
        parameters: {
            query?: {
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_MessageVersion"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_pins: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Pin"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    mark_read: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateReceipt"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_support: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Support"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    triage_support: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Triage"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Support"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    assign_support: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Assign"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Support"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    claim_support: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Assign"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Support"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    hand_over_support: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HandOver"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Support"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    add_support_note: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddNote"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    offer_support: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SupportStep"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Support"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    rate_support: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Rate"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Support"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    reopen_support: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Support"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    resolve_support: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SupportStep"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Support"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    return_support: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SupportStep"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Support"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    snooze_support: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Snooze"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Support"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    take_over_support: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Assign"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Support"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_transcript: {
        parameters: {
            query?: {
                format?: "json" | "text";
                /** @description With the notes that the customer did not see, for those who may read them. */
                notes?: boolean;
            };
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transcript"];
                    "text/plain": string;
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    wake_support: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Support"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    transfer_conversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransferOwnership"];
            };
        };
        responses: {
            /** @description The new owner. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    announce_typing: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnnounceTyping"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    mark_unread: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_counters: {
        parameters: {
            query?: {
                /** @description The first hour. */
                from?: components["schemas"]["Timestamp"];
                /** @description The hour to stop before. */
                to?: components["schemas"]["Timestamp"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HourlyCount"][];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_dead_letters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetter"][];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    replay_dead_letter: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                job_id: components["schemas"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    read_download: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                link: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            /** @description The range that was asked for. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            /** @description The client has them. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    open_events: {
        parameters: {
            query?: {
                /** @description Instead of a token in the header. */
                ticket?: string;
                /** @description Where the client stands; what it missed comes first. */
                cursor?: string;
                device_id?: components["schemas"]["DeviceId"];
                /** @description What the device says of its user. */
                presence?: components["schemas"]["Availability"];
            };
            header?: {
                /** @description The same, and preferred. */
                "Last-Event-ID"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, until one of the type `close`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["ServerSentEvent"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    poll_events: {
        parameters: {
            query?: {
                /** @description Where the client stands; without one, the newest cursor is answered at once. */
                cursor?: string;
                /** @description How long to wait; 0 if left out. */
                wait_seconds?: number;
                device_id?: components["schemas"]["DeviceId"];
                /** @description What the device says of its user. */
                presence?: components["schemas"]["Availability"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncResponse"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    create_ticket: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventTicket"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    start_export: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will be written. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_export: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                export_id: components["schemas"]["ExportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_export_content: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                export_id: components["schemas"]["ExportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    upload_file: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["UploadForm"];
            };
        };
        responses: {
            /** @description Durable. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["File"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    create_upload: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUpload"];
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedUpload"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                file_id: components["schemas"]["FileId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["File"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    complete_upload: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                file_id: components["schemas"]["FileId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is ready. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["File"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    download_file: {
        parameters: {
            query?: {
                /** @description `original` or `thumbnail`; the first if left out. */
                variant?: string;
                /** @description `inline`, which shows what is safe to show, or `attachment`; the first if left out. */
                disposition?: string;
            };
            header?: never;
            path: {
                file_id: components["schemas"]["FileId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DownloadLink"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_hooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hook"][];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    create_hook: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateHook"];
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedHook"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_hook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hook_id: components["schemas"]["HookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hook"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    delete_hook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hook_id: components["schemas"]["HookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    update_hook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hook_id: components["schemas"]["HookId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateHook"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hook"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    rotate_hook_secret: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                hook_id: components["schemas"]["HookId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateSecret"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedHook"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    start_import: {
        parameters: {
            query?: {
                /** @description What the file is called; `import` if left out. */
                name?: string;
                /** @description Leave out lines that cannot be read, rather than stop at the first. */
                skip_bad?: boolean;
            };
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description The file is here: it will be taken in. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                import_id: components["schemas"]["ImportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"][];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    create_key: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateKey"];
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedKey"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    revoke_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key_id: components["schemas"]["KeyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    update_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key_id: components["schemas"]["KeyId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateKey"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    rotate_key: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                key_id: components["schemas"]["KeyId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateKey"];
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedKey"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_presence: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ListPresence"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Presence"][];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_rate_limits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RateLimit"][];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_request_logs: {
        parameters: {
            query?: {
                /** @description A class (`2xx` to `5xx`) or a status (`404`). */
                status?: string;
                /** @description As in this document: `/v1/users/{user_id}`. */
                route?: string;
                /** @description The id of a user or of a secret key. */
                principal?: string;
                request_id?: string;
                /** @description The first moment. */
                from?: components["schemas"]["Timestamp"];
                /** @description The moment to stop before. */
                to?: components["schemas"]["Timestamp"];
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RequestLog"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    search_conversations: {
        parameters: {
            query: {
                /** @description Words of the name in any order, of which the last may go on. */
                q: string;
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Conversation"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    search_messages: {
        parameters: {
            query?: {
                /** @description As in the body of the same name. */
                query?: string;
                sort?: "relevance" | "newest";
                typos?: boolean;
                counts?: boolean;
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundMessages"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    search_messages_by_body: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SearchMessages"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundMessages"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    search_users: {
        parameters: {
            query: {
                /** @description Words of the name in any order, of which the last may go on. */
                q: string;
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_User"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_series: {
        parameters: {
            query: {
                metric: "requests" | "errors_4xx" | "errors_5xx" | "messages" | "connections" | "latency_p50" | "latency_p95" | "latency_p99";
                /** @description An hour before `to` if left out. */
                from?: components["schemas"]["Timestamp"];
                /** @description The moment to stop before; now if left out. */
                to?: components["schemas"]["Timestamp"];
                /**
                 * @description Seconds from point to point: whole minutes up to a day. Left out, the least that makes no
                 *     more than 1,000 points.
                 */
                step?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Series"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_signing_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigningKey"][];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    create_signing_key: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSigningKey"];
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedSigningKey"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    revoke_signing_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                signing_key_id: components["schemas"]["SigningKeyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigningKey"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_desk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskSettings"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    update_desk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateDesk"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskSettings"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_canned_replies: {
        parameters: {
            query?: {
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CannedReply"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    create_canned_reply: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateCannedReply"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CannedReply"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    delete_canned_reply: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                canned_reply_id: components["schemas"]["CannedReplyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    update_canned_reply: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                canned_reply_id: components["schemas"]["CannedReplyId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateCannedReply"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CannedReply"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    render_canned_reply: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                canned_reply_id: components["schemas"]["CannedReplyId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RenderCannedReply"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RenderedReply"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_support_conversations: {
        parameters: {
            query?: {
                /** @description All but resolved ones if left out. */
                state?: "bot" | "offered" | "queued" | "assigned" | "snoozed" | "resolved";
                queue_id?: string;
                /** @description Those that this operator answers, or answered last. */
                operator_id?: string;
                label?: string;
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Support"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    count_support_conversations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupportCounts"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_operators: {
        parameters: {
            query?: {
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Operator"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_operator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operator"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    put_operator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutOperator"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operator"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    delete_operator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    set_availability: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetAvailability"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operator"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_queues: {
        parameters: {
            query?: {
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Queue"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    create_queue: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateQueue"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_queue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                queue_id: components["schemas"]["QueueId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    delete_queue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                queue_id: components["schemas"]["QueueId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    update_queue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                queue_id: components["schemas"]["QueueId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateQueue"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    report_support: {
        parameters: {
            query: {
                /** @description The first day, `YYYY-MM-DD`. */
                from: string;
                /** @description The last day, at most 91 days later. */
                to: string;
                /** @description In which days begin: a time zone of the IANA database, UTC if left out. */
                zone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupportReport"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    sync_changes: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SyncRequest"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncResponse"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_threads: {
        parameters: {
            query?: {
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_FollowedThread"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    put_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                link: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": number[];
            };
        };
        responses: {
            /** @description They are durable. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_users: {
        parameters: {
            query?: {
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_User"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    create_user: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUser"];
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    create_users: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUsers"];
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"][];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    erase_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    update_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateUser"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_blocks: {
        parameters: {
            query?: {
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Block"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    block_for_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: components["schemas"]["UserId"];
                blocked_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Block"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    unblock_for_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: components["schemas"]["UserId"];
                blocked_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_devices: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"][];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    forget_device: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: components["schemas"]["UserId"];
                device_id: components["schemas"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_presence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Presence"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    revoke_user_tokens: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokensRevoked"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    mint_token: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MintToken"];
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_endpoints: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"][];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    create_endpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateEndpoint"];
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedEndpoint"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_endpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpoint_id: components["schemas"]["EndpointId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    delete_endpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpoint_id: components["schemas"]["EndpointId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    update_endpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpoint_id: components["schemas"]["EndpointId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateEndpoint"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    list_deliveries: {
        parameters: {
            query?: {
                status?: "pending" | "succeeded" | "dead";
                /** @description 1 to 100, 50 if left out. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                endpoint_id: components["schemas"]["EndpointId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Delivery"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    get_delivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpoint_id: components["schemas"]["EndpointId"];
                delivery_id: components["schemas"]["DeliveryId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryDetail"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    resend_delivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                endpoint_id: components["schemas"]["EndpointId"];
                delivery_id: components["schemas"]["DeliveryId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is on its way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    ping_endpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                endpoint_id: components["schemas"]["EndpointId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is on its way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    replay_events: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                endpoint_id: components["schemas"]["EndpointId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayEvents"];
            };
        };
        responses: {
            /** @description It is on its way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    rotate_endpoint_secret: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key answers what the first request answered. */
                "Idempotency-Key"?: string;
            };
            path: {
                endpoint_id: components["schemas"]["EndpointId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateSecret"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedEndpoint"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
}
