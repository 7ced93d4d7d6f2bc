//! The console, as browsers meet it.

mod access;
mod accounts;
mod apps;
mod audit;
mod guessing;
mod invitations;
mod mail;
mod requests;
mod sessions;
mod teams;
