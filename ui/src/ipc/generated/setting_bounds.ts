// This file is generated from crates/rolecall/src/settings/bounds.rs by `cargo xtask bindings`.

/** The bounds of settings and labels, as the program checks them. */
export const settingBounds = {
  "clipboardSeconds": {
    "max": 3600,
    "min": 1
  },
  "historyDays": {
    "max": 3650,
    "min": 1
  },
  "limitMinutes": {
    "max": 10080,
    "min": 1
  },
  "maxAliasLength": 64,
  "maxLimits": 100,
  "maxNoteLength": 500,
  "maxPatternLength": 256,
  "maxPatterns": 100,
  "maxTagLength": 64,
  "maxTags": 16
} as const;
