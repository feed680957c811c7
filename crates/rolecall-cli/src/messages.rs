//! What the command says, in English: every sentence that is not in its help. Another language is another set of these functions.
//!
//! Each function takes values and returns text. It must not know where the text is printed, nor decide which one is.

pub(crate) mod history;
