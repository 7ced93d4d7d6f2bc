//! Finding what was said.

mod damage;
mod history;
mod language;
mod nodes;
mod pages;
mod refused;
mod visibility;
