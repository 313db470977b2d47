//! Who judges and why: from the command line, the environment, a settings file, or asked at the terminal.

use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::bail;

use crate::args::Signature;

/// Who signs.
pub fn by(signature: &Signature) -> anyhow::Result<String> {
    let given = signature.by.clone().filter(|name| !name.trim().is_empty());
    match given.or_else(from_settings) {
        Some(name) => Ok(name.trim().to_owned()),
        None => {
            let file = settings().map(|path| path.display().to_string());
            let file = file.unwrap_or_else(|| "recount/config.toml of your settings".to_owned());
            bail!("say who judges: --by NAME, RECOUNT_BY in the environment, or by = \"NAME\" in {file}")
        }
    }
}

/// The reason; asked for where somebody sits at the terminal.
pub fn why(signature: &Signature) -> anyhow::Result<String> {
    if let Some(why) = signature.why.as_deref().map(str::trim).filter(|why| !why.is_empty()) {
        return Ok(why.to_owned());
    }
    if std::io::stdin().is_terminal() && std::io::stderr().is_terminal() {
        let mut stderr = std::io::stderr().lock();
        let _ = write!(stderr, "why? ");
        let _ = stderr.flush();
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        if !line.trim().is_empty() {
            return Ok(line.trim().to_owned());
        }
    }
    bail!("say why: --why TEXT; a judgement without its reason cannot be checked by anybody")
}

fn settings() -> Option<PathBuf> {
    let home = std::env::var_os("XDG_CONFIG_HOME").filter(|path| !path.is_empty()).map(PathBuf::from);
    let home = home.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".config")));
    home.map(|home| home.join("recount").join("config.toml"))
}

/// The line `by = "..."` of the settings file, which has no other yet.
fn from_settings() -> Option<String> {
    let text = std::fs::read_to_string(settings()?).ok()?;
    let value = |line: &str| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == "by").then(|| value.trim().trim_matches('"').to_owned())
    };
    text.lines().find_map(value).filter(|name| !name.is_empty())
}
