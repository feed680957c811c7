//! The command, linked for Windows: the tests run it under Wine.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::{DEADLINE, Part, System, Tools, c_compiler};
use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};

/// Where Debian's package `wine64` has it.
const WINE: &str = "/usr/lib/wine/wine64";

/// The compiler's own library, by which panics unwind.
const UNWINDER: &str = "libgcc_s_seh-1.dll";

/// Wine lists credentials at odd addresses, which Windows does not; the assertions about that would end the program. Those of
/// the standard library are only left out where they are compiled again, which optimization does.
const WITHOUT_ASSERTIONS: &str = "--config profile.dev.package.windows-native-keyring-store.debug-assertions=false \
    --config profile.dev.package.windows-native-keyring-store.opt-level=2";

/// A library of Windows that Debian's Wine lacks, and of which Rust uses one function.
const PROCESS_PRNG: &str = "\
unsigned char __stdcall SystemFunction036(void *buffer, unsigned long length);
__declspec(dllexport) int ProcessPrng(unsigned char *buffer, unsigned long long length) {
    return SystemFunction036(buffer, (unsigned long)length);
}
";

/// Links the command and puts it, with the libraries that it needs under Wine, into the returned folder.
///
/// # Errors
/// When it cannot be compiled or linked.
pub(crate) fn link(checkout: &Checkout, log: &File) -> Result<Part<PathBuf>> {
    if !Path::new(WINE).is_file() {
        return Ok(Part::Missing(
            "Wine (the package wine64) is not installed".to_owned(),
        ));
    }
    let tools = match Tools::install(checkout, System::Windows, log)? {
        Part::Ready(tools) => tools,
        Part::Missing(reason) => return Ok(Part::Missing(reason)),
    };
    let build = tools
        .cargo(checkout, "build")
        .split_args("--package rolecall-cli --bin rolecall")
        .split_args(WITHOUT_ASSERTIONS);
    command::run_logged(build, log, DEADLINE)?;
    let folder = checkout.target.join("cross/wine");
    fs::create_dir_all(&folder)?;
    let built = checkout.target.join("cross").join(System::Windows.target());
    fs::copy(built.join("debug/rolecall.exe"), folder.join("rolecall.exe"))
        .context("the linked program is missing")?;
    add_libraries(&folder)?;
    Ok(Part::Ready(folder))
}

fn add_libraries(folder: &Path) -> Result<()> {
    let name = format!("-print-file-name={UNWINDER}");
    let found = command::output(command::program(c_compiler::MINGW, folder).split_args(&name))?;
    fs::copy(found.trim(), folder.join(UNWINDER)).with_context(|| format!("{UNWINDER} is missing"))?;
    fs::write(folder.join("process_prng.c"), PROCESS_PRNG)?;
    let compile = command::program(c_compiler::MINGW, folder)
        .split_args("-shared -o bcryptprimitives.dll process_prng.c -ladvapi32");
    command::output(compile).map(drop)
}
