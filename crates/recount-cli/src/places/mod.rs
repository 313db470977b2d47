//! `recount places`: looks names up, and keeps the user's own sets.

pub mod arguments;
pub mod home;
mod find;
mod import;
mod add;
mod pin;
mod sets;

use arguments::{Places, PlacesCommand};

use crate::tell::Outcome;

/// Runs the command.
pub fn run(arguments: &Places) -> anyhow::Result<Outcome> {
    match &arguments.command {
        PlacesCommand::Find { name, near, limit, places } => find::run(name, near.as_deref(), *limit, places),
        PlacesCommand::Add(add) => add::run(add),
        PlacesCommand::Import(import) => import::run(import),
        PlacesCommand::Pin(pin) => pin::run(pin),
        PlacesCommand::List { home } => sets::list(home),
        PlacesCommand::Info { name, home } => sets::info(name, home),
        PlacesCommand::Remove { names, pin, home } => sets::remove(names, pin, home),
    }
}
