//! `rolecall default`: shows or sets what `@default` means.

use crate::choice;
use crate::command_line::OptionalTargetArg;
use crate::failure::Failure;
use crate::surroundings::Surroundings;
use rolecall::settings::set_default;

pub(super) async fn run(here: &Surroundings, args: &OptionalTargetArg) -> Result<(), Failure> {
    let settings = choice::settings(&here.ports)?;
    let Some(text) = &args.target else {
        let (_, assignment) = choice::assignment(here, &settings, "@default").await?;
        return here.terminal.line(assignment.target());
    };
    let (_, assignment) = choice::assignment(here, &settings, text).await?;
    choice::change_settings(&here.ports, |text| set_default(text, Some(&assignment)))?;
    here.terminal
        .remark(format!("@default now means {}.", assignment.target()));
    Ok(())
}
